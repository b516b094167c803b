"""One command by its words, and two instructions one after the other: for tests of commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "lib.py": "",
    "index.js": "",
    "run.sh": "echo",
    "a.tar.gz": "",
    "tool.rpm": "",
    "plain.sed": "s/a/b/",
    "writes.sed": "w /etc/x",
    "src/util.py": "",
    "src/data/a.json": "",
    "requirements.txt": "requests\n",
}
PROJECT = Project.of(FILES)
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"


def run(
    line: str, cwd: str | None = "/var/task", env: dict[str, str] | None = None
) -> Trace | Unknown:
    """A command in a directory where the files of the context lie."""
    copied = {f"/var/task/{name}": name for name in FILES}
    scope = Scope(env=env or {}, workdir="/var/task")
    return read(Call(tuple(shlex.split(line)), cwd, scope, copied, PROJECT))


def trace(line: str, cwd: str | None = "/var/task", env: dict[str, str] | None = None) -> Trace:
    found = run(line, cwd, env)
    assert isinstance(found, Trace), found
    return found


def unknown(line: str, cwd: str | None = "/var/task") -> Unknown:
    found = run(line, cwd)
    assert isinstance(found, Unknown), found
    return found


def shown(areas: Iterable[Area]) -> set[str]:
    """Areas as a person writes them: `a` is a path, `a/` all below it; from the directory."""
    return {str(a).removeprefix("/var/task/") or "./" for a in areas}


def held(first: str, second: str) -> str:
    """Why two instructions keep their order; empty if they may swap."""
    one, two = (s.effect for s in simulate(parse(f"{BASE}{first}\n{second}\n"), PROJECT)[-1].steps)
    assert one.wall is None, one.wall
    assert two.wall is None, two.wall
    return conflict(one, two)


def swapped(first: str, second: str) -> str:
    """What differs when two instructions change places; empty if nothing does."""
    before, after = f"{BASE}{first}\n{second}\n", f"{BASE}{second}\n{first}\n"
    return difference(parse(before), parse(after), PROJECT)
