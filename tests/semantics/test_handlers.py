"""Handlers of Python and Node: where their modules may lie."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.handlers import candidates, defines


@pytest.mark.parametrize(
    ("handler", "first"),
    [
        ("index.handler", "index"),
        ("src/handlers/hello.handler", "src/handlers/hello"),
        ("dist/app.api.get", "dist/app"),
    ],
)
def test_node_takes_the_first_dot_below_the_last_slash(handler: str, first: str) -> None:
    found = candidates("nodejs", handler)
    assert found == (first, f"{first}.js", f"{first}.mjs", f"{first}.cjs")


@pytest.mark.parametrize("handler", ["index", ".handler", "src/index", "index.", "index.a b"])
def test_a_word_without_a_module_and_a_name_is_no_handler_of_node(handler: str) -> None:
    assert candidates("nodejs", handler) == ()


def test_python_takes_the_last_dot_and_a_language_without_files_none() -> None:
    assert candidates("python", "a.b.handler") == ("a/b/__init__.py", "a/b.py")
    assert candidates("provided", "main") == ()


def test_a_file_defines_what_it_names() -> None:
    project = Project.of({"index.js": "exports.handler = 1;\n", "app.py": "def handler(): ...\n"})
    assert defines("nodejs", project, "index.js", "index.handler")
    assert not defines("nodejs", project, "index.js", "index.other")
    assert defines("python", project, "app.py", "app.handler")
    assert not defines("python", project, "app.py", "app.other")
