"""How large things are that a build brings: estimates, where neither files nor settings say."""

from __future__ import annotations

from collections.abc import Collection

from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.distributions import normalised
from lambdafix.catalog.loading import load


def distributions_size(names: Collection[str]) -> int:
    """The bytes of Python distributions once installed, without what they require."""
    table, other = load("sizes")["distribution"]["bytes"], load("sizes")["other"]["distribution"]
    return sum(int(table.get(normalised(name), other)) for name in names)


def typical_size(what: str) -> int:
    """One number for all of a kind: `os_package`; `install` of distributions that are not known;
    `image`, a part of another image or what an ADD fetches; `file`; `run`, what any other RUN
    fetches."""
    return int(load("sizes")["other"][what])


def install_size(tool: str, names: Collection[str]) -> int:
    """The bytes of all that an install of these distributions leaves, with what they require."""
    table = load("sizes")["install"]
    family = next((name for name in table if tool in package_managers(name)), "other")
    return max(int(table[family]["bytes"]), distributions_size(names))
