"""npm, yarn 1 and pnpm: where an install lands, what it reads, and what is not known."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope

PATH = {"PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin"}
PACKAGE = {"name": "app", "dependencies": {"express": "^4"}}


def run(
    line: str,
    files: dict[str, str] | None = None,
    *,
    cwd: str | None = "/app",
    env: dict[str, str] = PATH,
    present: frozenset[str] = frozenset(),
    package: object = PACKAGE,
    node: str = "",
) -> Trace | Unknown:
    context = {"package.json": json.dumps(package), "package-lock.json": "{}", **(files or {})}
    copied = {f"/app/{name}": name for name in context if not name.startswith("../")}
    project = Project.of(context)
    scope = Scope(env=env, complete=True)
    call = Call(tuple(line.split()), cwd, scope, copied, project, None, present)
    return read(replace(call, base=("nodejs", node)))


def trace(line: str, files: dict[str, str] | None = None, **how: object) -> Trace:
    found = run(line, files, **how)  # type: ignore[arg-type]
    assert isinstance(found, Trace), found
    return found


def left(line: str, files: dict[str, str] | None = None, **how: object) -> set[str]:
    found = trace(line, files, **how)
    return {str(a) for d in found.deposits for a in d.areas}


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("npm ci", {"/app/node_modules/"}),
        ("npm clean-install --omit=dev --no-audit --no-fund", {"/app/node_modules/"}),
        ("npm install", {"/app/node_modules/", "/app/package-lock.json"}),
        ("npm i --production=true", {"/app/node_modules/", "/app/package-lock.json"}),
        ("npm install --save=false x", {"/app/node_modules/", "/app/package-lock.json"}),
        (
            "npm install --save-dev typescript@5",
            {"/app/node_modules/", "/app/package-lock.json", "/app/package.json"},
        ),
        ("npm prune --omit=dev", {"/app/node_modules/", "/app/package-lock.json"}),
        ("npm rebuild sharp", {"/app/node_modules/"}),
        ("yarn", {"/app/node_modules/", "/app/yarn.lock"}),
        ("yarn install --production=false", {"/app/node_modules/", "/app/yarn.lock"}),
        ("yarn --frozen-lockfile --non-interactive", {"/app/node_modules/"}),
        ("yarn add express", {"/app/node_modules/", "/app/yarn.lock", "/app/package.json"}),
        ("pnpm i", {"/app/node_modules/", "/app/pnpm-lock.yaml"}),
        ("pnpm install --frozen-lockfile --prod", {"/app/node_modules/"}),
        ("pnpm add -D tsx", {"/app/node_modules/", "/app/pnpm-lock.yaml", "/app/package.json"}),
        ("npm update", {"/app/node_modules/", "/app/package.json"}),  # of which Node is not known
        ("npm up --no-save express", {"/app/node_modules/"}),
        ("yarn upgrade", {"/app/node_modules/", "/app/yarn.lock"}),
        ("yarn upgrade --latest", {"/app/node_modules/", "/app/yarn.lock", "/app/package.json"}),
        ("yarn upgrade x@2", {"/app/node_modules/", "/app/yarn.lock", "/app/package.json"}),
        ("pnpm up", {"/app/node_modules/", "/app/pnpm-lock.yaml", "/app/package.json"}),
        ("pnpm update --no-save x", {"/app/node_modules/", "/app/pnpm-lock.yaml"}),
    ],
)
def test_what_an_install_leaves(line: str, places: set[str]) -> None:
    assert left(line) == places


@pytest.mark.parametrize(
    ("node", "line", "kept"),
    [
        ("15", "npm update", True),
        ("22", "npm upgrade express", True),
        ("14", "npm update", False),
        ("22", "npm update --save", False),
        ("22", "npm update --save=true", False),
        ("14", "npm update --no-save", True),
    ],
)
def test_an_update_leaves_package_json_as_it_is(node: str, line: str, kept: bool) -> None:
    assert ("/app/package.json" not in left(line, node=node)) is kept


def test_a_setting_says_that_an_update_writes_package_json() -> None:
    assert "/app/package.json" in left("npm update", {".npmrc": "save=true"}, node="22")


def test_an_update_fills_a_lock_that_is_there_and_makes_one_that_is_not() -> None:
    install = trace("npm update", node="22").install
    assert install is not None
    assert install.noted == ("/app/package-lock.json",)
    assert "/app/package-lock.json" not in left("npm update", node="22")
    other = trace("yarn upgrade").install
    assert other is not None
    assert other.noted == ("/app/yarn.lock",)
    assert "/app/yarn.lock" in left("yarn upgrade")


def test_an_update_of_global_packages_leaves_the_project_alone() -> None:
    assert "/app/node_modules/" not in left("npm update -g npm")
    assert isinstance(run("npm update -g"), Unknown)


def test_an_update_of_what_is_not_known_is_not_followed() -> None:
    assert isinstance(run("npm update ${NAME}"), Unknown)


def test_an_update_runs_no_script_of_the_project_but_in_npm_6() -> None:
    package = {**PACKAGE, "scripts": {"prepare": "./make.sh"}}
    assert isinstance(run("npm update", package=package, node="14"), Unknown)
    assert isinstance(run("npm update", package=package, node="22"), Trace)


def test_npm_keeps_the_lock_of_yarn_that_it_finds() -> None:
    assert "/app/yarn.lock" in left("npm install", {"yarn.lock": ""})


@pytest.mark.parametrize("line", ["npm --prefix /app ci", "npm ci -C /app", "yarn --cwd /app"])
def test_an_option_names_the_directory(line: str) -> None:
    assert "/app/node_modules/" in left(line, cwd="/")


def test_the_root_is_the_nearest_directory_above_with_a_package_json() -> None:
    assert left("npm ci", cwd="/app/src/deep") == {"/app/node_modules/"}
    assert isinstance(run("npm ci --prefix /app/src", cwd="/"), Unknown)


def test_a_directory_with_packages_and_no_package_json_is_a_root_that_is_not_followed() -> None:
    found = run("npm ci", {"src/node_modules/x/index.js": ""}, cwd="/app/src")
    assert isinstance(found, Unknown)
    assert found.word == "/app/src/node_modules/"


def test_packages_of_the_directories_above_are_read() -> None:
    assert meet(trace("npm ci", cwd="/app/src").reads, (Area("/app/src/node_modules/x"),))
    assert meet(trace("npm ci").reads, (Area("/node_modules/.bin/tsc"),))


def test_the_manifests_are_the_files_that_are_there() -> None:
    assert trace("npm ci", {".npmrc": ""}).manifests == (
        "/app/package.json",
        "/app/package-lock.json",
        "/app/.npmrc",
    )
    assert trace("npm prune --omit=dev").manifests == ()


def test_packages_land_in_every_directory_that_may_be_the_root_if_no_package_json_is_seen() -> None:
    found = left("npm install express", cwd="/srv/x")
    assert {"/srv/x/node_modules/", "/srv/node_modules/", "/node_modules/"} <= found


@pytest.mark.parametrize("line", ["npm ci", "npm install", "yarn", "pnpm i"])
def test_without_a_package_json_from_the_context_nothing_is_known(line: str) -> None:
    found = run(line, cwd="/srv")
    assert isinstance(found, Unknown)
    assert "is not a file that was copied" in found.why
    assert isinstance(run(line, cwd=None), Unknown)


@pytest.mark.parametrize("line", ["npm ci", "npm install", "npm install x", "yarn", "pnpm i"])
def test_with_a_package_json_that_was_made_an_install_may_read_all_there_is(line: str) -> None:
    made = run(line, cwd="/srv", present=frozenset({"/srv/package.json"}))
    assert isinstance(made, Trace)
    assert made.reads == (EVERYTHING,)
    assert Area("/srv", deep=True) in made.writes
    assert made.missing


def test_a_lock_that_an_install_wrote_does_not_hinder_the_next() -> None:
    written = frozenset({"/srv/yarn.lock"})
    assert "/srv/node_modules/" in left("npm install x", cwd="/srv", present=written)


@pytest.mark.parametrize(
    ("line", "env", "places"),
    [
        (
            "npm install -g yarn",
            PATH,
            {"/var/lang/lib/node_modules/", "/usr/local/bin/", "/usr/share/man/"},
        ),
        ("npm i --global serverless@3.12.0", PATH, {"/var/lang/bin/", "/opt/lib/node_modules/"}),
        ("npm i -g x", {**PATH, "NPM_CONFIG_PREFIX": "/home/node/.g"}, {"/home/node/.g/bin/"}),
        (
            "yarn global add serverless",
            PATH,
            {"/root/.config/yarn/", "/usr/local/share/.config/yarn/"},
        ),
    ],
)
def test_a_global_install_lands_below_a_directory_of_path(
    line: str, env: dict[str, str], places: set[str]
) -> None:
    found = left(line, env=env, cwd=None if "npm" in line else "/app")
    assert places <= found
    assert not any(place.startswith("/app") for place in found)


def test_the_prefix_that_npm_is_told_is_the_only_place() -> None:
    env = {**PATH, "npm_config_prefix": "/g"}
    assert left("npm i -g x", env=env) == {"/g/bin/", "/g/lib/node_modules/", "/g/share/man/"}


@pytest.mark.parametrize(
    ("line", "env"),
    [
        ("npm i -g x", {}),
        ("npm i -g x", {"PATH": "/a:${PATH}"}),
        ("npm i -g .", PATH),
        ("npm i -g ./x.tgz", PATH),
        ("npm i -g", PATH),
        ("npm i -g x --prefix /y", PATH),
        ("pnpm add -g x", PATH),
    ],
)
def test_a_global_install_into_a_place_that_cannot_be_known(line: str, env: dict[str, str]) -> None:
    assert isinstance(run(line, env=env), Unknown)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("npm install --frobnicate", "--frobnicate"),
        ("npm install --dry-run", "--dry-run"),
        ("npm install --install-links", "--install-links"),
        ("npm install ${PKG}", "npm ${PKG}"),
        ("npm install x@${V}", "npm x@${V}"),
        ("npm install ./packs/*.tgz", "npm ./packs/*.tgz"),
        ("npm install -g x@${V}", "npm -g x@${V}"),
        ("npm publish", "npm publish"),
        ("npm init -y", "npm init"),
        ("npm link", "npm link"),
        ("npm pack", "npm pack"),
        ("npm pkg set scripts.a=b", "npm pkg"),
        ("npm", "npm"),
        ("npm config set prefix /x", "npm config set prefix"),
        ("yarn --modules-folder /x", "--modules-folder"),
        ("yarn install --flat", "--flat"),
        ("yarn config set registry https://x", "yarn config"),
        ("pnpm deploy /x", "pnpm deploy"),
        ("pnpm install --filter x", "--filter"),
        ("pnpm install --node-linker=pnp", "--node-linker"),
        ("pnpm install --modules-dir x", "--modules-dir"),
        ("bun install", "bun"),
    ],
)
def test_a_command_or_an_option_that_is_not_followed_is_named(line: str, word: str) -> None:
    found = run(line)
    assert isinstance(found, Unknown)
    assert found.word == word


@pytest.mark.parametrize(
    "line",
    ["npm --version", "npm -v", "yarn --version", "pnpm -v", "node --version", "npx --version"],
)
def test_asking_for_a_version_leaves_nothing(line: str) -> None:
    assert left(line) == set()
    assert trace(line).writes == ()


@pytest.mark.parametrize(
    ("tool", "name", "text", "word"),
    [
        ("npm ci", ".npmrc", "global=true\n", "global"),
        ("npm ci", ".npmrc", "script-shell=/bin/zsh\n", "script-shell"),
        ("npm ci", ".npmrc", "node-options=--require ./x.js\n", "node-options"),
        ("yarn", ".yarnrc", "yarn-path .yarn/releases/yarn.cjs\n", "yarn-path"),
        ("yarn", ".yarnrc", "--install.modules-folder /x\n", "modules-folder"),
        ("pnpm i", ".npmrc", "modules-dir=x\n", "modules-dir"),
        ("pnpm i", "pnpm-workspace.yaml", "modulesDir: x\n", "modulesDir"),
        ("pnpm i", ".npmrc", "node-linker=pnp\n", "node-linker"),
        ("pnpm i", ".pnpmfile.cjs", "", "/app/.pnpmfile.cjs"),
        ("pnpm i --ignore-scripts", ".pnpmfile.cjs", "", "/app/.pnpmfile.cjs"),
        ("pnpm i", "package.yaml", "", "/app/package.yaml"),
        ("yarn", "yarn.json", "{}", "/app/yarn.json"),
        ("yarn", ".pnp.js", "", "/app/.pnp.js"),
    ],
)
def test_a_setting_that_moves_packages_or_runs_code_is_named(
    tool: str, name: str, text: str, word: str
) -> None:
    found = run(tool, {name: text})
    assert isinstance(found, Unknown)
    assert found.word == word


@pytest.mark.parametrize(
    "env",
    [
        {"NPM_CONFIG_GLOBAL": "true"},
        {"npm_config_script_shell": "/x"},
        {"NODE_OPTIONS": "--require ./x.js"},
        {"NODE_OPTIONS": "-r ./x.js"},
        {"npm_config_userconfig": "/x"},
    ],
)
def test_a_variable_that_moves_packages_or_runs_code_is_a_wall(env: dict[str, str]) -> None:
    assert isinstance(run("npm ci", env={**PATH, **env}), Unknown)
    assert isinstance(run("npm ci", env={**PATH, "NODE_OPTIONS": "--max-old-space-size=4"}), Trace)


def test_settings_that_no_file_of_the_context_holds_are_a_wall() -> None:
    for file in ("/app/.npmrc", "/root/.npmrc"):
        assert run("npm ci", present=frozenset({file})) == Unknown(
            file, "it is not as the build context has it"
        )


def test_a_certificate_that_a_setting_names_is_read() -> None:
    found = trace("npm ci", {".npmrc": "cafile=/certs/ca.pem\n"})
    assert Area("/certs/ca.pem", deep=True) in found.reads
    env = {**PATH, "NODE_EXTRA_CA_CERTS": "/certs/x.pem"}
    assert Area("/certs/x.pem", deep=True) in trace("npm ci", env=env).reads


def test_a_setting_of_npm_is_read_by_its_install() -> None:
    setting = trace("npm config set registry https://x/")
    assert meet(setting.writes, trace("npm ci").reads)
    assert {str(a) for a in setting.writes} == {"/root/.npmrc/"}


def test_clearing_the_cache_leaves_nothing_and_stays_behind_the_install() -> None:
    for clean, install in (
        ("npm cache clean --force", "npm ci"),
        ("yarn cache clean", "yarn"),
        ("pnpm store prune", "pnpm i"),
    ):
        assert left(clean) == set()
        assert meet(trace(clean).writes, trace(install).writes)


def test_pnpm_runs_the_scripts_of_the_project_when_it_prunes_and_npm_does_not() -> None:
    package = {**PACKAGE, "scripts": {"prepare": "touch made"}}
    made = Area("/app/made")
    assert made in trace("pnpm prune --prod", package=package).writes
    assert made not in trace("pnpm prune --prod --ignore-scripts", package=package).writes
    assert made not in trace("npm prune --omit=dev", package=package).writes


def test_the_short_name_of_an_install_leaves_the_same() -> None:
    assert trace("pnpm i").deposits[0].semantic == trace("pnpm install").deposits[0].semantic


def test_a_package_manager_of_another_name_is_not_known() -> None:
    found = run("yarn", package={**PACKAGE, "packageManager": "pnpm@9.15.0"})
    assert isinstance(found, Unknown)
    assert "pnpm@9.15.0" in found.why
    assert isinstance(run("yarn", package={**PACKAGE, "packageManager": "yarn@1.22.0"}), Trace)


@pytest.mark.parametrize(
    ("package", "files", "area"),
    [
        ({"dependencies": {"lib": "file:../lib"}}, {"../lib/package.json": "{}"}, "/lib"),
        ({"dependencies": {"lib": "./lib"}}, {"lib/package.json": "{}"}, "/app/lib"),
        ({"workspaces": ["p/*"]}, {"p/a/package.json": "{}"}, "/app/p/a/x.js"),
        ({"name": "native"}, {"binding.gyp": ""}, "/app/src/x.cc"),
        ({"dependencies": {"@prisma/client": "6"}}, {}, "/app/prisma/schema.prisma"),
    ],
)
def test_a_project_that_needs_its_source_reads_it(
    package: object, files: dict[str, str], area: str
) -> None:
    found = run("npm install", files, package=package)
    if "../lib/package.json" in files:  # nothing of it is in the image
        assert isinstance(found, Unknown)
        return
    assert isinstance(found, Trace)
    assert meet(found.reads, (Area(area),))
    assert not meet(trace("npm install").reads, (Area(area),))


def test_the_scripts_of_workspaces_and_local_packages_are_a_wall() -> None:
    scripted = {"p/a/package.json": '{"scripts": {"postinstall": "x"}}'}
    for package in ({"workspaces": ["p/*"]}, {"dependencies": {"a": "file:p/a"}}):
        found = run("npm ci", scripted, package=package)
        assert isinstance(found, Unknown)
        assert found.word == "/app/p/a/package.json"
        assert isinstance(run("npm ci --ignore-scripts", scripted, package=package), Trace)


def test_a_cache_with_a_name_of_its_own_stays_in_the_image() -> None:
    assert left("npm ci --cache .cache") == {"/app/node_modules/", "/app/.cache/"}
    assert "/store/" in left("pnpm i", {".npmrc": "store-dir=/store\n"})


def test_a_package_that_is_a_file_is_read() -> None:
    found = trace("npm install vendor.tgz", {"vendor.tgz": ""})
    assert Area("/app/vendor.tgz", deep=True) in found.reads


def test_plug_and_play_puts_packages_elsewhere() -> None:
    package = {**PACKAGE, "installConfig": {"pnp": True}}
    assert run("yarn", package=package) == Unknown("yarn", "with pnp, packages land elsewhere")


def test_a_package_json_that_is_no_json_is_named() -> None:
    found = run("npm ci", {"package.json": "{,"})
    assert found == Unknown("npm", "`package.json` is not JSON")


def test_options_decide_what_is_left_and_their_order_does_not() -> None:
    def made(line: str) -> object:
        return trace(line).deposits[0].semantic

    assert made("npm ci --omit=dev --no-optional") == made("npm ci --no-optional --omit=dev")
    assert made("npm ci --silent --no-fund") == made("npm ci")
    assert made("npm ci --omit=dev") != made("npm ci")
    assert made("npm i a b") == made("npm i b a")
