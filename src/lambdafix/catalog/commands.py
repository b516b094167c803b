"""Which commands an AWS base image has, and which package brings one that it has not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from lambdafix.catalog.loading import load
from lambdafix.catalog.packages import own_packages

Status = Literal["present", "absent", "unknown"]


def command_status(os: str, command: str, family: str = "", version: str = "") -> Status:
    """Whether a base image on `os` (AL2, AL2023) answers to `command`.

    With `family` and `version` (python, 3.12) the commands of the language runtime count too.
    """
    if command in _everywhere() or command in runtime_commands(family, version):
        return "present"
    if command in _present(os):
        return "present"
    return "absent" if command in _absent(os) or _own(os, command) else "unknown"


def supplier(os: str, command: str) -> str | None:
    """The package that brings a command which the base lacks; None: none can, or none is known."""
    return _own(os, command) or _absent(os).get(command) or None


@cache
def passing() -> frozenset[str]:
    """The commands that run what their other words say: sh, env, xargs."""
    return frozenset(load("commands")["passing"]["commands"])


@cache
def starters(family: str) -> frozenset[str]:
    """The libraries of a language by which a source starts commands: execa."""
    return frozenset(load("commands")["starters"].get(family, ()))


def _own(os: str, command: str) -> str | None:
    """The package of the user's own table that brings a command."""
    found = (n for n, each in own_packages().items() if command in each.get("commands", ()))
    return next(found, None) if os == "AL2023" else None


def runtime_commands(family: str, version: str) -> tuple[str, ...]:
    """The commands of a base's language runtime: python3, python3.12, pip ..."""
    entry = load("commands")["runtime"].get(family, {})
    return tuple(name.replace("{version}", version) for name in entry.get("commands", ()))


@cache
def _everywhere() -> frozenset[str]:
    table = load("commands")
    return frozenset(table["shell"]["commands"] + table["coreutils"]["commands"])


@cache
def _present(os: str) -> frozenset[str]:
    listed = frozenset(load("commands").get(os, {}).get("present", ()))
    if os != "AL2023":
        return listed
    packages = load("packages")["package"].values()
    return listed.union(*(each.get("commands", ()) for each in packages if each.get("present")))


@cache
def _absent(os: str) -> Mapping[str, str]:
    listed: Mapping[str, str] = load("commands").get(os, {}).get("absent", {})
    if os != "AL2023":
        return listed
    there, brought = _present(os) | _everywhere(), dict[str, str]()
    for name, each in load("packages")["package"].items():
        if not each.get("present"):
            for command in each.get("commands", ()):
                if command not in there:  # git before git-core: the first one listed stays
                    brought.setdefault(command, name)
    return {**brought, **listed}
