"""Bytes of a blob on their way: a part of a file, unpacked, counted and digested."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from typing import Protocol

from lambdafix.errors import UnreadableImage

CHUNK = 2**18
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Window(io.RawIOBase):
    """A part of a file, as a file of its own; several can be read in turns."""

    def __init__(self, descriptor: int, offset: int, size: int) -> None:
        self._descriptor, self._offset, self._size = descriptor, offset, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        wanted = max(0, min(len(view), self._size - self._at))
        got = os.pread(self._descriptor, wanted, self._offset + self._at)
        view[: len(got)] = got
        self._at += len(got)
        return len(got)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class Metered(io.RawIOBase):
    """What is read through it is counted and digested; more than `limit` bytes are an error.

    `name` says in errors what is read. After `drain()`, `digest` is that of all of it.
    """

    def __init__(self, source: _Source, name: str, limit: int) -> None:
        self._source, self._name, self._limit = source, name, limit
        self._hash = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            got = self._source.read(len(view)) or b""
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UnreadableImage(
                f"{self._name}: broken or cut compressed data: {error}"
            ) from error
        except OSError as error:
            raise UnreadableImage(f"{self._name}: cannot be read: {error}") from error
        self.count += len(got)
        if self.count > self._limit:
            raise UnreadableImage(
                f"{self._name}: unpacks to more than {self._limit:,} bytes",
                "Lambda takes images of up to 10 GB; a file that grows so much is taken for a bomb",
            )
        self._hash.update(got)
        view[: len(got)] = got
        return len(got)

    def drain(self) -> None:
        while self.read(CHUNK):
            pass

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def compression(start: bytes) -> str:
    """`gzip`, `zstd` or `none`, by the first bytes: as engines do, whatever the media type says."""
    return "gzip" if start[:2] == _GZIP else "zstd" if start[:4] == _ZSTD else "none"


def unpacking(kind: str, stored: io.RawIOBase) -> _Source:
    """The stored bytes, unpacked as they are read."""
    if kind == "gzip":
        return gzip.GzipFile(fileobj=io.BufferedReader(stored, CHUNK), mode="rb")
    if kind == "zstd":
        from lambdafix.verify.archive.zstd import unpacking as unpacking_zstd

        return unpacking_zstd(stored)
    return stored
