"""What ECR and SAM do with layers and repositories, as sentences with their sources."""

from __future__ import annotations

import re
from typing import NamedTuple

from lambdafix.catalog.loading import Seen, load


class Statement(NamedTuple):
    """A sentence without its full stop; where it was read, and how well it is known."""

    says: str
    seen: Seen
    source: str


def fact(name: str) -> Statement:
    """What holds of every registry that functions are pushed to."""
    return _statement(load("registry")["fact"][name])


def choice(way: str) -> list[Statement]:
    """What speaks for, and what binds, one way to store a layer once: `repository`, `mounting`."""
    return [_statement(row) for row in load("registry")["choice"] if row["way"] == way]


def base_bytes(family: str, version: str) -> int | None:
    """Compressed bytes of an AWS base image; of a version that is not in the table, the nearest of
    its family; None for a family that is not in it."""
    table = load("registry")["base"]["bytes"]
    own = table.get(f"{family}:{version}")
    if own is None:
        others = [size for name, size in table.items() if name.startswith(f"{family}:")]
        own = min(others, default=None)
    return None if own is None else int(own)


def is_companion(address: str) -> bool:
    """Whether SAM made a repository by itself, and will delete it by itself."""
    return re.search(load("registry")["sam"]["companion"]["pattern"], address) is not None


def _statement(row: dict[str, str]) -> Statement:
    return Statement(row["says"], Seen(row["seen"]), row["source"])
