"""yarn 3 and 4: where an install lands, what it reads besides, and what is not known."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope

PATH = {"PATH": "/var/lang/bin:/usr/local/bin:/usr/bin:/bin", "HOME": "/root"}
PACKAGE = {
    "name": "app",
    "packageManager": "yarn@4.5.3",
    "dependencies": {"express": "^4"},
    "devDependencies": {"typescript": "5.6.3"},
}
LOCK = '__metadata:\n  version: 8\n\n"express@npm:^4":\n\n"typescript@npm:5.6.3":\n'
LINKER = "nodeLinker: node-modules\n"
FOCUS = "yarn workspaces focus --all --production"
PLUGIN = ".yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs"
PLUGGED = f"{LINKER}plugins:\n  - path: {PLUGIN}\n    spec: '@yarnpkg/plugin-workspace-tools'\n"
RELEASE = ".yarn/releases/yarn-3.8.7.cjs"


def run(
    line: str,
    files: dict[str, str] | None = None,
    *,
    rc: str = LINKER,
    package: object = PACKAGE,
    lock: str | None = LOCK,
    env: dict[str, str] | None = None,
) -> Trace | Unknown:
    context = {"package.json": json.dumps(package), ".yarnrc.yml": rc, **(files or {})}
    context |= {} if lock is None else {"yarn.lock": lock}
    copied = {f"/app/{name}": name for name in context}
    scope = Scope(env={**PATH, **(env or {})}, complete=True)
    return read(Call(tuple(line.split()), "/app", scope, copied, Project.of(context)))


def trace(line: str, files: dict[str, str] | None = None, **how: object) -> Trace:
    found = run(line, files, **how)  # type: ignore[arg-type]
    assert isinstance(found, Trace), found
    return found


def unknown(line: str, files: dict[str, str] | None = None, **how: object) -> Unknown:
    found = run(line, files, **how)  # type: ignore[arg-type]
    assert isinstance(found, Unknown)
    return found


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("yarn", {"/app/node_modules/"}),
        ("yarn --immutable", {"/app/node_modules/"}),
        ("yarn install --immutable --immutable-cache --check-cache", {"/app/node_modules/"}),
        ("yarn install --frozen-lockfile --inline-builds", {"/app/node_modules/"}),
        ("yarn --cwd /app install", {"/app/node_modules/"}),
        (FOCUS, {"/app/node_modules/"}),
        ("yarn workspaces focus --production", {"/app/node_modules/"}),
        ("yarn add -D zod", {"/app/node_modules/", "/app/package.json", "/app/yarn.lock"}),
    ],
)
def test_what_an_install_leaves(line: str, places: set[str]) -> None:
    assert {str(a) for d in trace(line).deposits for a in d.areas} == places


def test_a_lock_that_does_not_agree_is_written_unless_it_may_not_be() -> None:
    stale = LOCK.replace("^4", "^3")
    assert Area("/app/yarn.lock") in trace("yarn", lock=stale).writes
    assert Area("/app/yarn.lock") in trace("yarn", lock=None).writes
    assert Area("/app/yarn.lock") not in trace("yarn --immutable", lock=stale).writes


def test_what_yarn_notes_beside_the_packages_is_written_by_an_install_alone() -> None:
    state = Area("/app/.yarn/install-state.gz")
    assert state in trace("yarn --immutable").writes
    scripts = {**PACKAGE, "scripts": {"build": "tsc"}}
    settings = '{"compilerOptions": {"outDir": "dist"}, "include": ["src"]}'
    built = trace("yarn build", {"tsconfig.json": settings}, package=scripts)
    assert state not in built.writes


@pytest.mark.parametrize(
    ("manager", "rc", "local"),
    [
        ("yarn@4.5.3", LINKER, False),
        ("yarn@3.8.7", LINKER, True),
        ("yarn@4.5.3", f"{LINKER}enableGlobalCache: false\n", True),
        ("yarn@3.8.7", f"{LINKER}enableGlobalCache: true\n", False),
    ],
)
def test_the_cache_lies_in_the_project_or_with_the_user(
    manager: str, rc: str, *, local: bool
) -> None:
    found = trace("yarn", rc=rc, package={**PACKAGE, "packageManager": manager})
    assert (Area("/app/.yarn/cache", deep=True) in found.writes) is local
    assert Area("/root/.yarn/berry", deep=True) in found.writes


def test_packages_of_the_repository_are_read_and_no_others_are_kept() -> None:
    files = {".yarn/cache/express-npm-4.zip": ""}
    found = trace("yarn --immutable", files, rc=f"{LINKER}enableGlobalCache: false\n")
    assert found.trees == ("/app/.yarn/cache",)
    assert "/app/.yarn/cache/express-npm-4.zip" in found.manifests
    assert Area("/app/.yarn/cache", deep=True) not in found.writes


def test_the_program_the_plugins_and_the_patches_are_manifests() -> None:
    patched = {"express": "patch:express@npm%3A^4#~/.yarn/patches/express.patch"}
    files = {RELEASE: "", PLUGIN: "", ".yarn/patches/express.patch": "", ".yarn/sdks/x": ""}
    rc = f"{PLUGGED}yarnPath: {RELEASE}\n"
    found = trace("yarn --immutable", files, rc=rc, package={**PACKAGE, "resolutions": patched})
    assert found.trees == ("/app/.yarn/releases", "/app/.yarn/plugins", "/app/.yarn/patches")
    own = {f"/app/{name}" for name in (RELEASE, PLUGIN, ".yarn/patches/express.patch")}
    assert own <= {*found.manifests}
    assert "/app/.yarn/sdks/x" not in found.manifests


def test_the_environment_leaves_no_package_out() -> None:
    production = {"NODE_ENV": "production"}
    words = trace("yarn", env=production).deposits[0].semantic
    assert words == trace("yarn").deposits[0].semantic
    assert "--production" in trace(FOCUS).deposits[0].semantic


def test_only_three_scripts_run_around_an_install_and_none_around_a_script() -> None:
    package = {**PACKAGE, "scripts": {"postinstall": "touch made"}}
    assert Area("/app/made") in trace("yarn", package=package).writes
    assert Area("/app/made") not in trace("yarn --mode=skip-build", package=package).writes
    for name in ("prepare", "dependencies", "postprepare"):
        package = {**PACKAGE, "scripts": {name: "touch made"}}
        assert Area("/app/made") not in trace("yarn", package=package).writes
    package = {**PACKAGE, "scripts": {"build": "touch a", "prebuild": "touch b"}}
    left = trace("yarn run build", package=package).writes
    assert Area("/app/a") in left
    assert Area("/app/b") not in left


def test_a_variable_of_the_image_decides_nothing() -> None:
    assert trace("yarn", env={"YARN_VERSION": "1.22.22", "YARN_ENABLE_TELEMETRY": "0"})
    moved = unknown("yarn", env={"YARN_NODE_LINKER": "pnp"})
    assert moved.word == "nodeLinker: pnp"
    assert unknown("yarn", env={"YARN_RC_FILENAME": "x.yml"}).word == "YARN_RC_FILENAME"


def test_a_token_is_a_variable_that_an_install_reads() -> None:
    rc = f"{LINKER}npmScopes:\n  acme:\n    npmAuthToken: ${{NPM_TOKEN}}\n"
    assert "NPM_TOKEN" in trace("yarn", rc=rc).variables


@pytest.mark.parametrize(
    ("rc", "word"),
    [
        ("", "nodeLinker: pnp"),
        ("nodeLinker: pnpm\n", "nodeLinker: pnpm"),
        (f"{LINKER}virtualFolder: /x\n", "virtualFolder"),
        (f"{LINKER}httpsCaFilePath: ./ca.pem\n", "httpsCaFilePath"),
        (f"{LINKER}cacheFolder: ${{HOME}}/x\n", "cacheFolder"),
        (f"{LINKER}plugins:\n  - .yarn/plugins/own.cjs\n", "own"),
        (PLUGGED, PLUGIN),
        (f"{LINKER}yarnPath: {RELEASE}\n", "yarnPath"),
        ("- a\n", "/app/.yarnrc.yml"),
        ("a: [\n", "/app/.yarnrc.yml"),
    ],
)
def test_a_setting_that_is_not_followed_is_named(rc: str, word: str) -> None:
    assert unknown("yarn --immutable", rc=rc).word == word


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("yarn install --production", "--production"),
        ("yarn install --mode=update-lockfile", "yarn install --mode=update-lockfile"),
        ("yarn install --ignore-engines", "--ignore-engines"),
        ("yarn workspaces foreach run build", "yarn workspaces"),
        ("yarn workspaces focus other", "other"),
        ("yarn dlx x", "yarn dlx"),
        ("yarn set version stable", "yarn set"),
        ("yarn add", "yarn add"),
        ("yarn run", "yarn run"),
    ],
)
def test_a_command_that_is_not_followed_is_named(line: str, word: str) -> None:
    assert unknown(line).word.startswith(word)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"packageManager": "yarn@2.4.3"}, "yarn"),
        ({"packageManager": "yarn@stable"}, "yarn"),
        ({"packageManager": ""}, "yarn"),
        ({"workspaces": ["packages/*"]}, "workspaces"),
        ({"resolutions": {"a": "patch:a@npm%3A1#./own/a.patch"}}, "./own/a.patch"),
    ],
)
def test_a_project_that_is_not_followed_is_named(changed: dict[str, object], word: str) -> None:
    assert unknown("yarn --immutable", package={**PACKAGE, **changed}).word == word


def test_a_lock_of_another_kind_or_none_is_named() -> None:
    assert unknown("yarn", lock="# yarn lockfile v1\n").word == "/app/yarn.lock"
    assert unknown("yarn --immutable", lock=None).word == "yarn install"
    assert unknown(FOCUS, lock=None).word == "yarn workspaces focus"
    assert unknown("yarn", {".env.yarn": "A=b\n"}).word == "/app/.env.yarn"
    assert unknown("yarn", {".pnp.cjs": ""}).word == "/app/.pnp.cjs"


def test_yarn_3_leaves_packages_out_by_a_plugin_alone() -> None:
    package = {**PACKAGE, "packageManager": "yarn@3.8.7"}
    assert "plugin-workspace-tools" in unknown(FOCUS, package=package).why
    assert trace(FOCUS, {PLUGIN: ""}, package=package, rc=PLUGGED)


def test_a_built_in_patch_is_no_file() -> None:
    patched = {"typescript": "patch:typescript@npm%3A5.6.3#optional!builtin<compat/typescript>"}
    assert trace("yarn", package={**PACKAGE, "resolutions": patched}).trees == ()
