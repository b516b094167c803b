"""Which directories belong to a Dockerfile: its build context, and the tree that it lies in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Purpose, Use


class Context(NamedTuple):
    """A build context, and where that is known from.

    `said` is the use that names it, None where it was judged by what the file copies. `against`
    are uses that name this file with another one, and `also` those whose context holds as much.
    """

    directory: Path
    said: Use | None = None
    against: tuple[Use, ...] = ()
    also: tuple[Use, ...] = ()


def context_of(dockerfile: Path, text: str, uses: Sequence[Use] = ()) -> Context:
    """The build context; raises SyntaxFault.

    What the infrastructure says counts where that is clear: of the contexts that it names, those
    in which as much of what the file copies is found as anywhere. A function's own build counts
    more than that of an image whose use is not said, and one that names the file more than one that
    names many. Else it is judged by what the file copies.
    """
    nearest, held = _by_copies(dockerfile, text)
    for among in (_functions(uses), tuple(u for u in uses if not u.one_of), tuple(uses)):
        named = {Path(use.context): use for use in reversed(among)}
        fitting = [at for at in named if held.copied(at) >= held.copied(nearest)]
        best = [at for at in fitting if held(at) == max(map(held, fitting))]
        if len(best) == 1:
            return _beside(best[0], named[best[0]], uses, held)
    return _beside(nearest, None, uses, held)


def _beside(directory: Path, said: Use | None, uses: Sequence[Use], held: _Held) -> Context:
    other = (use for use in uses if not use.one_of and Path(use.context) != directory)
    against = tuple(other)
    also = tuple(use for use in against if held(Path(use.context)) >= held(directory))
    return Context(directory, said, against, also)


def _functions(uses: Iterable[Use]) -> tuple[Use, ...]:
    return tuple(use for use in uses if use.purpose is Purpose.FUNCTION)


class _Held:
    """How much of what a Dockerfile copies a directory holds; each directory is asked once."""

    def __init__(self, dockerfile: Path, text: str) -> None:
        self.dockerfile = dockerfile
        self.wanted, self.modules = sources(text), handler_modules(text)
        self._known: dict[Path, tuple[int, bool]] = {}

    def copied(self, directory: Path) -> int:
        """The sources that are there."""
        return self._asked(directory)[0]

    def __call__(self, directory: Path) -> float:
        """The same, less a half where the whole context is copied, but no handler is in it."""
        copied, handler = self._asked(directory)
        return copied - (0 if handler else 0.5)

    def _asked(self, directory: Path) -> tuple[int, bool]:
        from lambdafix.context.project import Project

        if directory not in self._known:
            project = Project.at(directory, self.dockerfile)
            copied = sum(bool(project.match(source)) for source in self.wanted)
            whole = "." in self.wanted and bool(self.modules)
            handler = not whole or any(map(project.exists, self.modules))
            self._known[directory] = (copied, handler)
        return self._known[directory]


def _by_copies(dockerfile: Path, text: str) -> tuple[Path, _Held]:
    """The nearest directory, from the Dockerfile's own up to the top of its tree, that holds every
    source; where none does (build output is often missing), the nearest that holds the most.

    Where the whole context is copied, every directory holds it: then the nearest counts that holds
    the handler's module, too. In 272 public Lambda Dockerfiles: 184 their own directory, 13 a
    parent, 49 with a source that is nowhere, 26 that name none.
    """
    own = Path(os.path.abspath(dockerfile)).parent
    held = _Held(dockerfile, text)
    best, most = own, -1.0
    for directory in _upwards(own, tree_of(dockerfile)):
        if held(directory) > most:
            best, most = directory, held(directory)
        if held(directory) == len(held.wanted):
            break
    return best, held


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
    start = above = os.path.dirname(os.path.abspath(path))
    while not os.path.exists(os.path.join(above, ".git")):
        below, above = above, os.path.dirname(above)
        if above == below:
            here = os.getcwd()  # words are faster than paths, and every file asks
            return Path(
                here if os.path.join(start, "").startswith(os.path.join(here, "")) else start
            )
    return Path(above)


def _upwards(start: Path, top: Path) -> Iterator[Path]:
    yield start
    for above in start.parents:
        if not above.is_relative_to(top):
            return
        yield above
