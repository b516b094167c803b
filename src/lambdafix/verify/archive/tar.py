"""The entries of a tar, one after another, from a stream that is read once.

The standard library decodes the header blocks; it does not walk the archive, because it keeps every
entry and takes an extended header of any size into memory.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.streams import CHUNK

_BLOCK = 512
_LONG = {tarfile.GNUTYPE_LONGNAME: "path", tarfile.GNUTYPE_LONGLINK: "linkpath"}
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)


class Kind(Enum):
    """What a path of an image is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARD_LINK = "hard link"
    DEVICE = "device"
    FIFO = "fifo"


_KINDS = {
    tarfile.REGTYPE: Kind.FILE,
    tarfile.AREGTYPE: Kind.FILE,
    tarfile.CONTTYPE: Kind.FILE,
    tarfile.DIRTYPE: Kind.DIRECTORY,
    tarfile.SYMTYPE: Kind.SYMLINK,
    tarfile.LNKTYPE: Kind.HARD_LINK,
    tarfile.CHRTYPE: Kind.DEVICE,
    tarfile.BLKTYPE: Kind.DEVICE,
    tarfile.FIFOTYPE: Kind.FIFO,
}


class Entry(NamedTuple):
    """One entry. `path` has neither a leading slash nor `.` (the root itself is ""); `size` are
    bytes; `target` is what a link names, as written; bytes that are not UTF-8 are surrogates."""

    path: str
    kind: Kind
    mode: int
    uid: int
    gid: int
    size: int
    target: str


class Content(Struct):
    """The bytes of an entry; what is not read before the next entry is passed over."""

    _stream: io.BufferedIOBase
    _name: str
    left: int

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        got = self._stream.read(wanted)
        if len(got) < wanted:
            raise cut(self._name)
        self.left -= len(got)
        return got

    def chunks(self) -> Iterator[bytes]:
        while self.left:
            yield self.read(CHUNK)


def cut(name: str) -> UnreadableImage:
    return UnreadableImage(f"{name}: ends in the middle of an entry: the file is cut off")


def entries(
    stream: io.BufferedIOBase, name: str, limits: Limits, *, seek: bool = False
) -> Iterator[tuple[Entry, Content]]:
    """Every entry of a tar in its order; `name` says in errors what is read.

    `seek`: pass over content without reading it. Ends at the end mark, or where no byte is left.
    """
    shared: dict[str, str] = {}
    own: dict[str, str] = {}
    seen = 0
    while header := _header(stream, name):
        seen += 1
        if seen > limits.entries:
            raise UnreadableImage(f"{name}: more than {limits.entries:,} entries")
        if header.type in _LONG:
            own[_LONG[header.type]] = _text(_extended(stream, header, name, limits).split(b"\0")[0])
            continue
        if header.type in _PAX:
            own |= _pax(_extended(stream, header, name, limits), name)
            continue
        if header.type == tarfile.XGLTYPE:
            shared |= _pax(_extended(stream, header, name, limits), name)
            continue
        entry = _entry(header, shared | own, name, limits)
        own = {}
        content = Content(stream, name, entry.size)
        yield entry, content
        _pass(stream, content.left, name, seek)
        _pass(stream, -entry.size % _BLOCK, name, seek)


def _header(stream: io.BufferedIOBase, name: str) -> tarfile.TarInfo | None:
    block = stream.read(_BLOCK)
    if not block.strip(b"\0"):
        return None
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise UnreadableImage(f"{name}: not a tar, or a broken one: {error}") from error
    if header.size < 0:
        raise UnreadableImage(f"{name}: an entry of less than no bytes")
    return header


def _extended(
    stream: io.BufferedIOBase, header: tarfile.TarInfo, name: str, limits: Limits
) -> bytes:
    if header.size > limits.headers:
        raise UnreadableImage(f"{name}: an extended header of {header.size:,} bytes")
    content = stream.read(header.size)
    if len(content) < header.size:
        raise cut(name)
    _pass(stream, -header.size % _BLOCK, name, seek=False)
    return content


def _pax(content: bytes, name: str) -> dict[str, str]:
    """The records of a pax header: `LENGTH KEY=VALUE\\n`, the length counting all of it."""
    records = {}
    while content.strip(b"\0"):
        digits, _, _ = content.partition(b" ")
        length = int(digits) if digits.isdigit() and len(digits) < 10 else 0
        key, equals, value = content[len(digits) + 1 : length].partition(b"=")
        if not equals or not value.endswith(b"\n"):
            raise UnreadableImage(f"{name}: a broken pax header")
        records[_text(key)] = _text(value[:-1])
        content = content[length:]
    return records


def _entry(
    header: tarfile.TarInfo, extended: Mapping[str, str], name: str, limits: Limits
) -> Entry:
    raw = extended.get("path", header.name)
    path = inside(raw, name, limits)
    kind = _KINDS.get(header.type)
    if kind is None or any(key.startswith("GNU.sparse") for key in extended):
        raise UnreadableImage(f"{name}: {raw!r} is of a type that no engine takes")
    if kind is Kind.FILE and raw.endswith("/"):
        kind = Kind.DIRECTORY
    target = extended.get("linkpath", header.linkname)
    if len(target) > limits.path or "\0" in target:
        raise UnreadableImage(f"{name}: {raw!r} links to what cannot be a path")
    size = _number(extended.get("size"), header.size, name) if kind is Kind.FILE else 0
    uid = _number(extended.get("uid"), header.uid, name)
    gid = _number(extended.get("gid"), header.gid, name)
    return Entry(path, kind, header.mode & 0o7777, uid, gid, size, target)


def inside(path: str, name: str, limits: Limits) -> str:
    """The path from the root of the tar. A leading slash is that root, as engines take it."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise UnreadableImage(f"{name}: {path!r} leads out of the image")
    if len(path) > limits.path or len(parts) > limits.depth or "\0" in path:
        raise UnreadableImage(f"{name}: {path[:80]!r}... is no path that Linux takes")
    return "/".join(parts)


def _number(text: str | None, otherwise: int, name: str) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal() or len(text) > 18:
        raise UnreadableImage(f"{name}: {text[:40]!r} in a pax header is no number")
    return int(text)


def _pass(stream: io.BufferedIOBase, size: int, name: str, seek: bool) -> None:
    if seek and size > CHUNK:
        stream.seek(size - 1, io.SEEK_CUR)
        size = 1
    while size:
        got = len(stream.read(min(size, CHUNK)))
        if not got:
            raise cut(name)
        size -= got


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
