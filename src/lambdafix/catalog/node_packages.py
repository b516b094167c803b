"""Packages of Node whose install script looks at the project that requires them."""

from __future__ import annotations

from collections.abc import Collection

from lambdafix.catalog.loading import load


def reads_project(names: Collection[str]) -> str:
    """The first of these packages that looks at the project when it is installed, or nothing.

    A fact that is only believed counts too: it makes an install read more, never less.
    """
    known = load("node_packages")["reads_project"]
    return min((n for n in names if n in known), default="")


def writes_project(names: Collection[str]) -> bool:
    """Whether one of these packages may write into the project beside `node_modules`."""
    known = load("node_packages")["reads_project"]
    return any(known.get(name, {}).get("writes", False) for name in names)


def requirable(name: str) -> bool:
    """Whether a CommonJS module may require a package, however node is started."""
    known = load("node_packages")["requirable"]["names"]
    return name in known or f"{name.partition('/')[0]}/*" in known
