"""A package that an image has, by what its package manager wrote down."""

from __future__ import annotations

from typing import NamedTuple


class Package(NamedTuple):
    """`kind` is pip, npm, gem, rpm, dpkg or apk; `layer` is the number of the layer that has it.

    `needs` and `gives` are names of OS packages or capabilities; empty for the others.
    """

    kind: str
    name: str
    version: str
    path: str
    layer: int
    needs: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()

    @property
    def of_system(self) -> bool:
        return self.kind in ("rpm", "dpkg", "apk")
