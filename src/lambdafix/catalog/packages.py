"""OS packages: their names on Amazon Linux 2023, build-only or run-time, the run-time half.

What the table does not hold is unknown, and never guessed: a codemod refuses and names the word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Literal, NamedTuple

from lambdafix.catalog.loading import Seen, Table, load

Manager = Literal["apt", "apk", "yum", "dnf"]
Kind = Literal["same", "renamed", "dropped", "unknown", "spal-only"]

_RENAMED = frozenset({"apt", "apk", "yum"})  # managers with a table of other names; dnf has none


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


def translate(
    name: str, from_manager: Manager, to_os: str = "AL2023", overlay: str | Table = ""
) -> Translation:
    """What the package `name` of another package manager is on `to_os`.

    A version (`name=1.2`, `name-1.2`) never carries over: hand in the bare name.
    """
    if to_os != "AL2023":
        return _unknown(f"nothing is known of package names on {to_os}")
    table = load("packages", overlay)
    if from_manager in _RENAMED:
        entry = load(from_manager, overlay)[from_manager].get(name)
        if entry is not None:
            return _translation(name, entry, table["sources"])
    known = table["package"].get(name) if from_manager in ("yum", "dnf") else None
    if known is None:
        return _unknown(f"no source says what {name} is called on {to_os}")
    return Translation("same", (name,), "", table["sources"][known["source"]], Seen(known["seen"]))


def package(name: str, overlay: str | Table = "") -> Package | None:
    """The package of that name on Amazon Linux 2023, or None where the table does not hold it."""
    return _read(name, load("packages", overlay)) if overlay else _built_in(name)


def packages(overlay: str | Table = "") -> Mapping[str, Package]:
    """Every package in the table by name; `overlay` adds or corrects entries."""
    every = {name: package(name, overlay) for name in load("packages", overlay)["package"]}
    return {name: known for name, known in every.items() if known}


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
def _built_in(name: str) -> Package | None:
    return _read(name, load("packages"))


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
