"""python: byte code, pip from ensurepip, and programs that only tell something."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Python, Trace, Unknown
from lambdafix.semantics.scope import Scope

SITE = "/var/lang/lib/python3.12/site-packages"


def run(*argv: str, present: tuple[str, ...] = ()) -> Trace | Unknown:
    python = Python("3.12", SITE, "/var/lang/bin")
    scope = Scope({"PATH": "/var/lang/bin"}, {}, True)
    return read(Call(argv, "/var/task", scope, {}, Project.of({}), python, frozenset(present)))


@pytest.mark.parametrize(
    "program",
    [
        "import sys; print(sys.version)",
        "import sqlite3, ssl",
        "from platform import machine; print(machine())",
        "import sys; assert sys.version_info >= (3, 12)",
        "pass",
    ],
)
def test_a_program_that_only_asks_python_about_itself_leaves_nothing(program: str) -> None:
    assert run("python", "-c", program) == Trace(reads=(EVERYTHING,))


@pytest.mark.parametrize(
    "program",
    [
        "import numpy",
        "from app import handler; print('ok')",
        "open('x', 'w')",
        "import os; os.remove('x')",
        "import shutil; shutil.rmtree('x')",
        "import sys; print('x', file=sys.stdout)",
        "import nltk; nltk.download('punkt')",
        "x = 1",
        "for",
    ],
)
def test_a_program_that_may_do_more_is_not_known(program: str) -> None:
    found = run("python", "-c", program)
    assert isinstance(found, Unknown)
    assert found.word == "python -c"


def test_a_file_of_the_project_may_have_the_name_of_a_module_of_python() -> None:
    assert isinstance(run("python", "-c", "import ssl", present=("/var/task/ssl.py",)), Unknown)


def test_byte_code_lies_beside_its_source() -> None:
    found = run("python", "-m", "compileall", "-q", "src")
    assert isinstance(found, Trace)
    assert [a.path for a in found.deposits[0].areas] == ["/var/task/src/__pycache__"]
    assert meet(found.reads, (Area("/var/task/src/deep/a.py"),))
    assert meet(found.writes, (Area("/var/task/src/deep/__pycache__/a.pyc"),))


def test_pip_of_python_itself_is_left_where_packages_lie() -> None:
    found = run("python3", "-m", "ensurepip", "--upgrade")
    assert isinstance(found, Trace)
    assert meet(found.deposits[0].areas, (Area(f"{SITE}/pip/x.py"),))
    assert found.install is None
    assert isinstance(run("python3", "-m", "ensurepip", "--user"), Unknown)
