"""Files of which nothing came, as a rewrite's summary says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from lambdafix.report.outcome import Failure
from lambdafix.report.summary import kind
from lambdafix.report.words import general, one_line, shown_path


class Idle(Protocol):
    """A file with which nothing was done, and why; `named`: by the user."""

    @property
    def path(self) -> str: ...
    @property
    def idle(self) -> str: ...
    @property
    def named(self) -> bool: ...


def failed(path: str, failure: Failure, logs: str = "") -> str:
    """The failure of a file, and below it what to do and where to read more."""
    return (
        f"{shown_path(path)}: {kind(failure)}: {one_line(failure.message)}\n"
        + (f"    {one_line(failure.hint)}\n" if failure.hint else "")
        + (f"    logs: {one_line(logs)}\n" if logs else "")
    )


def not_done(files: Sequence[Idle], done: str) -> Iterator[str]:
    """By name what the user named, else by number; `done`: `played`, `verified`."""
    yield from (f"{shown_path(f.path)}: not {done}: {one_line(f.idle)}" for f in files if f.named)
    for why, number in Counter(general(f.idle) for f in files if not f.named).most_common():
        yield f"{number} more not {done}: {one_line(why)}"
