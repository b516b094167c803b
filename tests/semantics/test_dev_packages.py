"""When packages for development may stay behind, and what holds them."""

from __future__ import annotations

import json

import pytest

from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.semantics.dev_packages import dev_packages, why_needed
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

PACKAGE = {"dependencies": {"ms": "2.1.3"}, "devDependencies": {"jest": "30.1.3"}}
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": PACKAGE,
        "node_modules/ms": {"version": "2.1.3"},
        "node_modules/jest": {"version": "30.1.3", "dev": True},
    },
}
FILES = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": json.dumps(LOCK),
    "index.js": 'exports.handler = async () => require("ms")("2d");\n',
}
HEAD = "FROM node:22 AS build\nWORKDIR /a\nCOPY . .\n"
LAST = "FROM public.ecr.aws/lambda/nodejs:22\nCOPY --from=build /a/node_modules ./node_modules\n"
CMD = 'CMD ["index.handler"]\n'


def why(
    install: str = "RUN npm ci\n",
    last: str = LAST,
    cmd: str = CMD,
    head: str = HEAD,
    options: str = "",
    **files: str,
) -> str | None:
    """Why packages stay; None where none are brought."""
    project = Project.of({**FILES, **{n.replace("__", "."): t for n, t in files.items()}})
    stages = simulate(parse(f"{head}{install}\n{last}{cmd}"), project)
    found = dev_packages(stages, project)
    return (
        None
        if found is None
        else why_needed(found, stages[-1], project, Settings(node_options=options))
    )


def test_what_nothing_asks_for_may_stay_behind() -> None:
    assert why() == ""
    assert why(last=LAST.replace("/a/node_modules ./node_modules", "/a ./")) == ""
    assert why(cmd='CMD ["node", "index.js"]\n') == ""


@pytest.mark.parametrize(
    "install",
    [
        "RUN npm ci --omit=dev\n",
        "RUN npm install --production\n",
        "RUN NODE_ENV=production npm ci\n",
        "ENV NODE_ENV=production\nRUN npm ci\n",
        "RUN npm ci && npm prune --omit=dev\n",
        "RUN npm ci\nRUN npm prune --production\n",
    ],
)
def test_what_was_left_out_is_not_brought(install: str) -> None:
    assert why(install) is None


def test_what_is_installed_in_spite_of_the_environment_is_brought() -> None:
    assert why("ENV NODE_ENV=production\nRUN npm ci --include=dev\n") == ""


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('require("jest");', "index.js asks for `jest`"),
        ('require("jest/runner");', "index.js asks for `jest`"),
        ('import { it } from "jest";', "index.js asks for `jest`"),
        ('export * from "jest";', "index.js asks for `jest`"),
        ('await import("jest");', "index.js asks for `jest`"),
        ('require.resolve("jest");', "index.js asks for `jest`"),
        ('import a from "ms"; import { it } from "jest";', "index.js asks for `jest`"),
        ('require ("jest");', "index.js asks for `jest`"),
        ('/* once */ require("jest");', "index.js asks for `jest`"),
        ('/** Two\n * lines. */ require("jest");', "index.js asks for `jest`"),
        ('class A {\n  *all() { yield require("jest"); }\n}', "index.js asks for `jest`"),
        ('log({ transport: { target: "jest" } });', "index.js names `jest`"),
        ('load("jest/build/index.js");', "index.js names `jest`"),
        ('const options = "-r jest/register";', "index.js names `jest`"),
        ('open("./node_modules/jest/a.json");', "index.js names `jest`"),
        ('const word = "jester";', ""),
        ('require("child_process").exec("npx that");', "index.js starts npx"),
        ('require("child_process").fork("./node_modules/.bin/b");', "index.js starts ./node_mod"),
        ('const a = process.env["NODE_OPTIONS"];', "index.js names NODE_OPTIONS"),
        ("require(name);", "its text does not name"),
        ("await import(`./${name}`);", "its text does not name"),
        ("module.createRequire(import.meta.url);", "its text does not name"),
        ('import type { Config } from "jest";', ""),
        ('import type from "jest";', "index.js asks for `jest`"),
        ('// require("jest");', ""),
        ('/*\nrequire("jest");\n*/', ""),
    ],
)
def test_a_source_that_asks_for_one_holds_all(source: str, says: str) -> None:
    found = why(index__js=f"{source}\n")
    assert found is not None
    assert (says in found) if says else found == ""


