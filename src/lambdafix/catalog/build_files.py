"""Files of a project that only its build, its tests and its editors read, and tools of builds."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from posixpath import basename
from typing import NamedTuple

from lambdafix.catalog.loading import load


class BuildFile(NamedTuple):
    """Who still reads such a file when a program runs: one of the packages `unless`. `sources`:
    it is code for a compiler, wherever it lies; the others are known at the project's root."""

    unless: frozenset[str]
    sources: bool


class BuildTools(NamedTuple):
    """Node's tools of builds: packages that may be installed for the build alone, programs that
    compile or bundle, and commands that look for the files of the project they run in."""

    packages: frozenset[str]
    words: tuple[str, ...]
    runners: frozenset[str]


@cache
def build_tools() -> BuildTools:
    tools = load("build_files")["tools"]
    return BuildTools(
        frozenset(tools["packages"]), tuple(tools["words"]), frozenset(tools["runners"])
    )


def build_file(name: str) -> BuildFile | None:
    """What is known of a file by its name without directories; None: a function may read it."""
    for entry in load("build_files")["files"].values():
        if any(fnmatchcase(name, pattern) for pattern in entry["names"]):
            return BuildFile(frozenset(entry.get("unless", ())), entry.get("sources", False))
    return None


def is_settings(path: str) -> bool:
    """Whether a file is, by its name, the settings of a tool that no function runs."""
    known = build_file(basename(path))
    return known is not None and not known.sources
