"""Packages of Node whose install script looks at the project that requires them."""

from __future__ import annotations

from collections.abc import Collection

from lambdafix.catalog.loading import load
from lambdafix.regex import regex

# A range that allows one major version, or a few from one on: `^8.0.1`, `~8.0`, `8.x`.
_FROM = regex(r"[v=^~]*\s*(\d+)(?:\.[\dxX*]+){0,2}(?:-[\w.-]+)?")


def files_read(names: Collection[str]) -> tuple[str, ...] | None:
    """The files of a project at which packages look when they are installed; None: all of it.

    A fact that is only believed counts too where it makes an install read more.
    """
    known = load("node_packages")["reads_project"]
    entries = [known[name] for name in sorted(names) if name in known]
    if any("files" not in entry for entry in entries):
        return None
    return tuple(dict.fromkeys(file for entry in entries for file in entry["files"]))


def has_no_script(name: str, asked: str) -> bool:
    """Whether the versions that a range allows have an install script no more."""
    last = load("node_packages")["reads_project"].get(name, {}).get("until")
    least = _FROM.fullmatch(asked)
    return last is not None and least is not None and int(least[1]) > last


def writes_project(names: Collection[str]) -> bool:
    """Whether one of these packages may write into the project beside `node_modules`."""
    known = load("node_packages")["reads_project"]
    return any(known.get(name, {}).get("writes", False) for name in names)


def requirable(name: str) -> bool:
    """Whether a CommonJS module may require a package, however node is started."""
    known = load("node_packages")["requirable"]["names"]
    return name in known or f"{name.partition('/')[0]}/*" in known
