from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.simulate import simulate
from lambdafix.semantics.upward import looks_above
from lambdafix.syntax.parser import parse


def above(path: str, text: str, beside: str = "COPY config /app/config") -> str:
    project = Project.of({f"src/{path}": text, "config/c.json": "{}"})
    lines = f"FROM python:3.12-slim\nCOPY src /app/src\n{beside}\nWORKDIR /app/src\n"
    return looks_above(simulate(parse(lines), project)[-1].image, project, "/app/src")


@pytest.mark.parametrize(
    ("path", "text", "looks"),
    [
        ("app.py", 'open(os.path.join(dirname(__file__), "..", "config"))', True),
        ("app.py", 'open("../config/c.json")', True),
        ("app.py", "Path(__file__).parent.parent / 'config'", True),
        ("app.py", "sys.path.insert(0, Path(__file__).resolve().parents[1])", True),
        ("app.py", "dirname(dirname(__file__))", True),
        ("app.py", "Path(__file__).parent / 'c.json'", False),
        ("app.py", "Path(__file__).parents[0]", False),
        ("app.py", "from .. import config", False),
        ("pkg/mod.py", "Path(__file__).parent.parent / 'c.json'", False),
        ("pkg/mod.py", "Path(__file__).parent.parent.parent / 'config'", True),
    ],
)
def test_code_that_leaves_its_directory_is_found(path: str, text: str, looks: bool) -> None:
    assert (above(path, text) == f"src/{path}") is looks


def test_where_nothing_lies_beside_the_function_nothing_is_lost() -> None:
    assert above("app.py", 'open("../config/c.json")', beside="") == ""
