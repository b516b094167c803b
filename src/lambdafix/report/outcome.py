"""What became of one file of a run, as a value, and what the whole run ends with."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.errors import LambdafixError, SyntaxFault
from lambdafix.report.diff import unified

if TYPE_CHECKING:
    from lambdafix.pipeline import Rewrite

REPORT = "This is a bug of lambdafix: please report it with the file."
PENDING, UNREADABLE, REFUSED, OUR_BUG = 1, 2, 3, 70

# The worst first; 3 is weaker than 2, and 0 than all.
_SEVERITY = (OUR_BUG, UNREADABLE, REFUSED, PENDING, 0)


class Status(Enum):
    """How a file is counted; each file has one."""

    REWRITTEN = "rewritten"  # or would be, in a dry run
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"
    REFUSED = "refused"  # unchanged, because what was wanted cannot be shown right
    FAILED = "failed"


class Failure(NamedTuple):
    """Why there is no rewrite, or why it could not be written; `line` 0 is the whole file."""

    message: str
    hint: str = ""
    line: int = 0
    exit_code: int = UNREADABLE
    trace: str = ""

    @classmethod
    def of(cls, error: LambdafixError, path: str) -> Failure:
        """What is wrong with a file, in the words of an error less the path."""
        line = error.line if isinstance(error, SyntaxFault) else 0
        return cls(error.message.removeprefix(f"{path}: "), error.hint, line, error.exit_code)

    @classmethod
    def of_bug(cls, bug: Exception) -> Failure:
        """A bug of ours, with the place where it shows."""
        frames = traceback.extract_tb(bug.__traceback__)
        where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        trace = "".join(traceback.format_exception(bug)).rstrip()
        message = f"{type(bug).__name__}: {bug}{where}"
        return cls(message, REPORT, exit_code=OUR_BUG, trace=trace)


class Saved(NamedTuple):
    """What commits of the past would have cost, before and after: bytes pushed, which are partly
    estimates, and RUN lines that run again."""

    commits: int = 0
    before: int = 0
    after: int = 0
    runs_before: int = 0
    runs_after: int = 0

    @property
    def less(self) -> str:
        """The share of the bytes that is saved, in percent; empty where none is."""
        return _percent(self.before - self.after, self.before)

    @property
    def more(self) -> str:
        """The share of the bytes that is pushed on top; empty where none is."""
        return _percent(self.after - self.before, self.before)

    def and_that_of(self, other: Saved | None) -> Saved:
        """The sum."""
        return Saved(*map(sum, zip(self, other, strict=True))) if other else self


class Change(NamedTuple):
    """One file, before and after; `path` is as a diff calls it, `before` None for a new file."""

    path: str
    before: str | None
    after: str

    @property
    def diff(self) -> str:
        return unified(self.before, self.after, self.path)


class Outcome(Struct, frozen=True):
    """One file: its rewrite, or the failure that kept it from one (or from the disk)."""

    path: str  # as the user would call it
    named: bool = True  # the user named the file itself, not a directory around it
    rewrite: Rewrite | None = None
    failure: Failure | None = None
    diff: str = ""
    changes: tuple[Change, ...] = ()  # what the diff shows: the Dockerfile, files that go with it
    saved: Saved | None = None  # None: not asked for, or not known
    written: bool = False
    content: bytes | None = None  # what came through a pipe: no file to write
    context: Path | None = None  # the build context; None: not known

    @property
    def filtered(self) -> bytes | None:
        """What a filter hands on for content that came through a pipe; None for a file."""
        if self.content is None or self.rewrite is None or self.failure:
            return None
        source = self.rewrite.source
        return source.encoded(self.rewrite.text) if self.diff else self.content

    @property
    def status(self) -> Status:
        if self.failure or self.rewrite is None:
            return Status.FAILED
        if self.rewrite.left_alone:
            return Status.LEFT_ALONE
        if self.diff:
            return Status.REWRITTEN
        return Status.REFUSED if self.refused else Status.UNCHANGED

    @property
    def reasons(self) -> tuple[tuple[str, Reason], ...]:
        """Every reason with its codemod's name."""
        return self.rewrite.reasons if self.rewrite else ()

    def tells(self, reason: Reason) -> bool:
        """Whether a reason is told to those who ask for no details: advice is on a file that they
        named, and what a comment that is meant for us has wrong."""
        own = self.rewrite is not None and reason in self.rewrite.remarks
        return self.named or own or reason.verdict is not Verdict.ADVICE

    @property
    def steps(self) -> tuple[str, ...]:
        """The codemods that changed something, in order."""
        steps = self.rewrite.steps if self.rewrite else ()
        return tuple(step.codemod for step in steps if step.before != step.after)

    @property
    def withdrawn(self) -> tuple[tuple[str, str], ...]:
        """Steps that broke an invariant and were undone, with what they broke."""
        steps = self.rewrite.steps if self.rewrite else ()
        return tuple((step.codemod, step.withdrawn) for step in steps if step.withdrawn)

    @property
    def refused(self) -> bool:
        """Whether a wanted change was not made, for want of proof or by a bug of ours."""
        return bool(self.withdrawn) or any(r.verdict is Verdict.REFUSED for _, r in self.reasons)

    @property
    def withheld(self) -> int:
        """How many more places `--unsafe` would change."""
        return sum(
            r.verdict is Verdict.WITHHELD and r.safety is Safety.UNSAFE for _, r in self.reasons
        )

    def exit_code(self, *, strict: bool) -> int:
        if self.failure:
            return self.failure.exit_code
        if self.withdrawn:
            return OUR_BUG
        if strict and self.refused:
            return REFUSED
        return PENDING if self.diff and not self.written else 0


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole and round(part / whole, 3) > 0 else ""


def worst(codes: Collection[int]) -> int:
    """The one that counts, in the order 70 > 2 > 3 > 1 > 0."""
    return next((code for code in _SEVERITY if code in codes), 0)


def exit_code(outcomes: Iterable[Outcome], *, strict: bool) -> int:
    """The worst of all files."""
    return worst({outcome.exit_code(strict=strict) for outcome in outcomes})
