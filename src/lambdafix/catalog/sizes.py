"""How large things are that a build brings: estimates, where neither files nor settings say."""

from __future__ import annotations

from collections.abc import Collection

from lambdafix.catalog.distributions import normalised
from lambdafix.catalog.loading import load


def distributions_size(names: Collection[str]) -> int:
    """The bytes of Python distributions once installed, without what they require."""
    table, other = load("sizes")["distribution"]["bytes"], load("sizes")["other"]["distribution"]
    return sum(int(table.get(normalised(name), other)) for name in names)


def os_packages_size(names: Collection[str]) -> int:
    return len(names) * int(load("sizes")["other"]["os_package"])


def image_part_size() -> int:
    """What a COPY takes of another image, or an ADD of an address."""
    return int(load("sizes")["other"]["image"])
