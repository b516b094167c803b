"""What a Python distribution puts where it is installed: import names, scripts, the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from lambdafix.catalog.loading import Seen, Table, load


class Distribution(NamedTuple):
    """One distribution, by its normalised name (PEP 503), and what it writes.

    `guessed` is true where the table does not know it: then `imports` is its name with `_` for `-`
    (what most distributions do) and the scripts are not known.
    """

    name: str
    imports: tuple[str, ...]
    other: tuple[str, ...]  # further entries at the top: numpy.libs, a .pth file
    scripts: tuple[str, ...] | None  # commands that land in bin; None: not known
    guessed: bool
    seen: Seen
    source: str
    data: bool = False  # files for sys.prefix (share, etc) that its code reads
    unread: bool = False  # files for sys.prefix that nothing of it reads: manual pages
    starts: bool = False  # a .pth file with code, which Python runs as it starts
    brings: tuple[str, ...] = ()  # of its own requirements, those that have or bring `data`

    @property
    def top_level(self) -> frozenset[str]:
        """Every name at the top of the target directory but the metadata and `bin`."""
        return frozenset(self.imports + self.other)


_COMMON = frozenset("benchmarks docs examples scripts test tests tools typings utils".split())


def normalised(name: str) -> str:
    """`PyYAML` and `ruamel.yaml` as an index writes them: pyyaml, ruamel-yaml (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def distribution(name: str, overlay: str | Table = "") -> Distribution:
    """What the distribution of that name (in any spelling, without extras) is known to write."""
    return _read(normalised(name), overlay) if overlay else _built_in(normalised(name))


def scripts(name: str) -> tuple[str, ...] | None:
    """The commands that a distribution brings, or None where that is not known."""
    return distribution(name).scripts


def outside(names: Collection[str]) -> frozenset[str]:
    """Of these required distributions, those that need more than their import packages in place.

    They, or what they require, have files for sys.prefix (nbconvert's templates) or a .pth file
    with code (pip-system-certs). An install with --target puts the files below its directory
    (pip 23.2.1, commands/install.py), and Python reads .pth files only in site directories
    (CPython 3.12, Lib/site.py). What nothing reads does not count. The names come back
    normalised. What the table does not know is not among them.
    """
    found = map(distribution, names)
    return frozenset(d.name for d in found if d.data or d.starts or d.brings)


def compiles_at_run_time(names: Collection[str] | None) -> bool:
    """Whether one of the distributions calls a compiler when the function runs."""
    table = load("distributions")["compiles_at_run_time"]
    return bool(names) and not frozenset(names or ()).isdisjoint(table["names"])


@cache
def known_imports() -> frozenset[str]:
    """Every import name in the table, less names that many sources have as well."""
    names = (
        n for entry in load("distributions")["distribution"].values() for n in entry["imports"]
    )
    return frozenset(names) - _COMMON


@cache
def known_scripts() -> frozenset[str]:
    """Every command that a distribution in the table brings, or may bring by its own name."""
    table = load("distributions")["distribution"]
    return frozenset((*table, *(s for entry in table.values() for s in entry.get("scripts", ()))))


@cache
def _built_in(name: str) -> Distribution:
    return _read(name, "")


def _read(name: str, overlay: str | Table) -> Distribution:
    entry = load("distributions", overlay)["distribution"].get(name)
    if entry is None:
        guess = (name.replace("-", "_"),)
        return Distribution(name, guess, (), None, True, Seen.BELIEVED, "the name itself")
    return Distribution(
        name=name,
        imports=tuple(entry["imports"]),
        other=tuple(entry.get("other", ())),
        scripts=tuple(entry.get("scripts", ())),
        guessed=False,
        seen=Seen(entry["seen"]),
        source=entry["source"],
        data=entry.get("data", False),
        unread=entry.get("unread", False),
        starts=entry.get("starts", False),
        brings=tuple(entry.get("brings", ())),
    )
