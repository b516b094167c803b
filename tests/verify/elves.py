"""ELF files written by hand: no compiler, only what a loader looks at."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

X86_64, AARCH64 = 62, 183
_NULL, _NEEDED, _STRTAB, _STRSZ, _SONAME, _RPATH, _RUNPATH = 0, 1, 5, 10, 14, 15, 29
_HEADER, _PROGRAM, _SECTION = 64, 56, 64
_STRINGS, _VERNEED, _VERDEF = 3, 0x6FFFFFFE, 0x6FFFFFFD


class _Strings:
    def __init__(self) -> None:
        self.data = b"\0"

    def at(self, text: str) -> int:
        offset = len(self.data)
        self.data += text.encode() + b"\0"
        return offset


def shared_object(
    needed: Sequence[str] = (),
    *,
    soname: str = "",
    rpath: str = "",
    runpath: str = "",
    asks: Mapping[str, Sequence[str]] = {},
    defines: Sequence[str] = (),
    interpreter: str = "",
    machine: int = X86_64,
    weak: bool = False,
) -> bytes:
    """A 64-bit little-endian file. `asks`: symbol versions by library; `weak`: may be missing."""
    strings = _Strings()
    tags = [(_NEEDED, strings.at(name)) for name in needed]
    named = ((_SONAME, soname), (_RPATH, rpath), (_RUNPATH, runpath))
    tags += [(tag, strings.at(text)) for tag, text in named if text]
    verneed = _verneed(asks, strings, weak)
    verdef = _verdef(defines, strings)
    programs = 3 if interpreter else 2
    body = _HEADER + programs * _PROGRAM
    places, data = [], b""
    interp = interpreter.encode() + b"\0"
    size = (len(tags) + 3) * 16
    for part in (interp, bytes(size), strings.data, verneed, verdef):
        places.append(body + len(data))
        data += part + bytes(-len(part) % 8)
    tags += [(_STRTAB, places[2]), (_STRSZ, len(strings.data)), (_NULL, 0)]
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags)
    data = data[: places[1] - body] + dynamic + data[places[1] - body + size :]
    end = body + len(data)
    header = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack(
            "<HHIQQQIHHHHHH",
            3,
            machine,
            1,
            0,
            _HEADER,
            end,
            0,
            64,
            _PROGRAM,
            programs,
            _SECTION,
            5,
            0,
        )
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, end, end, 4096)
    dyn = struct.pack("<IIQQQQQQ", 2, 6, places[1], places[1], places[1], size, size, 8)
    loader = struct.pack("<IIQQQQQQ", 3, 4, *[places[0]] * 3, len(interp), len(interp), 1)
    sections = b"".join(
        (
            bytes(_SECTION),
            _section(_STRINGS, places[2], len(strings.data), 0, 0),
            _section(6, places[1], size, 1, 0, 16),
            _section(_VERNEED, places[3], len(verneed), 1, len(asks)),
            _section(_VERDEF, places[4], len(verdef), 1, len(defines)),
        )
    )
    return header + load + dyn + (loader if interpreter else b"") + data + sections


def _section(kind: int, offset: int, size: int, link: int, info: int, entry: int = 0) -> bytes:
    kind = kind if size else 0
    return struct.pack("<IIQQQQIIQQ", 0, kind, 2, offset, offset, size, link, info, 8, entry)


def _verneed(asks: Mapping[str, Sequence[str]], strings: _Strings, weak: bool) -> bytes:
    data = b""
    for number, (library, versions) in enumerate(asks.items(), 1):
        following = 0 if number == len(asks) else 16 * (1 + len(versions))
        data += struct.pack("<HHIII", 1, len(versions), strings.at(library), 16, following)
        for place, version in enumerate(versions, 1):
            more = 0 if place == len(versions) else 16
            data += struct.pack("<IHHII", 0, 2 if weak else 0, place, strings.at(version), more)
    return data


def _verdef(defines: Sequence[str], strings: _Strings) -> bytes:
    data = b""
    for number, version in enumerate(defines, 1):
        following = 0 if number == len(defines) else 28
        data += struct.pack("<HHHHIII", 1, 0, number, 1, 0, 20, following)
        data += struct.pack("<II", strings.at(version), 0)
    return data
