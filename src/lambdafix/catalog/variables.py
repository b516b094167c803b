"""Variables that name files which programs read without a word about it on their command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from posixpath import basename
from typing import NamedTuple

from lambdafix.catalog.loading import load


class Modules(NamedTuple):
    """The modules that an interpreter may take from a directory instead of its own: those that it
    looks for whenever it starts, and those of its library and of its package managers."""

    start: frozenset[str]
    others: frozenset[str]
    suffixes: tuple[str, ...]
    package: str
    commands: Mapping[str, frozenset[str]]

    def brought(self, command: str) -> frozenset[str]:
        """The modules that a command imports besides, by its name or its path."""
        return self.commands.get(basename(command), frozenset())


@cache
def names_a_file(variable: str) -> bool:
    """Whether programs load what a variable names."""
    return _listed(variable, load("variables")["files"]["names"])


@cache
def names_for_compilers(variable: str) -> bool:
    """Whether compilers, or the build tools that call them, read what a variable names."""
    return _listed(variable, load("variables")["compilers"]["names"])


@cache
def names_libraries(variable: str) -> bool:
    """Whether a variable lists the directories in which shared libraries are looked for."""
    return _listed(variable, load("variables")["libraries"]["names"])


@cache
def modules(variable: str) -> Modules | None:
    """What is looked for in the directories that a variable lists; None: it lists none."""
    entry = load("variables")["modules"].get(variable)
    if entry is None:
        return None
    others = frozenset((*entry["library"], *entry["tools"]))
    brought = {name: frozenset(names) for name, names in entry["commands"].items()}
    suffixes = tuple(entry["suffixes"])
    return Modules(frozenset(entry["start"]), others, suffixes, entry["package"], brought)


def is_library(path: str) -> bool:
    """Whether a file has the name of a shared library."""
    return _listed(basename(path), load("variables")["libraries"]["found"])


def is_tool(path: str) -> bool:
    """Whether a program has the name of a tool that compiles or links, or fetches sources."""
    return _listed(basename(path), load("variables")["tools"]["programs"])


def is_header(path: str) -> bool:
    """Whether a file has the name of a header for a compiler."""
    return _listed(basename(path), load("variables")["taken"]["headers"])


def taken_as_it_is(path: str) -> bool:
    """Whether a compiler, told of this file, reads of it nothing that leads to another."""
    return _listed(basename(path), load("variables")["taken"]["others"])


def _listed(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
