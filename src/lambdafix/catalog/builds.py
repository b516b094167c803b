"""Builds that fetch dependencies by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename
from typing import NamedTuple

from lambdafix.catalog.loading import load

_WRAPPERS = {"mvnw": "mvn"}


def installs(words: Sequence[str]) -> bool:
    """Whether a command installs dependencies from their manifests."""
    verbs = load("builds")["installs"].get(basename(words[0]), ()) if words else ()
    return any(word in verbs for word in words[1:])


class Fetch(NamedTuple):
    """A build, the command that fetches its dependencies alone, and the files that that reads."""

    build: str
    first: str
    files: str


def fetch_of(words: Sequence[object]) -> Fetch | None:
    """What could run before the build that is started by these words; None where nothing is known,
    or the words are those of another command."""
    tool = basename(str(words[0])) if words else ""
    entry = load("builds")["build"].get(_WRAPPERS.get(tool, tool), {})
    command = next((c for c in entry.get("commands", ()) if c in words[1:]), None)
    return Fetch(f"{tool} {command}", entry["first"], entry["files"]) if command else None
