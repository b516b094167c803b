"""Package managers, and commands that install dependencies from their manifests."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename

from lambdafix.catalog.loading import load


def package_managers(family: str) -> frozenset[str]:
    """The package managers of a language, by its name as a runtime family: `python`, `nodejs`."""
    return frozenset(load("builds")["managers"].get(family, ()))


def installs(words: Sequence[str]) -> bool:
    """Whether a command installs dependencies from their manifests."""
    verbs = load("builds")["installs"].get(basename(words[0]), ()) if words else ()
    return any(word in verbs for word in words[1:])
