"""Packages of Node that only a build needs, as npm noted them beside what it installed.

Source: npm 11 documentation, "package-lock.json", Hidden Lockfiles, and the field `dev`.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterator

from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree

_NOTE = "/node_modules/.package-lock.json"


def for_development(tree: ImageTree) -> frozenset[str]:
    """The paths of these packages in an image, whose archive has to be open, and of the links to
    their programs."""
    notes = (path for path in tree.nodes if path.endswith(_NOTE))
    packages = tuple(path for note in notes for path in _of(tree, note))
    return frozenset((*packages, *links_into(tree, packages)))


def links_into(tree: ImageTree, packages: Collection[str]) -> Iterator[str]:
    """The links to programs of these packages, which are given by their directories."""
    inside = tuple(f"{path}/" for path in packages)
    for path, node in tree.nodes.items():
        if node.kind is Kind.SYMLINK and _aim(path, node.target).startswith(inside):
            yield path


def _of(tree: ImageTree, note: str) -> Iterator[str]:
    try:
        packages = json.loads(tree.read(note))["packages"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    for place, entry in packages:
        if isinstance(entry, dict) and (entry.get("dev") or entry.get("devOptional")):
            yield posixpath.join(note.removesuffix(_NOTE), place)


def _aim(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
