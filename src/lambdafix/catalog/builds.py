"""Builds that fetch dependencies by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename
from typing import NamedTuple

from lambdafix.catalog.loading import load

_WRAPPERS = {"mvnw": "mvn"}


class Fetch(NamedTuple):
    """The command that fetches a build's dependencies alone, and the files that it reads."""

    first: str
    files: str


def fetch_of(words: Sequence[object]) -> Fetch | None:
    """What could run before the build that is started by these words; None where nothing is known,
    or the words are those of another command."""
    tool = basename(str(words[0])) if words else ""
    entry = load("builds")["build"].get(_WRAPPERS.get(tool, tool))
    if entry is None or not frozenset(map(str, words[1:])) & frozenset(entry["commands"]):
        return None
    return Fetch(entry["first"], entry["files"])
