"""Bytes to text and back: encoding, byte order mark, atomic writing."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path

from msgspec import Struct

from lambdafix.errors import UnreadableFile

_ANSWERS = {
    errno.ENOENT: ("there is no such file", "Check the path."),
    errno.ENOTDIR: ("a part of the path is not a directory", "Check the path."),
    errno.EISDIR: ("is a directory, not a Dockerfile", "Name the file in it."),
    errno.EACCES: ("permission denied", "Give yourself the right, or run as its owner."),
    errno.EPERM: ("permission denied", "Give yourself the right, or run as its owner."),
    errno.ELOOP: ("the links lead in a circle", "Make one of them point at a file."),
    errno.EROFS: ("the file system is read-only", "Work on a copy elsewhere."),
    errno.ENOSPC: ("no space is left on the device", "Make room, then run lambdafix again."),
    errno.ENAMETOOLONG: ("the path is too long", "Check the path."),
}


class Source(Struct, frozen=True):
    """A Dockerfile as it came: where from, its text without a byte order mark, whether it has one.

    Newlines are as they are in the file.
    """

    path: str
    text: str
    bom: bool = False

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Source:
        """The file at `path`; raises UnreadableFile."""
        try:
            raw = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
        return cls.decode(raw, os.fspath(path))

    @classmethod
    def of(cls, text: str, path: str = "<stdin>") -> Source:
        """A text that is at hand already."""
        return cls(path, text.removeprefix("\ufeff"), text.startswith("\ufeff"))

    @classmethod
    def decode(cls, raw: bytes, path: str = "<stdin>") -> Source:
        """UTF-8, with a byte order mark or without; raises UnreadableFile for anything else."""
        hint = "Save it as UTF-8."
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableFile(f"{path}: this is UTF-16, not UTF-8", hint)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            where = _place(raw, error.start)
            raise UnreadableFile(f"{path}: not UTF-8 at {where}", hint) from error
        if (nul := raw.find(0)) >= 0:
            where = _place(raw, nul)
            raise UnreadableFile(
                f"{path}: a binary file, with a NUL byte at {where}", "Name a Dockerfile."
            )
        return cls.of(text, path)

    def encoded(self, text: str) -> bytes:
        """`text` as bytes for this file: with its byte order mark if it has one."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode("utf-8")


def _place(raw: bytes, offset: int) -> str:
    line = raw.count(b"\n", 0, offset) + 1
    return f"line {line} (byte {offset}: 0x{raw[offset]:02x})"


def unreadable(path: str | os.PathLike[str], error: OSError | ValueError) -> UnreadableFile:
    """What the system says of a file, in words that tell what to do."""
    number = error.errno if isinstance(error, OSError) else None
    words, hint = _ANSWERS.get(number or 0, (getattr(error, "strerror", None) or str(error), ""))
    return UnreadableFile(f"{os.fspath(path)}: {words}", hint)


def write(path: str | os.PathLike[str], data: bytes, root: str | os.PathLike[str]) -> None:
    """Put `data` into the file at `path`, whole or not at all; raises UnreadableFile.

    A link is followed to its target, which must lie under `root`. Mode and, where the system lets
    us, owner stay. A file that is not there yet is made.
    """
    from lambdafix.syntax.atomic import replacing  # most runs write nothing

    try:
        target = _target(path, root)
        with replacing(target, _writable(target, path)) as file:
            file.write(data)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def _target(path: str | os.PathLike[str], root: str | os.PathLike[str]) -> Path:
    """Where the bytes go: `path` with every link followed."""
    given = Path(path)
    target = _resolved(given) if os.path.lexists(given) else _resolved(given.parent) / given.name
    base = _resolved(root)
    if not target.is_relative_to(base):
        raise UnreadableFile(
            f"{given}: its target {target} lies outside of {base}; nothing was written",
            "Name the target itself if it is meant.",
        )
    return target


def _resolved(path: str | os.PathLike[str]) -> Path:
    """Every link followed; Path.resolve raises RuntimeError for a circle before Python 3.13."""
    return Path(os.path.realpath(path, strict=True))


def _writable(target: Path, path: str | os.PathLike[str]) -> os.stat_result | None:
    """What is known of the file that will be replaced; None for a new one."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "", os.fspath(target))
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(f"{os.fspath(path)}: not a regular file; nothing was written")
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise UnreadableFile(
            f"{os.fspath(path)}: the file is read-only; nothing was written",
            f"chmod u+w {os.fspath(path)}",
        )
    return status
