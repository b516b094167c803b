"""What an ELF file needs of others and gives to them.            [the only user of pyelftools]"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import count
from typing import Any, BinaryIO

from msgspec import Struct, field

MAGIC = b"\x7fELF"
_SEGMENTS, _TAGS, _VERSIONS = 4096, 20_000, 20_000  # more is no file that a loader would take
_WEAK = 2  # VER_FLG_WEAK: may be missing


class Binary(Struct, frozen=True):
    """A program or a shared library, as its loader sees it.

    `abi` is machine, class and byte order; what is loaded together has the same. `versions` are
    those it asks of each library, `defines` those it has.
    """

    abi: tuple[str, int, bool]
    interpreter: str = ""
    soname: str = ""
    needed: tuple[str, ...] = ()
    rpath: tuple[str, ...] = ()
    runpath: tuple[str, ...] = ()
    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    defines: frozenset[str] = frozenset()


def read(stream: BinaryIO) -> Binary | None:
    """None for what no loader loads: an object file, a broken file, a program without libraries."""
    from elftools.common.exceptions import ELFError
    from elftools.construct import ConstructError
    from elftools.elf.elffile import ELFFile

    try:
        file = ELFFile(stream)
        if file["e_type"] not in ("ET_DYN", "ET_EXEC") or file.num_segments() > _SEGMENTS:
            return None
        return _binary(file)
    except (ELFError, ConstructError, ArithmeticError, LookupError, TypeError, ValueError):
        return None
    except (AssertionError, AttributeError, MemoryError, OSError, RecursionError):
        return None  # pyelftools on headers that contradict one another


def _binary(file: Any) -> Binary | None:
    interpreter, texts = "", {}
    dynamic = False
    for segment in file.iter_segments():
        if segment["p_type"] == "PT_INTERP":
            interpreter = segment.get_interp_name()
        elif segment["p_type"] == "PT_DYNAMIC":
            dynamic = True
            texts = _dynamic(segment)
    if not dynamic:
        return None
    versions, defines = _versions(file)
    return Binary(
        abi=(file["e_machine"], file.elfclass, file.little_endian),
        interpreter=interpreter,
        soname=(*texts.get("soname", ()), "")[0],
        needed=tuple(texts.get("needed", ())),
        rpath=_directories(texts.get("rpath", ())),
        runpath=_directories(texts.get("runpath", ())),
        versions=versions,
        defines=defines,
    )


def _dynamic(segment: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, tag in enumerate(segment.iter_tags()):
        if number > _TAGS:
            raise ValueError("no loader takes so many")
        name = str(tag.entry.d_tag).removeprefix("DT_").lower()
        if name in ("needed", "soname", "rpath", "runpath"):
            found.setdefault(name, []).append(str(getattr(tag, name)))
    return found


def _directories(texts: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(part for text in texts for part in text.split(":") if part)


def _versions(file: Any) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    asked: dict[str, set[str]] = defaultdict(set)
    defined: set[str] = set()
    seen = count(1)
    for section in file.iter_sections("SHT_GNU_verneed"):
        for library, versions in section.iter_versions():
            for version in versions:
                if next(seen) > _VERSIONS:
                    raise ValueError("no linker writes so many")
                if not version["vna_flags"] & _WEAK:
                    asked[str(library.name)].add(str(version.name))
    for section in file.iter_sections("SHT_GNU_verdef"):
        for _, names in section.iter_versions():
            if next(seen) > _VERSIONS:
                raise ValueError("no linker writes so many")
            defined.add(str(next(iter(names)).name))
    return {name: frozenset(versions) for name, versions in asked.items()}, frozenset(defined)
