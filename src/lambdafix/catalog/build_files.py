"""Files of a project that only its build, its tests and its editors read."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from lambdafix.catalog.loading import load


class BuildFile(NamedTuple):
    """Who still reads such a file when a program runs: one of the packages `unless`. `above`: one
    who names a directory that it lies in may mean the file."""

    unless: frozenset[str]
    above: bool


def build_file(name: str) -> BuildFile | None:
    """What is known of a file by its name without directories; None: a function may read it."""
    for entry in load("build_files")["files"].values():
        if any(fnmatchcase(name, pattern) for pattern in entry["names"]):
            return BuildFile(frozenset(entry.get("unless", ())), entry.get("above", False))
    return None