def test_sources_of_tests_and_settings_are_none_of_the_function() -> None:
    text = 'require("jest");\n'
    assert why(**{"src/a__test__js": text, "tests/b__js": text, "jest__config__js": text}) == ""


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("src/db__config__js", {"index__js": 'require("./src/db.config");'}),
        ("src/test/index__js", {"index__js": 'import "./src/test";'}),
        ("tests/far__js", {"index__js": 'import "#far";', "package__json": "tests/far.js"}),
        ("test/ping__js", {"cmd": 'CMD ["test/ping.handler"]\n'}),
        ("test/ping__js", {"cmd": ""}),
    ],
)
def test_what_the_function_leads_to_is_its_own_wherever_it_lies(
    path: str, names: dict[str, str]
) -> None:
    files = {path: 'require("jest");\n', **names}
    if "package__json" in files:
        files["package__json"] = json.dumps({**PACKAGE, "imports": {"#far": "./tests/far.js"}})
    found = why(**files)
    assert found == f"{path.replace('__', '.')} asks for `jest`"


@pytest.mark.parametrize(
    ("install", "says"),
    [
        ("RUN npm ci --legacy-peer-deps\n", "has --legacy-peer-deps"),
        ("RUN npm ci --force\n", "has --force"),
        ("RUN npm ci --ignore-scripts\n", "has --ignore-scripts"),
        ("RUN npm ci --omit=optional\n", "has --omit=optional"),
        ("RUN npm ci --os=linux --cpu=arm64\n", "has --cpu=arm64"),
        ("RUN npm_config_force=true npm ci\n", "settings of npm"),
        ("ARG npm_config_force=true\nRUN npm ci\n", "settings of npm"),
        ("ENV npm_config_force=true\nRUN npm ci\nENV npm_config_force=false\n", "settings of npm"),
        ("RUN npm ci\nRUN rm -f .npmrc\n", "settings of npm"),
        ("RUN npm ci --no-audit --no-fund --prefer-offline --loglevel=error\n", ""),
        ("ENV npm_config_force=true\nRUN npm ci\n", ""),
    ],
)
def test_what_a_prune_would_not_know_of_the_install_holds_all(install: str, says: str) -> None:
    found = why(install)
    assert found is not None
    assert (says in found) if says else found == ""


def test_node_options_of_the_infrastructure_may_load_any_of_them() -> None:
    assert why(options="a.yaml") == "a.yaml sets NODE_OPTIONS, which may load one of them"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cmd": 'CMD ["npm", "start"]\n'}, "`npm start` may run one of them"),
        ({"cmd": 'CMD ["node", "-r", "jest", "a.js"]\n'}, "may run one of them"),
        ({"last": f"{LAST}RUN npx playwright install\n"}, "`RUN npx"),
        ({"head": HEAD.replace("22", "14")}, "no npm of Node 16"),
        ({"install": "RUN npm ci\nUSER node\n"}, "as the user node"),
        ({"install": "RUN npm ci\nRUN npm install --no-save leftpad\n"}, "only a package-lock"),
        ({"install": "RUN npm ci\nRUN cp index.js node_modules/ms/\n"}, "adds to what"),
        ({"install": "RUN npm ci\nCOPY index.js node_modules/own/\n"}, "is of no package"),
        ({"package_lock": "1"}, "was not made for this package.json"),
        ({"welcome": "1"}, "may ask for jest"),
        ({"helpers": "1"}, "what is compiled may ask for tslib"),
    ],
)
def test_doubts_are_named(change: dict[str, str], says: str) -> None:
    files = dict[str, str]()
    lock = json.loads(json.dumps(LOCK))
    if change.pop("package_lock", ""):
        files["package__json"] = json.dumps({**PACKAGE, "dependencies": {"ms": "2.0.0"}})
    if change.pop("welcome", ""):
        lock["packages"]["node_modules/ms"]["peerDependenciesMeta"] = {"jest": {"optional": True}}
        files["package-lock__json"] = json.dumps(lock)
    if change.pop("helpers", ""):
        more = {**PACKAGE, "devDependencies": {"jest": "30.1.3", "tslib": "2.8.1"}}
        lock["packages"][""] = more
        lock["packages"]["node_modules/tslib"] = {"version": "2.8.1", "dev": True}
        files |= {"package__json": json.dumps(more), "package-lock__json": json.dumps(lock)}
    found = why(**change, **files)
    assert found is not None
    assert says in found


