"""Packages of Node that only a build needs, as npm noted them beside what it installed.

Source: npm 11 documentation, "package-lock.json", Hidden Lockfiles, and the field `dev`.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator

from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree

_NOTE = "/node_modules/.package-lock.json"
_LINKS = "/node_modules/.bin/"


def for_development(tree: ImageTree) -> frozenset[str]:
    """The paths of these packages in an image, whose archive has to be open, and of the links to
    their programs."""
    notes = (path for path in tree.nodes if path.endswith(_NOTE))
    packages = tuple(path for note in notes for path in _of(tree, note))
    inside = tuple(f"{path}/" for path in packages)
    links = (
        (path, _aim(path, node.target))
        for path, node in tree.nodes.items()
        if _LINKS in path and node.kind is Kind.SYMLINK
    )
    return frozenset((*packages, *(path for path, aim in links if aim.startswith(inside))))


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
