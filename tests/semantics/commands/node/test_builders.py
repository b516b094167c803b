"""What builders of TypeScript leave, and that their output is told from what lies beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope

TOOLS = dict.fromkeys("@nestjs/cli typescript esbuild tsc-alias copyfiles".split(), "*")
OPTIONS = {"outDir": "./dist", "incremental": True}
DIST = Area("/app/dist", deep=True)
ALL = Area("/app", deep=True)


def run(line: str, files: Mapping[str, object] | None = None) -> Trace | Unknown:
    tables: dict[str, object] = {
        "package.json": {"name": "app", "devDependencies": TOOLS},
        "tsconfig.json": {"compilerOptions": OPTIONS},
        "tsconfig.build.json": {"extends": "./tsconfig.json"},
        **(files or {}),
    }
    context = {name: json.dumps(table) for name, table in tables.items()}
    copied = {f"/app/{name}": name for name in context}
    scope = Scope(env={"PATH": "/usr/local/bin:/usr/bin"}, complete=True)
    return read(Call(tuple(line.split()), "/app", scope, copied, Project.of(context)))


def trace(line: str, files: Mapping[str, object] | None = None) -> Trace:
    found = run(line, files)
    assert isinstance(found, Trace), found
    return found


def output(line: str, files: Mapping[str, object] | None = None) -> tuple[Area, ...]:
    return tuple(a for d in trace(line, files).deposits for a in d.output)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"collection": "@nestjs/schematics", "sourceRoot": "src", "entryFile": "main"},
        {"compilerOptions": {"deleteOutDir": True, "plugins": ["@nestjs/swagger"]}},
        {"compilerOptions": {"assets": ["**/*.html", {"include": "**/*.json"}]}},
        {"compilerOptions": {"builder": "tsc", "tsConfigPath": "tsconfig.json"}},
        {"compilerOptions": {"builder": {"type": "tsc"}, "webpack": False}},
    ],
)
def test_nest_compiles_into_the_directory_of_its_tsconfig(settings: object) -> None:
    found = trace("nest build", {"nest-cli.json": settings})
    assert found.deposits[0].output == (DIST,)
    assert EVERYTHING in found.reads


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("nest build", {"compilerOptions": {"webpack": True}}),
        ("nest build", {"compilerOptions": {"builder": "swc"}}),
        ("nest build", {"compilerOptions": {"assets": [{"include": "*.pem", "outDir": "keys"}]}}),
        ("nest build", {"monorepo": True, "projects": {}}),
        ("nest build", {"compilerOptions": {"somethingNew": 1}}),
        ("nest build", []),
        ("nest build --webpack", {}),
        ("nest build -b swc", {}),
        ("nest build admin", {}),
        ("nest build -p tsconfig.lost.json", {}),
    ],
)
def test_another_builder_of_nest_may_write_anywhere_in_the_project(
    line: str, settings: object
) -> None:
    found = trace(line, {"nest-cli.json": settings})
    assert [d.areas for d in found.deposits] == [(ALL,)]
    assert found.deposits[0].output == ()


def test_nest_takes_the_tsconfig_that_it_is_told_and_the_build_s_before_the_other() -> None:
    other = {"tsconfig.build.json": {"compilerOptions": {"outDir": "./out"}}}
    assert output("nest build", other) == (Area("/app/out", deep=True),)
    assert output("nest build -p tsconfig.json", other) == (DIST,)
    assert output("nest build", {"tsconfig.build.json": {"references": [{"path": "a"}]}}) == ()


BASE = {"tsconfig.json": {"extends": "@tsconfig/node22/tsconfig.json", "compilerOptions": OPTIONS}}


@pytest.mark.parametrize("line", ["tsc", "nest build", "tsc-alias"])
def test_settings_that_stand_on_a_base_of_a_package_are_known(line: str) -> None:
    package = {"devDependencies": {**TOOLS, "@tsconfig/node22": "^22.0.0"}}
    assert output(line, {**BASE, "package.json": package}) == (DIST,)


def test_a_base_that_an_override_replaces_is_not_known() -> None:
    package = {
        "devDependencies": {**TOOLS, "@tsconfig/node22": "^22.0.0"},
        "overrides": {"@tsconfig/node22": "npm:@acme/base@1"},
    }
    found = run("tsc", {**BASE, "package.json": package})
    assert isinstance(found, Unknown)
    assert "may be another `@tsconfig/node22`" in found.why


def test_a_base_that_no_manifest_in_the_image_requires_is_not_known() -> None:
    found = run("tsc", BASE)
    assert isinstance(found, Unknown)
    assert "requires `@tsconfig/node22`" in found.why


def test_what_the_compiler_notes_for_its_next_time_is_no_output() -> None:
    made = trace("tsc").deposits[0]
    assert made.output == (DIST,)
    assert Area("/app/tsconfig.tsbuildinfo") in made.areas


def test_tsc_alias_changes_what_tsc_has_compiled() -> None:
    assert output("tsc-alias") == (DIST,)
    assert output("npx tsc-alias -p tsconfig.build.json -f") == (DIST,)


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("tsc-alias --replacer own.js", {}),
        ("tsc-alias -p lost.json", {}),
        ("tsc-alias", {"tsconfig.json": {"compilerOptions": {}}}),
        ("tsc-alias", {"tsconfig.json": {"extends": "@tsconfig/node22"}}),
        ("tsc-alias", {"tsconfig.json": {"compilerOptions": {**OPTIONS, "declarationDir": "t"}}}),
        ("copyfiles src/a.json", {}),
        ("copyfiles ../a.json dist", {}),
        ("copyfiles /etc/a.json dist", {}),
        ("copyfiles --new src/a.json dist", {}),
    ],
)
def test_what_is_not_told_of_them_is_not_known(line: str, files: Mapping[str, object]) -> None:
    assert isinstance(run(line, files), Unknown)


def test_copyfiles_adds_to_the_directory_that_it_names_last() -> None:
    found = trace("copyfiles -u 1 src/**/*.json views/*.html dist")
    assert [d.areas for d in found.deposits] == [(DIST,)]
    assert EVERYTHING in found.reads


@pytest.mark.parametrize(
    ("options", "there"),
    [
        ("--outdir=out", [Area("/app/out", deep=True)]),
        ("--outfile=a.js", [Area("/app/a.js")]),
        ("--outfile=a.js --sourcemap", [Area("/app/a.js"), Area("/app/a.js.map")]),
        ("--outfile=a.js --sourcemap=inline", [Area("/app/a.js")]),
        ("--outfile=a.js --metafile=m.json", [Area("/app/a.js")]),
    ],
)
def test_esbuild_leaves_what_it_is_told_and_a_map_where_it_is_asked(
    options: str, there: list[Area]
) -> None:
    assert [*output(f"esbuild src/a.ts --bundle {options}")] == there


@pytest.mark.parametrize(
    ("options", "whole"),
    [
        ("--bundle", True),
        ("", False),
        ("--bundle --external:sharp", False),
        ("--bundle --packages=external", False),
    ],
)
def test_a_bundle_holds_all_but_what_is_external(options: str, whole: bool) -> None:
    found = trace(f"esbuild src/a.ts {options} --outdir=out")
    assert found.deposits[0].bundle is whole


def test_npx_fetches_a_package_of_the_command_s_name() -> None:
    schema = {"prisma/schema.prisma": 'generator client {\n  provider = "prisma-client-js"\n}\n'}
    context = {"package.json": json.dumps({"name": "app"}), **schema}
    copied = {f"/app/{name}": name for name in context}
    scope = Scope(env={"PATH": "/usr/bin"}, complete=True)
    call = Call(("npx", "prisma", "generate"), "/app", scope, copied, Project.of(context))
    found = read(call)
    assert isinstance(found, Trace)
    assert Area("/root/.npm", deep=True) in found.writes
    other = Call(("npx", "tsc"), "/app", scope, copied, Project.of(context))
    assert isinstance(read(other), Unknown), "the package tsc is no compiler"
