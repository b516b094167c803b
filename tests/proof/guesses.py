"""Rewrites by guessing: edits that nobody showed to be right, to hold the comparison against.

The codemods propose little that is wrong, so that what compares two simulated images is seldom
asked for its no. Here a line goes, two change places, something is set: where a real build shows
another tree, the comparison has to find a difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from lambdafix.context.project import Project
from lambdafix.semantics import difference as images
from lambdafix.syntax.parser import parse
from tests.proof.allowed import difference
from tests.proof.executor import Executor
from tests.proof.generator.case import Case
from tests.proof.smaller import blocks_of

_SET = (
    "ENV EXTRA=1\n",
    "WORKDIR /opt\n",
    "USER 1000\n",
    "LABEL a=b\n",
    "RUN touch /opt/new\n",
    "RUN dnf install -y libxml2\n",
)


class Guess(Struct, frozen=True):
    """A case and another text for it; `differs` is what real builds of both show."""

    case: Case
    text: str
    differs: str

    def found(self) -> str:
        """What the comparison of the simulated images finds; of two that build, both ways round."""
        project = Project.of(self.case.files)
        one, other = parse(self.case.text), parse(self.text)
        there = images.difference(one, other, project)
        if not there or " fails: " in self.differs:
            return there
        return images.difference(other, one, project) and there


def guesses(case: Case, executor: Executor) -> Iterator[Guess]:
    """The guesses that a real build of both texts shows to be wrong."""
    before = executor.build(case.text, case.files)
    if before[-1].failed:
        return
    for text in _edits(case.text):
        differs = difference(before, executor.build(text, case.files))
        if differs:
            yield Guess(case, text, differs)


def _edits(text: str) -> Iterator[str]:
    blocks = blocks_of(text)
    free = [at for at, block in enumerate(blocks) if not block.startswith(("FROM", "#", "ARG P"))]
    for at in free:
        yield "".join(blocks[:at] + blocks[at + 1 :])
        if at + 1 in free:
            yield "".join([*blocks[:at], blocks[at + 1], blocks[at], *blocks[at + 2 :]])
    for line in _SET:
        yield "".join([*blocks[:-1], line, blocks[-1]])
    for old, new in (("git", "make"), ("six==1.17.0", "six==1.16.0"), ("app.handler", "app.other")):
        if old in text:
            yield text.replace(old, new)
