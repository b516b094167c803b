"""What package managers keep of what they download, and how nothing of it stays in a layer."""

from __future__ import annotations

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
    """The option that keeps none, the variables that stand for it, and a regular expression for
    what reads or empties one."""

    option: str
    variables: tuple[str, ...]
    named: str


def cache_of(manager: str) -> Cache | None:
    """What a manager of OS packages leaves, by the name of its command; None: nothing is known."""
    entry = load("caches")["manager"].get(manager)
    if entry is None:
        return None
    places = tuple(entry["places"])
    return Cache(frozenset(entry["fills"]), places, entry["clean"], entry["lists"])


def pip_cache() -> PipCache:
    entry = load("caches")["pip"]
    return PipCache(entry["option"], tuple(entry["variables"]), entry["named"])


def refreshes(manager: str, command: str) -> bool:
    """Whether a command only brings lists, or what is installed, up to date."""
    return f"{manager} {command}" in load("caches")["refreshing"]["commands"]
