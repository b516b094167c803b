"""What package managers are told, in the words of the dnf of the AWS base images.

That dnf is microdnf, which ends with an error at an option or a command that it does not know; so
what a table does not hold is refused, and never carried over in the hope that it will do.
"""

from __future__ import annotations

from typing import NamedTuple

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.packages import Manager, overlaid


class Topic(NamedTuple):
    """An extra of Amazon Linux 2: what installs the same (empty where nothing does), or why not."""

    names: tuple[str, ...]
    why: str
    seen: Seen


def verb(manager: Manager, word: str) -> str | None:
    """The command for dnf; "" where nothing is left to do, None where dnf has none."""
    found: str | None = load("managers")["verbs"].get(manager, {}).get(word)
    return found


def option(manager: Manager, word: str) -> str | None:
    """The option for dnf; "" where it can be left out, None where dnf knows none.

    `--setopt=x=y` keeps its value.
    """
    bare, equals, value = word.partition("=")
    found: str | None = load("managers")["options"].get(manager, {}).get(bare)
    return found and f"{found}{equals}{value}"


def valued() -> frozenset[str]:
    """The options of dnf that take a value, in the same word or in the next."""
    return frozenset(load("managers")["microdnf"]["valued"])


def unheard(manager: Manager) -> frozenset[str]:
    """The options with a value that are left out together with it: `--virtual NAME`."""
    return frozenset(load("managers")["unheard"].get(manager, ()))


def topic(name: str) -> Topic | None:
    """An extra by its name, which may bear a version (`rust1=stable`); None: nothing is known."""
    entry = overlaid("managers")["extras"].get(name.partition("=")[0])
    if entry is None:
        return None
    return Topic(tuple(entry.get("to", ())), entry.get("absent", ""), Seen(entry["seen"]))


def refused(command: str) -> str | None:
    """Why a command beside an install cannot be kept, and what to do instead; None: it can."""
    entry = load("managers")["refused"].get(command)
    return entry["why"] if entry else None


def refused_verb(word: str) -> str:
    """Why a package manager's command has no counterpart, and what to do instead."""
    entry = load("managers")["refused-verbs"].get(word)
    return entry["why"] if entry else "it is not translated to dnf"
