"""The scripts of package.json, and the commands that its packages bring."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope

TOOLS = dict.fromkeys(
    "typescript esbuild prisma rimraf mkdirp cross-env husky patch-package".split(), "*"
)
TSCONFIG = '{"compilerOptions": {"outDir": "./dist"}}'
SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n'


def run(
    line: str,
    scripts: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
    *,
    cwd: str | None = "/app",
    dependencies: dict[str, str] = TOOLS,
) -> Trace | Unknown:
    package = {"name": "app", "scripts": scripts or {}, "devDependencies": dependencies}
    context = {"package.json": json.dumps(package), "tsconfig.json": TSCONFIG, **(files or {})}
    copied = {f"/app/{name}": name for name in context}
    scope = Scope(env={"PATH": "/usr/local/bin:/usr/bin"}, complete=True)
    return read(Call(tuple(line.split()), cwd, scope, copied, Project.of(context)))


def trace(
    line: str, scripts: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> Trace:
    found = run(line, scripts, files)
    assert isinstance(found, Trace), found
    return found


def unknown(
    line: str, scripts: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> Unknown:
    found = run(line, scripts, files)
    assert isinstance(found, Unknown), found
    return found


def left(
    line: str, scripts: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> set[str]:
    return {a.path for d in trace(line, scripts, files).deposits for a in d.areas}


@pytest.mark.parametrize(
    "line",
    [
        "npm run build",
        "npm run-script build",
        "npm run --silent build",
        "yarn build",
        "yarn run build",
        "pnpm run build",
        "pnpm build",
    ],
)
def test_a_script_is_what_its_text_says(line: str) -> None:
    assert left(line, {"build": "mkdir -p out && touch out/a"}) == {"/app/out", "/app/out/a"}


def test_a_script_runs_in_the_root_of_the_package() -> None:
    found = run("npm run build", {"build": "touch a"}, cwd="/app/src/deep")
    assert isinstance(found, Trace)
    assert {a.path for a in found.writes} == {"/app/a"}


def test_the_scripts_before_and_after_run_too() -> None:
    scripts = {"prebuild": "touch a", "build": "touch b", "postbuild": "touch c"}
    assert left("npm run build", scripts) == {"/app/a", "/app/b", "/app/c"}


@pytest.mark.parametrize("line", ["npm test", "npm t", "yarn test", "pnpm test", "npm start"])
def test_the_short_names_of_scripts(line: str) -> None:
    assert left(line, {"test": "touch a", "start": "touch a"}) == {"/app/a"}


def test_words_behind_the_name_go_to_the_script() -> None:
    assert left("npm run x -- b", {"x": "touch a"}) == {"/app/a", "/app/b"}
    assert left("yarn x b", {"x": "touch a"}) == {"/app/a", "/app/b"}
    assert left("npm run x -- b", {"x": "touch a", "prex": "touch c"}) >= {"/app/c"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("rollup -c", "rollup"),
        ("tsc && node build.js", "node build.js"),
        ("echo a & echo b", "&"),
        ("npm run other", "npm other"),
        ("touch $npm_package_version", "npm_package_version"),
        ("touch $INIT_CWD/a", "INIT_CWD"),
        ("npm run build", "build"),
    ],
)
def test_a_script_that_is_not_understood_names_the_word_and_the_script(
    text: str, word: str
) -> None:
    found = unknown("npm run build", {"build": text})
    assert found.word == word
    assert "build" in f"{found.word} {found.why}"


def test_a_circle_of_scripts_ends() -> None:
    found = unknown("npm run a", {"a": "npm run b", "b": "npm run a"})
    assert "this script calls itself" in found.why


def test_a_variable_of_the_environment_may_be_named_in_a_script() -> None:
    assert "STAGE" in trace("npm run x", {"x": 'echo "$STAGE"'}).variables


def test_a_script_that_is_not_there() -> None:
    assert unknown("npm run gone").why == "package.json has no script of this name"
    assert left("npm run gone --if-present") == set()
    assert unknown("npm run x -w lib", {"x": "echo"}).word == "--workspace"


def test_a_script_reads_its_manifest_and_is_no_install() -> None:
    found = trace("npm run x", {"x": "echo"})
    assert meet(found.reads, (Area("/app/package.json"),))
    assert meet(found.reads, (Area("/app/node_modules/x"),))
    assert found.manifests == ()


def test_an_install_within_a_script_is_the_install() -> None:
    found = trace("npm run x", {"x": "npm install"})
    assert "/app/node_modules" in {a.path for a in found.writes}
    twice = {"x": "dnf install -y a && dnf install -y b"}
    assert unknown("npm run x", twice).why == "this script of package.json installs more than once"


# --- commands of packages ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "tsc",
        "npx tsc",
        "npx --no-install tsc",
        "yarn tsc",
        "pnpm exec tsc",
        "pnpm tsc",
        "tsc -p tsconfig.json",
        "tsc --project .",
        "tsc --build tsconfig.json",
        "node_modules/.bin/tsc",
        "./node_modules/.bin/tsc",
    ],
)
def test_tsc_writes_where_its_settings_say_and_reads_what_it_is_led_to(line: str) -> None:
    found = trace(line)
    assert Area("/app/dist", deep=True) in found.writes
    assert EVERYTHING in found.reads
    assert not meet(found.writes, (Area("/app/src/a.js"),))


def test_tsc_takes_its_directory_from_the_command_or_from_what_it_extends() -> None:
    assert Area("/app/out", deep=True) in trace("tsc --outDir out").writes
    files = {
        "tsconfig.json": '{"extends": "./config/base.json"}',
        "config/base.json": '{"compilerOptions": {"outDir": "../lib"}}',
    }
    assert Area("/app/lib", deep=True) in trace("tsc", None, files).writes
    files = {"tsconfig.json": '{"compilerOptions": {"outDir": "/opt/out"}}'}
    assert Area("/opt/out", deep=True) in trace("tsc", None, files).writes


def test_tsc_takes_a_directory_from_that_of_its_own_settings() -> None:
    files = {
        "tsconfig.json": '{"extends": "./config/base.json"}',
        "config/base.json": '{"compilerOptions": {"outDir": "${configDir}/lib"}}',
    }
    assert Area("/app/lib", deep=True) in trace("tsc", None, files).writes
    for version in ("^5.0.0", "5", ">=4.9", "~5.5.2", "6.0.1", "latest"):
        assert isinstance(run("tsc", None, files, dependencies={"typescript": version}), Trace)
    for version in ("5.4.5", "~5.4.0", "^4.9.5"):
        found = run("tsc", None, files, dependencies={"typescript": version})
        assert isinstance(found, Unknown)
        assert f"from 5.5 on, not `{version}`" in found.why


def test_tsc_keeps_what_it_knows_below_the_output() -> None:
    text = '{"compilerOptions": {"outDir": "out/js", "rootDir": "src/main", "composite": true}}'
    found = trace("tsc", None, {"tsconfig.json": text})
    assert Area("/app/tsconfig.tsbuildinfo") in found.writes
    deep = text.replace("out/js", "out/js/all")
    kept = Area("/app/out/tsconfig.tsbuildinfo")
    assert kept in trace("tsc", None, {"tsconfig.json": deep}).writes
    assert unknown("tsc --noEmit", None, {"tsconfig.json": text}).word == "tsc"


def test_tsc_that_only_checks_leaves_nothing() -> None:
    assert left("tsc --noEmit") == set()
    assert EVERYTHING in trace("tsc --noEmit").reads


@pytest.mark.parametrize(
    ("line", "text", "why"),
    [
        ("tsc", "{}", "without outDir it writes beside every source"),
        ("tsc", '{"compilerOptions": {"outDir": "${elsewhere}/x"}}', "where its outDir"),
        ("tsc", '{"compilerOptions": {"declarationDir": "x"}}', "is not followed"),
        ("tsc", '{"extends": "@tsconfig/node20/tsconfig.json"}', "requires `@tsconfig/node20`"),
        ("tsc a.ts", "{}", "with files as words"),
        ("tsc --frobnicate", "{}", "this option is not known"),
        ("tsc -p other.json", "{}", "is not a file that was copied"),
    ],
)
def test_tsc_that_writes_to_a_place_that_cannot_be_known(line: str, text: str, why: str) -> None:
    assert why in unknown(line, None, {"tsconfig.json": text}).why


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ("--outdir=dist", {"/app/dist"}),
        ("--outfile=dist/a.js --metafile=m.json", {"/app/dist/a.js", "/app/m.json"}),
        ("--outfile=dist/a.mjs --sourcemap", {"/app/dist/a.mjs.map", "/app/dist/a.css"}),
    ],
)
def test_esbuild_writes_where_it_is_told(options: str, places: set[str]) -> None:
    line = f"esbuild src/a.ts --bundle --platform=node --external:aws-sdk --loader:.x=y {options}"
    assert places <= left(line)
    assert EVERYTHING in trace(line).reads


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("esbuild a.ts", "esbuild"),
        ("esbuild a.ts --outdir=$X", "esbuild"),
        ("esbuild a.ts --outdir=x --watch", "--watch"),
        ("esbuild a.ts --outdir=x --serve=8000", "--serve=8000"),
    ],
)
def test_esbuild_that_is_not_followed(line: str, word: str) -> None:
    assert unknown(line).word == word


@pytest.mark.parametrize(
    ("name", "schema", "places"),
    [
        ("prisma/schema.prisma", SCHEMA, {"/app/node_modules"}),
        ("schema.prisma", SCHEMA, {"/app/node_modules"}),
        (
            "prisma/schema.prisma",
            'generator c {\n  provider = "prisma-client"\n  output = "../src/db"\n}',
            {"/app/node_modules", "/app/src/db"},
        ),
    ],
)
def test_prisma_generates_a_client_where_the_schema_says(
    name: str, schema: str, places: set[str]
) -> None:
    assert left("npx prisma generate", None, {name: schema}) == places


@pytest.mark.parametrize(
    ("line", "files", "word"),
    [
        ("prisma generate", {}, "prisma generate"),
        ("prisma migrate deploy", {"schema.prisma": SCHEMA}, "prisma migrate"),
        ("prisma generate --schema x.prisma", {"schema.prisma": SCHEMA}, "x.prisma"),
        (
            "prisma generate",
            {"schema.prisma": 'generator z {\n  provider = "zod-generator"\n}'},
            '"zod-generator"',
        ),
        (
            "prisma generate",
            {"schema.prisma": SCHEMA.replace("\n}", '\n  output = env("X")\n}')},
            'env("X")',
        ),
        (
            "prisma generate",
            {"schema.prisma": SCHEMA, "prisma.config.ts": ""},
            "/app/prisma.config.ts",
        ),
    ],
)
def test_prisma_that_is_not_followed(line: str, files: dict[str, str], word: str) -> None:
    assert unknown(line, None, files).word == word


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("npx playwright@1.44.1 install", "npx playwright@1.44.1"),
        ("npx @puppeteer/browsers install chrome", "npx @puppeteer/browsers"),
        ("npx -p typescript tsc", "npx -p"),
        ("yarn webpack", "webpack"),
        ("pnpm dlx x", "pnpm dlx"),
        ("node build.js", "node build.js"),
        ("rimraf --glob x", "--glob"),
        ("husky add .husky/pre-commit", "husky add"),
        ("patch-package express", "patch-package"),
        ("corepack use pnpm@9", "corepack use"),
        ("corepack prepare bun@1", "corepack prepare"),
    ],
)
def test_a_program_that_cannot_be_seen_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_npx_runs_only_what_the_project_requires() -> None:
    found = run("npx tsc", dependencies={"express": "*"})
    assert isinstance(found, Unknown)
    assert found.why == "package.json does not require `typescript`, which brings it"


def test_the_small_commands_do_what_their_like_does() -> None:
    assert left("rimraf dist") == {"/app/dist"}
    assert left("mkdirp a/b") == {"/app/a/b"}
    assert left("cross-env NODE_ENV=production rimraf dist") == {"/app/dist"}
    assert left("cross-env A=b") == set()
    assert left("husky install") == {"/app/.husky/_", "/app/.git"}
    patched = trace("patch-package --patch-dir fixes")
    assert {a.path for a in patched.writes} == {"/app/node_modules"}
    assert meet(patched.reads, (Area("/app/fixes/x.patch"),))


def test_corepack_puts_starters_beside_node() -> None:
    assert {"/usr/local/bin", "/usr/bin"} <= left("corepack enable pnpm")
    assert left("corepack prepare pnpm@9.1.0 --activate") == left("corepack enable")
    assert trace("corepack install").manifests == ("/app/package.json",)
    assert trace("corepack enable").manifests == ()


@pytest.mark.parametrize("text", ["next build", "vite build && touch a", "nest build -c a.json"])
def test_a_builder_reads_all_there_is_and_writes_below_its_project(text: str) -> None:
    found = trace("npm run build", {"build": text})
    assert EVERYTHING in found.reads
    assert Area("/app", deep=True) in found.writes
