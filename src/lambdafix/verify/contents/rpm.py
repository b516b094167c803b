"""The rpm database as Amazon Linux 2023 has it: a SQLite file with one header for each package.

A header is two big-endian numbers (entries, bytes of data), then for each entry tag, type, offset
and count, then the data (rpm.org, "Package format", "Header"; tags from rpmtag.h). Read with what
Python has, so that no rpm is needed. Berkeley DB (Amazon Linux 2) is not read.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator

from lambdafix.errors import UnreadableImage

PATHS = ("/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite")
UNREAD = ("/var/lib/rpm/Packages", "/usr/lib/sysimage/rpm/Packages.db")

_NAME, _VERSION, _RELEASE = 1000, 1001, 1002
_PROVIDES, _REQUIRES, _BASENAMES, _DIRINDEXES, _DIRNAMES = 1047, 1049, 1117, 1116, 1118
_STRING, _TEXTS = 6, (6, 8, 9)
_INT32 = 4
_Header = dict[int, list[str]]  # the values of each tag
_ENTRIES, _DATA = 2**16, 2**26  # a header of the kernel package has 1 % of that


def read(content: bytes) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    """Name, version-release, what it needs and what it gives, of each package."""
    database = sqlite3.connect(":memory:")
    try:
        # Rollback instead of write-ahead log: the log is a file of its own and not here.
        database.deserialize(content[:18] + b"\x01\x01" + content[20:])
        database.execute("PRAGMA trusted_schema = OFF")
        for (blob,) in database.execute("SELECT blob FROM Packages"):
            yield _package(blob)
    except (sqlite3.Error, struct.error, IndexError, TypeError, OverflowError) as error:
        raise UnreadableImage(f"the rpm database is broken: {error}") from error
    finally:
        database.close()


def _package(blob: bytes) -> tuple[str, str, frozenset[str], frozenset[str]]:
    header = _header(blob)
    name = _first(header, _NAME)
    release = _first(header, _RELEASE)
    version = "-".join(filter(None, (_first(header, _VERSION), release)))
    gives = {name, *header.get(_PROVIDES, ()), *_files(header)}
    return name, version, frozenset(header.get(_REQUIRES, ())), frozenset(gives)


def _header(blob: bytes) -> _Header:
    entries, size = struct.unpack_from(">II", blob)
    if entries > _ENTRIES or size > _DATA:
        raise IndexError("a header that is too large")
    data = blob[8 + 16 * entries :]
    found: _Header = {}
    for number in range(entries):
        tag, kind, offset, count = struct.unpack_from(">IIII", blob, 8 + 16 * number)
        if kind in _TEXTS:
            found[tag] = _texts(data, offset, 1 if kind == _STRING else count)
        elif kind == _INT32 and tag == _DIRINDEXES:
            found[tag] = [*map(str, struct.unpack_from(f">{count}I", data, offset))]
    return found


def _texts(data: bytes, offset: int, count: int) -> list[str]:
    texts = []
    for _ in range(count):
        end = data.find(b"\0", offset)
        if end < 0:
            raise IndexError("a text without an end")
        texts.append(data[offset:end].decode("utf-8", "replace"))
        offset = end + 1
    return texts


def _files(header: _Header) -> Iterator[str]:
    """Packages may need files: `/bin/sh`."""
    directories, at = header.get(_DIRNAMES, []), header.get(_DIRINDEXES, [])
    for name, number in zip(header.get(_BASENAMES, ()), at, strict=False):
        yield f"{directories[int(number)]}{name}"


def _first(header: _Header, tag: int) -> str:
    values = header.get(tag)
    return values[0] if values else ""
