"""package.json, .npmrc, lock files and tsconfig.json, as the tools of Node read them."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.node_locks import read_lock
from lambdafix.context.npmrc import npmrc, yarnrc
from lambdafix.context.package_json import (
    PackageJson,
    is_repository,
    local_path,
    read_package_json,
)
from lambdafix.context.project import Project
from lambdafix.context.tsconfig import compiler_options


def package(table: object) -> PackageJson:
    text = table if isinstance(table, str) else json.dumps(table)
    found = read_package_json(Project.of({"package.json": text}), "package.json")
    assert isinstance(found, PackageJson)
    return found


def test_dependencies_of_every_kind_count_and_what_overrides_ask_for() -> None:
    found = package(
        {
            "dependencies": {"a": "^1", "lib": "file:../lib"},
            "devDependencies": {"b": "link:./b"},
            "optionalDependencies": {"c": "github:x/c"},
            "peerDependencies": {"d": "*"},
            "overrides": {"a": {"e": "file:./vendor/e.tgz"}},
            "resolutions": {"**/f": "portal:f"},
            "pnpm": {
                "overrides": {"g": "1"},
                "patchedDependencies": {"a@1": "patches/a@1.patch"},
            },
        }
    )
    assert {"a", "b", "c", "d", "lib"} <= found.dependencies.keys()
    assert found.paths == ("../lib", "b", "vendor/e.tgz", "f")
    assert [n for n, v in found.dependencies.items() if is_repository(v)] == ["c"]
    assert found.patches == ("patches/a@1.patch",)


@pytest.mark.parametrize("workspaces", [["packages/*"], {"packages": ["packages/*"]}])
def test_workspaces_are_read_in_both_forms(workspaces: object) -> None:
    assert package({"workspaces": workspaces}).workspaces == ("packages/*",)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("file:lib", "lib"),
        ("./lib/", "lib"),
        ("../lib", "../lib"),
        ("/opt/lib", "/opt/lib"),
        (".", "."),
        ("^1.0.0", ""),
        ("npm:other@1", ""),
        ("owner/name", ""),
        (".vendor", ".vendor"),
        ("vendor.tgz", "vendor.tgz"),
        ("vendor/a.tar.gz", "vendor/a.tar.gz"),
        ("a/b/c", "a/b/c"),
        ("https://a.b/c.tgz", ""),
        ("npm:@a/b@1", ""),
        (">=1 <2 || 3.x", ""),
        ("workspace:*", ""),
    ],
)
def test_which_dependencies_are_paths(asked: str, path: str) -> None:
    assert local_path(asked) == path


@pytest.mark.parametrize(
    "asked", ["owner/name", "git+ssh://a/b.git", "git@github.com:a/b", "gist:1"]
)
def test_a_repository_is_told_from_a_version(asked: str) -> None:
    assert is_repository(asked)
    assert not is_repository("^1.2.3 || >=2")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{,}", "`package.json` is not JSON"),
        ("[" * 100_000, "`package.json` is not JSON"),
        ("[]", "`package.json` holds no object"),
    ],
)
def test_a_package_json_that_cannot_be_read_has_one_reason(text: str, why: str) -> None:
    assert read_package_json(Project.of({"package.json": text}), "package.json") == why


def test_a_package_json_that_is_not_there_has_one_reason() -> None:
    assert read_package_json(Project.of({}), "a.json") == "`a.json` is not in the build context"


def test_values_of_other_kinds_are_left_out() -> None:
    found = package({"name": 1, "scripts": {"a": 1, "b": "x"}, "dependencies": ["a"]})
    assert (found.name, found.scripts, found.dependencies) == ("", {"b": "x"}, {})


def test_the_settings_of_npm_and_yarn() -> None:
    text = '; a\n# b\nregistry = https://x/\nflag\nca[]="one"\n//x/:_authToken=${T}\n'
    assert npmrc(text) == {
        "registry": "https://x/",
        "flag": "true",
        "ca": "one",
        "//x/:_authToken": "${T}",
    }
    assert yarnrc('# a\nyarn-path ".yarn/yarn.cjs"\n--install.frozen-lockfile true\n') == {
        "yarn-path": ".yarn/yarn.cjs",
        "install.frozen-lockfile": "true",
    }


def test_a_lock_of_npm_says_whose_scripts_run() -> None:
    text = json.dumps(
        {
            "packages": {
                "": {"name": "app"},
                "node_modules/@a/b": {"hasInstallScript": True},
                "node_modules/c/node_modules/d": {},
                "node_modules/alias": {"name": "real"},
                "lib": {"name": "lib"},
            }
        }
    )
    found = read_lock("package-lock.json", text)
    assert found is not None
    assert found.names == {"@a/b", "d", "real", "lib"}
    assert found.scripted == frozenset({"@a/b"})
    assert found.paths == ("lib",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", '{"dependencies": {"a": {"dependencies": {"@b/c": {}}}}}'),
        ("yarn.lock", '# x\n"@b/c@^1", "@b/c@~1.2":\n  version "1.2.0"\na@^2:\n  version "2"\n'),
        ("pnpm-lock.yaml", "packages:\n\n  /@b/c/1.0.0:\n    x: 1\n\n  a@2.0.0(b@1):\n    x: 1\n"),
    ],
)
def test_other_locks_name_packages_and_say_nothing_of_scripts(name: str, text: str) -> None:
    found = read_lock(name, text)
    assert found is not None
    assert found.scripted is None
    assert found.names == frozenset({"a", "@b/c"})


@pytest.mark.parametrize("text", ["{", "[]", "[1]"])
def test_a_lock_that_is_no_lock_says_nothing(text: str) -> None:
    assert read_lock("package-lock.json", text) is None


TSCONFIG = """{
  // what tsc --init writes
  "extends": "./config/base",
  "compilerOptions": {
    "target": "es2022", /* inherited: outDir */
    "paths": {"@/*": ["./src/*"]},
  },
}
"""


def test_a_tsconfig_with_comments_inherits_its_output_directory() -> None:
    base = '{"compilerOptions": {"outDir": "../dist", "target": "es5"}}'
    project = Project.of({"tsconfig.json": TSCONFIG, "config/base.json": base})
    found = compiler_options(project, "tsconfig.json")
    assert not isinstance(found, str)
    assert (found["outDir"], found["target"]) == ("dist", "es2022")
    assert found["paths"] == {"@/*": ["./src/*"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"extends": "@tsconfig/node20"}', "no package.json beside or above it requires `@tsc"),
        ('{"extends": "@acme/node"}', "neither a file of the build context nor a base"),
        ('{"extends": "./tsconfig.json"}', "extends itself"),
        ('{"extends": "./gone"}', "`gone.json` is not in the build context"),
        ('{"references": [{"path": "lib"}]}', "has references to other projects"),
        ("{", "cannot be read"),
        ("[]", "holds no object"),
        ('{"extends": 1}', "extends something that is no path"),
    ],
)
def test_why_the_settings_of_tsc_cannot_be_known(text: str, why: str) -> None:
    found = compiler_options(Project.of({"tsconfig.json": text}), "tsconfig.json")
    assert isinstance(found, str)
    assert why in found


WRITING = '"compilerOptions": {"outDir": "dist", "noEmit": false}'


@pytest.mark.parametrize(
    "extends",
    [
        '"@tsconfig/node22"',
        '"@tsconfig/node22/tsconfig.json"',
        '["@tsconfig/strictest/tsconfig", "@tsconfig/node22/tsconfig"]',
        '"@tsconfig/bun/tsconfig.json"',
    ],
)
def test_a_base_that_decides_nothing_about_places_is_passed_through(extends: str) -> None:
    project = Project.of({"tsconfig.json": f'{{"extends": {extends}, {WRITING}}}'})
    packages = {f"@tsconfig/{name}": ["^22.0.0"] for name in ("node22", "strictest", "bun")}
    found = compiler_options(project, "tsconfig.json", packages)
    assert found == {"outDir": "dist", "noEmit": False}


def test_of_several_bases_the_last_decides_what_the_ones_before_it_leave_open() -> None:
    table = '{"extends": ["@tsconfig/next/tsconfig.json", "./own.json"]}'
    own = '{"compilerOptions": {"outDir": "dist", "noEmit": false, "incremental": false}}'
    packages = {"@tsconfig/next": ["2.0.0"]}
    project = Project.of({"tsconfig.json": table, "own.json": own})
    assert not isinstance(compiler_options(project, "tsconfig.json", packages), str)
    turned = '{"extends": ["./own.json", "@tsconfig/next/tsconfig.json"]}'
    project = Project.of({"tsconfig.json": turned, "own.json": own})
    found = compiler_options(project, "tsconfig.json", packages)
    assert isinstance(found, str)
    assert "may set `noEmit`: say `noEmit` in `compilerOptions`" in found


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("npm:@acme/base@1", "`npm:@acme/base@1` may be another"),
        ("file:./base", "`file:./base` may be another"),
        ("acme/base", "`acme/base` may be another"),
        ("workspace:*", "`workspace:*` may be another"),
    ],
)
def test_a_base_by_the_name_of_another_is_not_known(asked: str, why: str) -> None:
    project = Project.of({"tsconfig.json": f'{{"extends": "@tsconfig/node22", {WRITING}}}'})
    packages = {"@tsconfig/node22": ["^22.0.0", asked]}
    found = compiler_options(project, "tsconfig.json", packages)
    assert isinstance(found, str)
    assert why in found
