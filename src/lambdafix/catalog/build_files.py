"""Files of a project that only its build, its tests and its editors read."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from lambdafix.catalog.loading import load


class BuildFile(NamedTuple):
    """Who still reads such a file when a program runs: one of the packages `unless`. `sources`:
    it is code for a compiler, wherever it lies; the others are known at the project's root."""

    unless: frozenset[str]
    sources: bool


def build_file(name: str) -> BuildFile | None:
    """What is known of a file by its name without directories; None: a function may read it."""
    for entry in load("build_files")["files"].values():
        if any(fnmatchcase(name, pattern) for pattern in entry["names"]):
            return BuildFile(frozenset(entry.get("unless", ())), entry.get("sources", False))
    return None
