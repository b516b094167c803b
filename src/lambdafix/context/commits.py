"""The latest commits of a build context, each with the files that it changed, from git.

The commits are those of the branch itself (`--first-parent`): a merge counts as one, with all that
it brings, for that is what the branch's build gets to see. Renames count as one file gone and one
that is new. A handful of calls of git, however many commits there are. A clone may lack old files
(`--filter`): such a file counts with the bytes that it has today. A submodule changes when its
commit does, and then all of it as it is today.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.context.git import NoGit, ask
from lambdafix.context.storage import Disk, Kind

_SUBMODULE = "160000"
_NONE = "000000"  # the mode of a file that is not there
_LOG = (
    "log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", "--no-abbrev",
    "--no-renames", "--relative", "--ignore-submodules=none", "--no-ext-diff", "--no-textconv",
    "--no-color", "--encoding=UTF-8", "--format=%x01%H%x00%ct%x00%s",
)  # fmt: skip
_CHECK = ("cat-file", "--batch-check=%(objectname) %(objectsize)")


class Change(NamedTuple):
    """One file that a commit changed, in content or mode: its bytes before and after; None: it is
    not there."""

    path: str
    before: int | None
    after: int | None


class Commit(Struct, frozen=True):
    """A commit that changed the context."""

    id: str
    time: int  # seconds since 1970
    subject: str
    changes: tuple[Change, ...]


class Commits(Struct, frozen=True):
    """The files of the context at some commit (path -> bytes), and the commits since, oldest first.

    Paths are seen from the context's root. `shallow`: the clone does not hold all of its history;
    `guessed`: it lacks old files, so that some bytes are those of today.
    """

    start: Mapping[str, int]
    commits: tuple[Commit, ...]
    shallow: bool = False
    guessed: bool = False

    def changing(self, keep: Callable[[str], bool], fixed: Mapping[str, int]) -> Commits:
        """The same history of the files that are kept, and of some that never change."""
        kept = lru_cache(maxsize=None)(keep)
        start = {path: size for path, size in self.start.items() if kept(path)}
        commits = tuple(
            replace(commit, changes=tuple(c for c in commit.changes if kept(c.path)))
            for commit in self.commits
        )
        return replace(self, start={**start, **fixed}, commits=commits)

    def weighing(self, said: Callable[[str], int | None]) -> Commits:
        """The same history with other bytes for the files of which something is said."""
        told = lru_cache(maxsize=None)(said)

        def size(path: str, known: int | None) -> int | None:
            other = told(path)
            return known if known is None or other is None else other

        start = {path: size(path, known) or 0 for path, known in self.start.items()}
        commits = tuple(
            replace(
                commit,
                changes=tuple(
                    Change(p, size(p, old), size(p, new)) for p, old, new in commit.changes
                ),
            )
            for commit in self.commits
        )
        return replace(self, start=start, commits=commits)


class _Entry(NamedTuple):
    """A file of a commit: what git calls its mode and its content."""

    mode: str
    blob: str


class _Record(NamedTuple):
    id: str
    time: int
    subject: str
    changes: list[tuple[str, _Entry, _Entry]]


def commits_of(directory: Path, most: int) -> Commits:
    """The latest `most` commits that changed a directory, and the files before; raises NoGit."""
    shallow = _text(ask(directory, "rev-parse", "--is-shallow-repository")).strip() == "true"
    said = ask(directory, *_LOG, f"--max-count={most + 1}", "HEAD", "--", ".")
    records = list(_records(said.split(b"\0")))[::-1]
    if not records:
        raise NoGit("no commit holds a file of it")
    # the oldest is where the play begins: what its own build cost is the same in every order
    tree = dict(_tree(ask(directory, "ls-tree", "-r", "-z", records[0].id)))
    changed = (entry for record in records[1:] for _, *both in record.changes for entry in both)
    known = _sizes(directory, (*tree.values(), *changed))
    today = Disk(directory)

    def size(path: str, entry: _Entry) -> int:
        found = known[entry.blob]
        return today.size(path) if found is None else found

    @cache
    def module(path: str) -> Mapping[str, int]:
        return dict(_files_of_today(today, path)) or {path: 0}

    def files(path: str, entry: _Entry) -> Iterator[tuple[str, int]]:
        if entry.mode == _SUBMODULE:
            yield from module(path).items()
        elif entry.mode != _NONE:
            yield path, size(path, entry)

    def change(path: str, old: _Entry, new: _Entry) -> Iterator[Change]:
        before, after = dict(files(path, old)), dict(files(path, new))
        for name in before | after:
            yield Change(name, before.get(name), after.get(name))

    start = {name: bytes_ for path, entry in tree.items() for name, bytes_ in files(path, entry)}
    commits = tuple(
        Commit(
            record.id,
            record.time,
            record.subject,
            tuple(c for changed in record.changes for c in change(*changed)),
        )
        for record in records[1:]
    )
    return Commits(start, commits, shallow, guessed=None in known.values())


def _records(tokens: list[bytes]) -> Iterator[_Record]:
    """git's output: `\\x01` id, time, subject, then `:` modes and blobs, path, over and over."""
    record: _Record | None = None
    rest = iter(tokens)
    for token in rest:
        token = token.lstrip(b"\n")
        if token.startswith(b"\x01"):
            if record:
                yield record
            record = _Record(_text(token[1:]), int(next(rest)), _text(next(rest)), [])
        elif token.startswith(b":") and record:
            before, after, old, new, _ = _text(token[1:]).split(" ")
            path = os.fsdecode(next(rest))
            record.changes.append((path, _Entry(before, old), _Entry(after, new)))
    if record:
        yield record


def _tree(listed: bytes) -> Iterator[tuple[str, _Entry]]:
    for line in filter(None, listed.split(b"\0")):
        facts, _, path = line.partition(b"\t")
        mode, _, blob = _text(facts).split(" ")
        yield os.fsdecode(path), _Entry(mode, blob)


def _files_of_today(disk: Disk, directory: str) -> Iterator[tuple[str, int]]:
    """All files of a submodule, less its own `.git`; none where it is not checked out."""
    waiting = [directory]
    while waiting:
        above = waiting.pop()
        for name, kind in disk.listing(above).items():
            path = f"{above}/{name}"
            if name == ".git":
                continue
            if kind is Kind.DIRECTORY:
                waiting.append(path)
            else:
                yield path, disk.size(path)


def _sizes(directory: Path, entries: Iterable[_Entry]) -> dict[str, int | None]:
    """The bytes of files by what git calls their content; None where the clone lacks them."""
    blobs = list(dict.fromkeys(e.blob for e in entries if e.mode not in (_NONE, _SUBMODULE)))
    asked = "\n".join((*blobs, "")).encode()
    try:
        said = ask(directory, *_CHECK, given=asked) if blobs else b""
    except NoGit:  # a partial clone: git wants to fetch what it lacks, and may not
        said = ask(directory, *_CHECK, "--batch-all-objects", "--unordered")
    lines = (line.split(" ") for line in _text(said).splitlines())
    known = {blob: int(size) for blob, size in lines if size.isdecimal()}
    return {blob: known.get(blob) for blob in blobs}


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")
