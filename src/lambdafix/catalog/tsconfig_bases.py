"""Bases that packages publish for `extends` of tsconfig.json."""

from __future__ import annotations

from typing import NamedTuple

from lambdafix.catalog.loading import load
from lambdafix.regex import regex

_FILE = regex(r"/tsconfig(\.json)?$|\.json$")


class Base(NamedTuple):
    """What is known of a base: the package that it comes with, and the settings that decide whether
    and where the compiler writes, as far as any of its versions sets them."""

    package: str
    sets: tuple[str, ...]


def base(word: str) -> Base | None:
    """The base that a word of `extends` names; None for one that is not known."""
    for name in (word, _FILE.sub("", word)):
        for entry in load("tsconfig_bases")["bases"].values():
            if name in entry["names"]:
                parts = 2 if name.startswith("@") else 1
                return Base("/".join(name.split("/")[:parts]), tuple(entry["sets"]))
    return None
