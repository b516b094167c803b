"""What sources of Node say: packages, kinds of modules."""

from __future__ import annotations

import pytest

from lambdafix.context.node_source import (
    imported,
    is_module,
    kind_of,
    lists,
    names_literal,
    names_typescript,
    path_parts,
    required,
)
from lambdafix.context.project import Project


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ('import axios from "axios";', True),
        ('import "./setup";', True),
        ("export const handler = 1;", True),
        ("export default {};", True),
        ("export { handler };", True),
        ("exports.handler = 1;", False),
        ("// import axios from 'axios'", False),
        ("const x = await import('x');", False),
    ],
)
def test_an_es_module_is_known_by_its_syntax(text: str, module: bool) -> None:
    assert is_module(text) is module


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.mjs", "module"),
        ("a.cjs", "commonjs"),
        ("a.js", "commonjs"),
        ("sub/a.js", "module"),
        ("sub/deep/a.js", "module"),
        ("broken/a.js", "commonjs"),
    ],
)
def test_the_nearest_package_json_says_what_a_file_is(path: str, kind: str) -> None:
    files = {"package.json": "{}", "sub/package.json": '{"type": "module"}'}
    assert kind_of(Project.of({**files, "broken/package.json": "{"}), path) == kind


def test_packages_are_named_without_their_files_and_nodes_own() -> None:
    text = 'const a = require("@a/b/c"); require("d/e"); require("fs"); require("./f");'
    assert required(text) == {"@a/b", "d"}
    text = 'import a from "@a/b";\nimport type { T } from "t";\nimport "c";\n'
    text += 'import x from "node:fs";\n'
    assert imported(text) == {"@a/b", "c"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('read("/app/x")', True),
        ('read("/apple")', False),
        ("// lies in /app", False),
        ("/* lies in /app */\n", False),
        ("read(`/app/${name}`)", True),
    ],
)
def test_a_path_is_named_outside_of_comments(text: str, named: bool) -> None:
    assert names_literal(text, "/app") is named


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('const x = "src/rules/*.ts";', {"src", "rules", ".ts"}),
        ("const x = `../views/${name}.html`;", {"..", "views", "name", ".html"}),
        ('import { a } from "./src/a";\nconst b = require("./lib/b");', set()),
        ('const page = readFileSync(join(__dirname, "pages"));', {"pages"}),
        ("// 'src'\nconst one = 1;", set()),
    ],
)
def test_the_strings_of_a_source_name_files_but_what_it_imports_is_node_s(
    text: str, parts: set[str]
) -> None:
    assert path_parts(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "fs.readdirSync(process.cwd())",
        "readdir(process.env.PAGES, done)",
        "for (const f of await opendir(place)) {}",
        'import fg from "fast-glob";',
        'app.use(express.static(join(__dirname, "..")));',
        "fs.cpSync(place, '/tmp/a', { recursive: true });",
    ],
)
def test_a_source_may_list_a_directory_whose_name_it_does_not_say(text: str) -> None:
    assert lists(text)


@pytest.mark.parametrize(
    "text", ["global.name = 1;", "globalThis.name = 1;", "process.cwd()", "// readdir(place)"]
)
def test_a_source_that_lists_nothing_does_not(text: str) -> None:
    assert not lists(text)


@pytest.mark.parametrize(
    "text",
    [
        'apis: ["./**/*.routes.ts"]',
        "take(['.ts'])",
        "suffix = 'ts'",
        'find("pages/*")',
        'find("*.sql")',
    ],
)
def test_a_pattern_may_stand_for_sources(text: str) -> None:
    assert names_typescript(text)


@pytest.mark.parametrize("text", ['origin: "*"', 'import { a } from "./a.ts";', "a * b / c"])
def test_a_star_alone_and_an_import_do_not(text: str) -> None:
    assert not names_typescript(text)
