"""Typical bytes of what a RUN leaves, where no image says how many they are."""

from __future__ import annotations

from lambdafix.catalog.loading import load


def typical(kind: str) -> int:
    """Bytes of one piece of this kind: `os-package`, `file`, `image`, `other`."""
    size: int = load("layer_sizes")["kinds"][kind]["bytes"]
    return size


def dependencies(tool: str) -> int:
    """Bytes of all that one install of a language's package manager leaves."""
    table = load("layer_sizes")["dependencies"]
    found = next((entry for entry in table.values() if tool in entry["tools"]), None)
    size: int = (found or table["other"])["bytes"]
    return size
