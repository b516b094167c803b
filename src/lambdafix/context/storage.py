"""Where the files of a context lie: on the disk or, for tests and edits, in memory.

Paths are relative to the root, posix, clean; the root itself is `.`. Links are reported, never
followed: `project.py` does that, inside the context only.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from lambdafix.alike import Alike
from lambdafix.context import git_ignored, history, not_checked_out
from lambdafix.context.globs import in_context
from lambdafix.context.history import History
from lambdafix.context.not_checked_out import Away

_NO_PAST = History.none("the build context is not on the disk")


class Kind(Enum):
    """What a directory entry is; sockets, pipes and devices are no part of a context."""

    FILE = "file"
    DIRECTORY = "directory"
    LINK = "symbolic link"


class Storage(Protocol):
    """What Project needs to know of a place for files.

    What git has and has not checked out is listed; to ask for what it holds raises NotCheckedOut.
    """

    def listing(self, directory: str) -> Mapping[str, Kind]:
        """The entries of a directory; none if it is missing or cannot be read."""

    def content(self, path: str) -> bytes | None:
        """A regular file's bytes, or None."""

    def size(self, path: str) -> int:
        """A regular file's bytes, counted; 0 if it is missing."""

    def target(self, path: str) -> str:
        """Where a symbolic link points, as written; empty if it cannot be read."""

    def history(self) -> History:
        """Which paths changed in which commit."""

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        """Which of these paths git ignores, whether they are there or not."""


class Disk(Alike, Struct, frozen=True, eq=False):
    """A directory on the disk."""

    root: Path
    _asked: list[Away] = field(default_factory=list)

    def _alike(self) -> tuple[object, ...]:
        return (self.root,)

    def listing(self, directory: str) -> Mapping[str, Kind]:
        found = dict(self._listed_by_git(directory))
        try:
            with os.scandir(self._at(directory)) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        found[entry.name] = Kind.LINK
                    elif entry.is_dir(follow_symlinks=False):
                        found[entry.name] = Kind.DIRECTORY
                    elif entry.is_file(follow_symlinks=False):
                        found[entry.name] = Kind.FILE
        except OSError:
            return found
        return found

    def content(self, path: str) -> bytes | None:
        try:
            if not stat.S_ISREG(os.stat(self._at(path)).st_mode):
                return None  # opening a pipe would wait for ever
            with open(self._at(path), "rb") as file:
                return file.read()
        except (OSError, ValueError):
            self._away.check(path)
            return None

    def size(self, path: str) -> int:
        try:
            return os.lstat(self._at(path)).st_size
        except (OSError, ValueError):
            return 0

    def target(self, path: str) -> str:
        try:
            return os.readlink(self._at(path))
        except OSError:
            self._away.check(path)
            return ""

    def history(self) -> History:
        return history.read(self.root)

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        return git_ignored.ignored(self.root, paths, dockerfile)

    @property
    def _away(self) -> Away:
        if not self._asked:
            self._asked.append(not_checked_out.away(self.root))
        return self._asked[0]

    def _listed_by_git(self, directory: str) -> Iterator[tuple[str, Kind]]:
        """The entries of a directory that are not checked out."""
        away = self._away
        for name in away.names(directory):
            path = name if directory == "." else f"{directory}/{name}"
            kind = Kind.LINK if away.is_link(path) else Kind.FILE
            yield name, Kind.DIRECTORY if away.is_directory(path) else kind

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path)  # a tenth of what `root / path` costs


class Unread(Struct):
    """A place of which nothing is known; `asked`: somebody wanted to know."""

    asked: bool = False

    def listing(self, directory: str) -> Mapping[str, Kind]:
        self.asked = True
        return {}

    def content(self, path: str) -> bytes | None:
        self.asked = True
        return None

    def size(self, path: str) -> int:
        self.asked = True
        return 0

    def target(self, path: str) -> str:
        self.asked = True
        return ""

    def history(self) -> History:
        self.asked = True
        return _NO_PAST

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        self.asked = True
        return frozenset()


class Memory(Alike, Struct, frozen=True, eq=False):
    """Files from a mapping of path to content; a key that ends in `/` is an empty directory."""

    contents: Mapping[str, bytes]
    _listings: dict[str, dict[str, Kind]]
    past: History = _NO_PAST

    def _alike(self) -> tuple[object, ...]:
        return self.contents, self.past

    @classmethod
    def of(cls, files: Mapping[str, str | bytes], past: History = _NO_PAST) -> Memory:
        contents: dict[str, bytes] = {}
        listings: dict[str, dict[str, Kind]] = {".": {}}
        for name, content in files.items():
            path = in_context(name)
            parts = path.split("/")
            for depth in range(1, len(parts) + name.endswith("/")):
                _enter(listings, "/".join(parts[:depth]), Kind.DIRECTORY)
            if not name.endswith("/"):
                _enter(listings, path, Kind.FILE)
                if isinstance(content, str):
                    content = content.encode("utf-8", "surrogateescape")
                contents[path] = content
        return cls(contents, listings, past)

    def listing(self, directory: str) -> Mapping[str, Kind]:
        return self._listings.get(directory, {})

    def content(self, path: str) -> bytes | None:
        return self.contents.get(path)

    def size(self, path: str) -> int:
        return len(self.contents.get(path, b""))

    def target(self, path: str) -> str:
        return ""

    def history(self) -> History:
        return self.past

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        """In memory, of the .gitignore at the top only names and paths that are no patterns."""
        rules = self.contents.get(".gitignore", b"").decode("utf-8", "replace").split()
        named = {rule.strip("/") for rule in rules}
        return frozenset(p for p in paths if p in named or p.rpartition("/")[2] in named)


def _enter(listings: dict[str, dict[str, Kind]], path: str, kind: Kind) -> None:
    parent, _, name = path.rpartition("/")
    listings.setdefault(parent or ".", {})[name] = kind
    if kind is Kind.DIRECTORY:
        listings.setdefault(path, {})


class Edited(Struct, frozen=True):
    """A storage with some files written anew, as after a run."""

    below: Storage
    edits: Memory

    def listing(self, directory: str) -> Mapping[str, Kind]:
        return {**self.below.listing(directory), **self.edits.listing(directory)}

    def content(self, path: str) -> bytes | None:
        content = self.edits.content(path)
        return self.below.content(path) if content is None else content

    def size(self, path: str) -> int:
        return self.edits.size(path) if path in self.edits.contents else self.below.size(path)

    def target(self, path: str) -> str:
        return self.below.target(path)

    def history(self) -> History:
        return self.below.history()

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        return self.below.ignored(paths, dockerfile)
