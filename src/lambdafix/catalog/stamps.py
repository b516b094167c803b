"""Names whose value differs from build to build, and what is there to renew layers."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache

from lambdafix.catalog.loading import load

# Stands for the name of a variable where an address is what renews the layers behind it.
RENEWED = "what an address brings anew"


def is_stamp(name: str) -> bool:
    """Whether a build argument by this name says of which commit or of which build an image is."""
    return name.upper() in _names("stamps") | _names("services")


def may_be_stamp(name: str) -> bool:
    """Whether the name is that of a version: a stamp, unless a step reads it."""
    return name.upper() in _names("versions")


def is_stamp_label(key: str) -> bool:
    """Whether a label by this key says of which commit or of which build an image is."""
    return key.lower() in _listed("labels", "keys")


def is_version_label(key: str) -> bool:
    """Whether a label by this key says which version an image has."""
    return key.lower() in _listed("labels", "versions")


def is_cache_buster(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in cache_busters())


@cache
def cache_busters() -> tuple[str, ...]:
    """Patterns of names that are there to make every RUN behind them run again."""
    patterns = sorted(_names("busters"))
    return (*patterns, *map(str.lower, patterns), RENEWED)


def is_renewed(address: str) -> bool:
    """Whether what an address brings differs from build to build, so that all behind it is new."""
    return any(re.search(pattern, address) for pattern in _listed("renewing", "addresses"))


def is_newest(address: str) -> bool:
    """Whether an address always names what is newest, whatever that is on the day."""
    return any(re.search(pattern, address) for pattern in _listed("newest", "addresses"))


def _names(group: str) -> frozenset[str]:
    return _listed(group, "names")


@cache
def _listed(group: str, key: str) -> frozenset[str]:
    return frozenset(load("stamps")[group][key])
