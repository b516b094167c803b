"""What package managers keep of what they download, and how nothing of it stays in a layer."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from lambdafix.catalog.loading import load


class Cache(NamedTuple):
    """The commands of a manager that fill it, where it lies, and what empties it.

    `lists`: without it, a later install of the manager finds nothing.
    """

    fills: frozenset[str]
    places: tuple[str, ...]
    clean: str
    lists: bool


class PipCache(NamedTuple):
    """How pip is called, alone and by Python; the option that keeps no cache, how options begin
    that say what becomes of it, the variables that do so, and what reads or empties one."""

    program: re.Pattern[str]
    interpreter: re.Pattern[str]
    option: str
    told: tuple[str, ...]
    variables: tuple[str, ...]
    named: re.Pattern[str]


class Runs(NamedTuple):
    """What is found in a RUN that empties caches itself, installs from what was downloaded before,
    may install from lists, or brings those."""

    cleans: re.Pattern[str]
    from_cache: re.Pattern[str]
    from_lists: re.Pattern[str]
    updates: re.Pattern[str]


def cache_of(manager: str) -> Cache | None:
    """What a manager of OS packages leaves, by the name of its command; None: nothing is known."""
    entry = load("caches")["manager"].get(manager)
    if entry is None:
        return None
    places = tuple(entry["places"])
    return Cache(frozenset(entry["fills"]), places, entry["clean"], entry["lists"])


@cache
def pip_cache() -> PipCache:
    entry = load("caches")["pip"]
    return PipCache(
        re.compile(entry["program"]),
        re.compile(entry["interpreter"]),
        entry["option"],
        tuple(entry["told"]),
        tuple(entry["variables"]),
        re.compile(entry["named"]),
    )


@cache
def runs() -> Runs:
    entry = load("caches")["runs"]
    return Runs(*(re.compile(entry[name]) for name in Runs._fields))


@cache
def removing() -> frozenset[str]:
    """The words that are there to make a layer smaller: `npm prune`, `apt-get purge`, `rm`."""
    return frozenset(load("caches")["removing"]["words"])


def refreshes(manager: str, command: str) -> bool:
    """Whether a command only brings lists, or what is installed, up to date."""
    return f"{manager} {command}" in load("caches")["refreshing"]["commands"]
