"""OS packages: their names on Amazon Linux 2023, build-only or run-time, the run-time half.

What the table does not hold is unknown, and never guessed: a codemod refuses and names the word.
The user's own table (`package_file.py`) stands over these; it is settled once for a run and asked
for in many places, so it stands in a context variable, which the run sets.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal, NamedTuple

from lambdafix.catalog.loading import Seen, Table, load

Manager = Literal["apt", "apk", "yum", "dnf"]
Kind = Literal["same", "renamed", "dropped", "unknown", "spal-only"]

# Where the names of a manager stand; what dnf is told may be written as yum has it.
_TABLES = {"apt": "apt", "apk": "apk", "yum": "yum", "dnf": "yum"}
_own: ContextVar[str] = ContextVar("_own", default="")


class Translation(NamedTuple):
    """What becomes of one package name.

    `names` are the packages to install instead (none where `dropped` or `unknown`); `why` says why
    a name is dropped, or what is known of one that cannot be had.
    """

    kind: Kind
    names: tuple[str, ...]
    why: str
    source: str
    seen: Seen


class Package(NamedTuple):
    """One package of Amazon Linux 2023."""

    name: str
    build_only: bool  # compilers, headers, build tools: nothing that a function needs when it runs
    runtime: tuple[str, ...] | None  # of a -devel package; None: not one, or not known
    present: bool  # part of the minimal image that the Lambda bases stand on
    commands: tuple[str, ...]
    source: str
    seen: Seen


@contextmanager
def known_packages(own: str) -> Iterator[None]:
    """Within it, the user's table, as `package_file.py` read it, counts first."""
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


def overlaid(table: str) -> Table:
    """A table of this package with the user's entries over it."""
    return _overlaid(table, _own.get())


def own_packages() -> Table:
    """The packages of the user's own table alone."""
    own: Table = _read_own(_own.get()).get("package", {})
    return own


def translate(name: str, from_manager: Manager, to_os: str = "AL2023") -> Translation:
    """What the package `name` of another package manager is on `to_os`.

    A version (`name=1.2`, `name-1.2`) never carries over: hand in the bare name.
    """
    if to_os != "AL2023":
        return _unknown(f"nothing is known of package names on {to_os}")
    table, section = overlaid("packages"), _TABLES[from_manager]
    entry = overlaid(section)[section].get(name)
    known = table["package"].get(name) if section == "yum" else None
    if known is not None and (entry is None or from_manager == "dnf"):
        return Translation(
            "same", (name,), "", _source(known, table["sources"]), Seen(known["seen"])
        )
    if entry is None:
        return _unknown(f"no source says what {name} is called on {to_os}")
    return _translation(name, entry, table["sources"])


def package(name: str) -> Package | None:
    """The package of that name on Amazon Linux 2023, or None where the table does not hold it."""
    return _package(name, _own.get())


def packages() -> Mapping[str, Package]:
    """Every package in the table by name."""
    every = {name: package(name) for name in overlaid("packages")["package"]}
    return {name: known for name, known in every.items() if known}


def conflict(name: str) -> str:
    """The package of the image with which one conflicts; empty where none is known to."""
    found: str = overlaid("packages")["conflicts"].get(name, {}).get("with", "")
    return found


def is_build_only(name: str) -> bool | None:
    """Whether nothing of a package is needed at run time; None where that is not known."""
    known = package(name)
    return known.build_only if known else None


def commands_of(names: Collection[str]) -> frozenset[str]:
    """The commands that packages bring, and their own names."""
    known = (package(name) for name in names)
    return frozenset((*names, *(c for each in known if each for c in each.commands)))


def runtime_half(name: str) -> tuple[str, ...] | None:
    """What must stay in the final image when a -devel package goes; None where it is not known.

    Parts that the base image has already are left out: openssl-devel leaves nothing to install.
    """
    known = package(name)
    if known is None or known.runtime is None:
        return None
    halves = ((half, package(half)) for half in known.runtime)
    return tuple(half for half, its in halves if its is None or not its.present)


@cache
def _read_own(own: str) -> Table:
    table: Table = json.loads(own) if own else {}
    return table


@cache
def _overlaid(table: str, own: str) -> Table:
    """The user's entry replaces that of the table whole: no `spal` is left beside his `to`."""
    below = load(table)
    added = {key: {**below[key], **new} for key, new in _read_own(own).items() if key in below}
    return {**below, **added}


@cache
def _package(name: str, own: str) -> Package | None:
    return _read(name, _overlaid("packages", own))


def _read(name: str, table: Table) -> Package | None:
    entry = table["package"].get(name)
    if entry is None:
        return None
    return Package(
        name=name,
        build_only=entry["build_only"],
        runtime=tuple(entry["runtime"]) if "runtime" in entry else None,
        present=entry.get("present", False),
        commands=tuple(entry.get("commands", ())),
        source=_source(entry, table["sources"]),
        seen=Seen(entry["seen"]),
    )


def _translation(name: str, entry: Table, sources: Table) -> Translation:
    source, seen = _source(entry, sources), Seen(entry["seen"])
    if "drop" in entry:
        return Translation("dropped", (), entry["drop"], source, seen)
    if "absent" in entry:
        return Translation("unknown", (), entry["absent"], source, seen)
    if "spal" in entry:
        why = "only the supplementary packages (SPAL) have it, without AWS support"
        return Translation("spal-only", tuple(entry["spal"]), why, source, seen)
    names = tuple(entry["to"])
    return Translation("same" if names == (name,) else "renamed", names, "", source, seen)


def _source(entry: Table, sources: Table) -> str:
    """The words behind a key of [sources]; a user's overlay may write its own words instead."""
    words: str = sources.get(entry["source"], entry["source"])
    return words


def _unknown(why: str) -> Translation:
    return Translation("unknown", (), why, "", Seen.BELIEVED)
