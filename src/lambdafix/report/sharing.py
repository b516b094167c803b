"""The layers that functions have in common, and what their repositories make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Destination, Unresolved, Use
from lambdafix.report.outcome import PENDING, UNREADABLE, Failure


class Member(NamedTuple):
    """One function; paths as the user would call them. `destination` None: not said."""

    name: str
    dockerfile: str
    use: Use | None = None
    destination: Destination | None = None
    failure: Failure | None = None


class Step(NamedTuple):
    """Where a layer is made."""

    member: int
    dockerfile: str
    line: int  # 0: FROM brings it
    chain: str


class Shared(NamedTuple):
    """A layer that several functions have. All bytes of a layer are None where nobody knows them.

    `twice` are the bytes that repositories store beyond the first, and that one repository would
    not, if the images are built by one builder with its cache. `staged` are those that even one
    repository stores again, because the steps below differ: a shared stage would not. `possibly` is
    `twice` if each function whose repository is not said had one of its own.
    """

    text: str
    base: bool
    bytes: int | None
    exact: bool
    steps: tuple[Step, ...]
    repositories: int
    twice: int = 0
    staged: int = 0
    possibly: int = 0

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(step.member for step in self.steps))


class Stage(NamedTuple):
    """A proposal to build a costly beginning once: for people to look at, never written.

    `diff` is empty where it can only be said in words.
    """

    members: tuple[int, ...]
    bytes: int
    words: str
    diff: str = ""


class Edit(NamedTuple):
    """A file with its new bytes; `refused` are (line, why) for what is not changed in it."""

    path: str
    before: bytes
    after: bytes
    refused: tuple[tuple[int, str], ...] = ()
    failure: Failure | None = None
    written: bool = False

    @property
    def changed(self) -> bool:
        return self.before != self.after


class Advice(NamedTuple):
    """A change that is told in words, at a place."""

    path: str
    line: int
    says: str


class Sharing(NamedTuple):
    """All of it. `better` is `repository`, `mounting` or empty: nothing is stored twice."""

    members: Sequence[Member]
    shared: Sequence[Shared] = ()
    stages: Sequence[Stage] = ()
    edits: Sequence[Edit] = ()
    advice: Sequence[Advice] = ()
    unresolved: Sequence[Unresolved] = ()
    better: str = ""

    @property
    def exit_code(self) -> int:
        """1 where a dry run would change a file, 2 where something could not be read or written."""
        failed = any(m.failure for m in self.members) or any(e.failure for e in self.edits)
        pending = any(e.changed and not e.written for e in self.edits)
        return UNREADABLE if failed else PENDING if pending else 0
