"""The files within an archive, by name: read once for where they lie, then each on its own."""

from __future__ import annotations

import io
import os
import posixpath
from pathlib import Path

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.streams import CHUNK, Window, compression
from lambdafix.verify.archive.tar import Kind, entries

_LINKS = 8  # that may lead to one another


class Members:
    """The members of an open archive. `docker save` once linked equal layers to one another."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path, self._limits = path, limits
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        try:
            self._file = Path(path).open("rb")  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise UnreadableImage(f"{path}: {_why(error)}") from error
        try:
            self._read()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._places)

    def size(self, name: str) -> int:
        return self._place(name)[1]

    def window(self, name: str) -> Window:
        """The bytes of a member, to read and to seek in."""
        offset, size = self._place(name)
        return Window(self._file.fileno(), offset, size)

    def document(self, name: str) -> bytes:
        """A member that is read whole: a manifest, an index, a config."""
        offset, size = self._place(name)
        if size > self._limits.document:
            raise UnreadableImage(f"{self.path}: {name}: {size:,} bytes are no such document")
        return os.pread(self._file.fileno(), size, offset)

    def _place(self, name: str) -> tuple[int, int]:
        place = self._found(name)
        if place is None:
            raise UnreadableImage(
                f"{self.path}: {name} is not in the archive",
                "the archive is cut off, or holds only a part of the image",
            )
        return place

    def _found(self, name: str) -> tuple[int, int] | None:
        for _ in range(_LINKS):
            if name not in self._links:
                return self._places.get(name)
            name = self._target(name, self._links[name])
        return None

    def _read(self) -> None:
        start = os.pread(self._file.fileno(), 512, 0)
        if not start:
            raise UnreadableImage(f"{self.path}: empty file")
        if (packed := compression(start)) != "none":
            raise UnreadableImage(
                f"{self.path}: packed with {packed}",
                f"unpack it first: {'gunzip' if packed == 'gzip' else 'zstd -d'}",
            )
        total = os.fstat(self._file.fileno()).st_size
        whole = Window(self._file.fileno(), 0, total)
        stream = io.BufferedReader(whole, CHUNK // 16)
        for entry, content in entries(stream, self.path, self._limits, seek=True):
            if entry.kind is Kind.FILE:
                offset = stream.tell()
                if offset + content.left > total:
                    raise UnreadableImage(f"{self.path}: cut off within {entry.path}")
                self._links.pop(entry.path, None)
                self._places[entry.path] = (offset, content.left)
            elif entry.kind in (Kind.SYMLINK, Kind.HARD_LINK):
                beside = posixpath.dirname(entry.path) if entry.kind is Kind.SYMLINK else ""
                self._links[entry.path] = posixpath.normpath(posixpath.join(beside, entry.target))

    def _target(self, path: str, joined: str) -> str:
        """Where a link leads that is read; a tar of something else may have others."""
        if joined.startswith(("/", "../")) or joined == "..":
            raise UnreadableImage(f"{self.path}: {path} is a link that leads out of the archive")
        return joined


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
