"""Which directories belong to a Dockerfile: its build context, and the tree that it lies in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def context_of(dockerfile: Path, text: str) -> Path:
    """The build context, judged by what the file copies; raises SyntaxFault.

    The nearest directory, from the Dockerfile's own up to the top of its tree, that holds every
    source; where none does (build output is often missing), the nearest that holds the most.
    Where the whole context is copied, every directory holds it: then the nearest counts that holds
    the handler's module, too. In 272 public Lambda Dockerfiles: 184 their own directory, 13 a
    parent, 49 with a source that is nowhere, 26 that name none.
    """
    from lambdafix.context.project import Project

    own = Path(os.path.abspath(dockerfile)).parent
    wanted, modules = sources(text), handler_modules(text)
    best, most = own, -1.0
    for directory in _upwards(own, tree_of(dockerfile)):
        project = Project.at(directory, dockerfile)
        held = float(sum(bool(project.match(source)) for source in wanted))
        whole = "." in wanted and bool(modules)
        held -= 0.5 if whole and not any(map(project.exists, modules)) else 0
        if held > most:
            best, most = directory, held
        if held == len(wanted):
            break
    return best


def handler_modules(text: str) -> tuple[str, ...]:
    """Where the module of CMD's one word may lie, seen from the task root."""
    from lambdafix.context.python_source import handler_module
    from lambdafix.syntax.parser import parse
    from lambdafix.syntax.views import Cmd

    dockerfile = parse(text)
    commands = [i for i in dockerfile.stages[-1].instructions if i.keyword == "CMD"]
    argv = Cmd.of(commands[-1], dockerfile.dialect.escape).argv if commands else None
    found = handler_module(argv[0]) if argv and len(argv) == 1 else None
    return found.candidates if found else ()


def sources(text: str) -> frozenset[str]:
    """What a Dockerfile copies from its context by name; variables and URLs are left out."""
    from lambdafix.syntax.parser import parse
    from lambdafix.syntax.views import Copy

    dockerfile = parse(text)
    copies = (
        Copy.of(instruction, dockerfile.dialect.escape)
        for instruction in dockerfile.instructions
        if instruction.keyword in Copy.KEYWORDS
    )
    return frozenset(
        source
        for copy in copies
        if "from" not in copy.flags
        for source in copy.sources
        if not any(mark in source for mark in ("$", "://", "git@"))
    )


def tree_of(path: Path) -> Path:
    """The git work tree that holds a file; else the current directory, else the file's own."""
    start = Path(os.path.abspath(path)).parent
    for above in (start, *start.parents):
        if os.path.exists(above / ".git"):
            return above
    here = Path.cwd()
    return here if start.is_relative_to(here) else start


def _upwards(start: Path, top: Path) -> Iterator[Path]:
    yield start
    for above in start.parents:
        if not above.is_relative_to(top):
            return
        yield above