PNPM_LOCK = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      ms:
        specifier: 2.1.3
        version: 2.1.3
    devDependencies:
      jest:
        specifier: 30.1.3
        version: 30.1.3

packages:

  jest@30.1.3:
    resolution: {integrity: sha512-x}

  ms@2.1.3:
    resolution: {integrity: sha512-x}

snapshots:

  jest@30.1.3: {}

  ms@2.1.3: {}
"""
PNPM = "RUN npm install -g pnpm@9.15.0\nRUN pnpm install --frozen-lockfile\n"


def why_of_pnpm(install: str = PNPM, lock: str = PNPM_LOCK, **files: str) -> str | None:
    return why(install, **{"pnpm-lock__yaml": lock, **files})


def test_what_pnpm_locks_for_development_may_stay_behind() -> None:
    assert why_of_pnpm() == ""
    assert why_of_pnpm(f"ENV PNPM_HOME=/pnpm\n{PNPM}") == ""
    assert why_of_pnpm(**{"pnpm-workspace__yaml": "hoist: true\n"}) == ""
    assert why_of_pnpm(f"{PNPM}RUN pnpm prune --prod --ignore-scripts\n") is None


@pytest.mark.parametrize(
    ("install", "says"),
    [
        ("RUN pnpm install\n", "may take other versions than the lock"),
        ("RUN pnpm install --frozen-lockfile --shamefully-hoist\n", "has --shamefully-hoist"),
        (
            "RUN PATH=/x:$PATH pnpm install --frozen-lockfile\n",
            "does not start pnpm by its name alone",
        ),
        (
            "RUN --mount=type=cache,target=/pnpm/store pnpm install --frozen-lockfile\n",
            "has a mount",
        ),
        (f"{PNPM}ENV PNPM_HOME=/pnpm\n", "settings of pnpm"),
        (f"{PNPM}ENV npm_config_store_dir=/store\n", "settings of pnpm"),
    ],
)
def test_what_a_prune_of_pnpm_would_not_know_holds_all(install: str, says: str) -> None:
    assert says in (why_of_pnpm(install) or "")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"index__js": 'require("jest");'}, "asks for `jest`"),
        (
            {
                "package__json": json.dumps(
                    {**PACKAGE, "pnpm": {"patchedDependencies": {"ms@2.1.3": "ms.patch"}}}
                ),
                "ms__patch": "",
            },
            "pnpm patches packages",
        ),
        ({"__npmrc": "//npm.example/:_authToken=${TOKEN}\n"}, ".npmrc has `_auth`"),
        ({"__npmrc": "node-linker=hoisted\n"}, ".npmrc has `node-linker`"),
        ({"lock": PNPM_LOCK.replace("9.0", "6.0")}, "only a pnpm-lock.yaml of version 9"),
        ({"lock": PNPM_LOCK.replace("  ms@2.1.3: {}\n", "")}, "only a pnpm-lock.yaml of version 9"),
        (
            {
                "lock": PNPM_LOCK.replace(
                    "\nsnapshots", "    peerDependencies:\n      jest: '*'\n\nsnapshots"
                )
            },
            "a package of the function may ask for jest",
        ),
    ],
)
def test_doubts_about_a_project_of_pnpm_are_named(files: dict[str, str], says: str) -> None:
    assert says in (why_of_pnpm(**files) or "")


def test_a_lock_of_yarn_does_not_say_what_packages_welcome() -> None:
    lock = 'jest@30.1.3:\n  version "30.1.3"\n\nms@2.1.3:\n  version "2.1.3"\n'
    found = why("RUN yarn install --frozen-lockfile\n", yarn__lock=lock)
    assert "a yarn.lock does not say" in (found or "")
