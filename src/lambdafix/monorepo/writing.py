"""Rewrites onto the disk, and as diffs of what would be written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.report.outcome import Change, Failure, Outcome


class Again(Protocol):
    """Works a file out again in its context, some files of which are edited (by real path)."""

    def __call__(self, outcome: Outcome, edited: Mapping[str, str]) -> Outcome: ...


def settled(outcomes: Iterable[Outcome], again: Again, *, write: bool) -> Iterator[Outcome]:
    """Every outcome, written if that is wanted, as if one file came after the other.

    Two files may share an ignore file: the second is worked out again, with what was written for
    the first, or would have been. So a dry run says what a run does, and its diffs fit together.
    """
    edited: dict[str, str] = {}
    for outcome in outcomes:
        if edited and not edited.keys().isdisjoint(ignore_files(outcome)):
            outcome = again(outcome, {} if write else edited)
        if outcome.diff and outcome.rewrite and outcome.content is None:
            for name, text in outcome.rewrite.edits.items():
                edited[real(outcome.context, name)] = text
        yield written(outcome) if write else outcome


def ignore_files(outcome: Outcome) -> Iterator[str]:
    """Those that this file's rewrite could have read or written, by their real paths."""
    rewrite = outcome.rewrite
    if outcome.content is None and rewrite and not rewrite.left_alone:
        yield from (real(outcome.context, name) for name in (".dockerignore", *rewrite.edits))
        yield os.path.realpath(f"{outcome.path}.dockerignore")


def real(context: Path | None, name: str) -> str:
    """The path on the disk of a file in a build context, links followed."""
    return os.path.realpath(Path(context or ".", name))


def written(outcome: Outcome) -> Outcome:
    """The outcome with its files written, or with the failure to write them."""
    if not outcome.diff or outcome.rewrite is None or outcome.failure:
        return outcome
    if outcome.content is not None:
        return replace(outcome, written=True)  # the caller hands on `outcome.filtered`
    from lambdafix.syntax.source import write

    root = tree_of(Path(outcome.path))
    source, edits = outcome.rewrite.source, outcome.rewrite.edits
    try:
        for name, text in edits.items():
            write(Path(outcome.context or ".", name), text.encode("utf-8", "surrogateescape"), root)
        write(outcome.path, source.encoded(outcome.rewrite.text), root)
    except LambdafixError as error:
        return replace(outcome, failure=Failure.of(error, outcome.path))
    return replace(outcome, written=True)


def changes(outcome: Outcome, root: Path | None, edited: Mapping[str, str]) -> Iterator[Change]:
    """The Dockerfile and the other files that go with it, as far as they change; raises
    LambdafixError.

    `root`: from where files are called; None: from the current directory. `edited` are files that
    other diffs have changed before.
    """
    if outcome.rewrite is None:
        return
    if outcome.rewrite.changed:
        source = outcome.rewrite.source
        yield Change(
            _label(outcome.path, root),
            source.encoded(source.text).decode(),
            source.encoded(outcome.rewrite.text).decode(),
        )
    for name, text in sorted(outcome.rewrite.edits.items()):
        path = Path(outcome.context or ".", name)
        before = edited.get(os.path.realpath(path)) if edited else None
        if before is None and os.path.exists(path):
            before = path.read_bytes().decode("utf-8", "surrogateescape")
        yield Change(_label(path, root), before, text)


def _label(path: str | Path, root: Path | None) -> str:
    """How a diff calls a file: from here, where it lies below; else from the file system's root.

    For a patch, from the repository's root, and by the file behind its links.
    """
    if root is not None:
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
        if relative.split(os.sep)[0] == "..":
            message = f"{path}: lies outside of {root}, which the patch is for"
            raise LambdafixError(message, "Make a patch of its own for it.")
        return Path(relative).as_posix()
    relative = os.path.relpath(path)
    return Path(os.path.abspath(path) if relative.startswith("..") else relative).as_posix()
