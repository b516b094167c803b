"""The files of a tree as the readers of infrastructure see them: each read once, paths resolved."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from lambdafix.context.infrastructure.uses import Finding, Place, Unresolved
from lambdafix.regex import regex

MOST_BYTES = 1_000_000  # CloudFormation takes no larger template


class Unreadable(Exception):
    """A file is not what its name says; `line` is where (0: not known)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Tree(Struct, frozen=True, eq=False):
    """A directory with what is read of it; `files` are absolute paths, sorted.

    `old` are contents that count in place of those on the disk.
    """

    root: str
    files: Sequence[str]
    old: Mapping[str, bytes] = {}
    _texts: dict[str, str] = field(default_factory=dict)
    _directories: dict[str, list[str]] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """A file's text; raises Unreadable."""
        if path not in self._texts:
            content = self.content(path)
            if content is None:
                raise Unreadable("cannot be read")
            if len(content) > MOST_BYTES:
                raise Unreadable(f"larger than {MOST_BYTES // 1_000_000} MB: not read")
            try:
                self._texts[path] = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                raise Unreadable("not UTF-8", line) from error
        return self._texts[path]

    def content(self, path: str) -> bytes | None:
        """A file's first bytes, one more than are read at most; None if there is none."""
        return self.old[path] if path in self.old else content_of(path)

    def beside(self, path: str, suffix: str) -> list[str]:
        """The files of a file's directory whose names end so."""
        if not self._directories:
            for name in self.files:
                self._directories.setdefault(os.path.dirname(name), []).append(name)
        beside = self._directories.get(os.path.dirname(path), ())
        return [name for name in beside if name.endswith(suffix)]


Read = Callable[[str, Tree], Iterable[Finding]]


def each(read: Read, paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """`read` for each file; one that cannot be read is a finding, and the others go on."""
    for path in paths:
        try:
            yield from list(read(path, tree))
        except Unreadable as error:
            yield Unresolved(Place(path, error.line), error.message)
        except RecursionError:
            yield Unresolved(Place(path, 0), "nested too deeply to be read")


def content_of(path: str) -> bytes | None:
    """A regular file's first bytes, one more than are read at most; None if there is none."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None  # opening a pipe would wait for ever
        with open(path, "rb", buffering=0) as file:  # in one go, for there are thousands
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return None


def below(directory: str, *parts: str) -> str:
    """A clean absolute path; an absolute part starts anew."""
    return os.path.normpath(os.path.join(directory, *parts))


def line_at(text: str, offset: int) -> int:
    """The line, 1 the first, of a place in a text."""
    return text.count("\n", 0, offset) + 1


_REMOTE = regex(r"^(?:\w+://|git@|github\.com/|-$)")


def is_remote(word: str) -> bool:
    """Whether a build context is no directory: a repository, an archive, standard input."""
    return _REMOTE.match(word) is not None
