"""Rewrites onto the disk, and as diffs of what would be written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.target import Target
from lambdafix.report.diff import unified
from lambdafix.report.outcome import Failure, Outcome


def written_all(
    outcomes: Sequence[Outcome], again: Callable[[Target], Outcome]
) -> Iterator[Outcome]:
    """Every outcome written. Two files may share an ignore file: the second is worked out again,
    with what was written for the first, by `again`."""
    changed = set[str]()
    for outcome in outcomes:
        rewrite = outcome.rewrite
        shared = (
            {os.path.realpath(Path(outcome.context or ".", name)) for name in rewrite.edits}
            if rewrite
            else set()
        )
        if shared & changed and outcome.content is None:
            outcome = again(Target(outcome.path, outcome.named))
        changed |= shared
        yield written(outcome)


def written(outcome: Outcome) -> Outcome:
    """The outcome with its files written, or with the failure to write them."""
    if not outcome.diff or outcome.rewrite is None:
        return outcome
    if outcome.content is not None:
        return replace(outcome, written=True)  # the caller hands on `outcome.filtered`
    from lambdafix.syntax.source import write

    root = tree_of(Path(outcome.path))
    source, edits = outcome.rewrite.source, outcome.rewrite.edits
    try:
        for name, text in edits.items():
            write(Path(outcome.context or ".", name), text.encode(), root)
        write(outcome.path, source.encoded(outcome.rewrite.text), root)
    except LambdafixError as error:
        return replace(outcome, failure=Failure.of(error, outcome.path))
    return replace(outcome, written=True)


def diffs(outcome: Outcome) -> Iterator[str]:
    """The diff of the Dockerfile and of the other files that go with it."""
    if outcome.rewrite is None:
        return
    if outcome.rewrite.changed:
        source = outcome.rewrite.source
        yield unified(
            source.encoded(source.text).decode(),
            source.encoded(outcome.rewrite.text).decode(),
            _label(outcome.path),
        )
    for name, text in sorted(outcome.rewrite.edits.items()):
        path = Path(outcome.context or ".", name)
        there = os.path.exists(path)
        before = path.read_bytes().decode("utf-8", "surrogateescape") if there else None
        yield unified(before, text, _label(path))


def _label(path: str | Path) -> str:
    """How a diff calls a file: from here, where it lies below; else from the root."""
    relative = os.path.relpath(path)
    return Path(os.path.abspath(path) if relative.startswith("..") else relative).as_posix()
