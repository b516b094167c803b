"""Packages of Node that only a build needs, as npm and pnpm noted them beside what they installed.

Sources: npm 11 documentation, "package-lock.json", Hidden Lockfiles, and the field `dev`; pnpm 10
documentation, "Symlinked node_modules structure"; seen with pnpm 9.15 and 12.21, what a prune
changes besides.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterator

from lambdafix.context.pnpm_lock import parted
from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree

_NOTE = "/node_modules/.package-lock.json"
_NOTE_OF_PNPM = "/node_modules/.pnpm/lock.yaml"
_STATE = (
    _NOTE_OF_PNPM,
    "/node_modules/.modules.yaml",
    "/node_modules/.pnpm-workspace-state-v1.json",
)


def for_development(tree: ImageTree) -> frozenset[str]:
    """The paths of these packages in an image, whose archive has to be open, and of the links to
    their programs."""
    notes = (path for path in tree.nodes if path.endswith(_NOTE))
    packages = [path for note in notes for path in _of(tree, note)]
    for note in (path for path in tree.nodes if path.endswith(_NOTE_OF_PNPM)):
        packages += _of_pnpm(tree, note)
    return frozenset((*packages, *links_into(tree, packages)))


def state_of_pnpm(tree: ImageTree) -> frozenset[str]:
    """The files in which pnpm notes what it has installed, and the scripts that start programs for
    other packages, which a prune writes anew."""
    scripts = (p for p in tree.nodes if "/node_modules/.pnpm/" in p and "/.bin/" in p)
    return frozenset((*(p for p in tree.nodes if p.endswith(_STATE)), *scripts))


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


def _of_pnpm(tree: ImageTree, note: str) -> Iterator[str]:
    """The directories of the store to which no link of a package for the function leads, and the
    scripts that start what is in them."""
    sides = parted(tree.read(note).decode("utf-8", "replace"))
    modules = note.removesuffix("/.pnpm/lock.yaml")
    store = f"{modules}/.pnpm/"
    if sides is None:
        return
    led: dict[str, set[str]] = {}  # by a directory of the store, or by the name of a direct link
    for path, node in tree.nodes.items():
        if node.kind is Kind.SYMLINK and path.startswith(f"{modules}/"):
            at = _entry(path, store) or path.removeprefix(f"{modules}/")
            led.setdefault(at, set()).add(_entry(_aim(path, node.target), store))
    gone = {_entry(path, store) for path in tree.nodes} - {""}
    waiting = [n for n in led if not n.startswith((store, ".")) and n not in sides.development]
    while waiting:
        for entry in led.get(waiting.pop(), set()) & gone:
            gone.discard(entry)
            waiting.append(entry)
    yield from gone
    words = [posixpath.basename(entry) for entry in gone]
    for path, node in tree.nodes.items():
        if path.startswith(f"{modules}/") and "/.bin/" in path and node.kind is Kind.FILE:
            text = tree.read(path).decode("utf-8", "replace")
            if any(word in text for word in words):
                yield path


def _entry(path: str, store: str) -> str:
    """The directory of the store in which a path lies; empty for none."""
    inside = path.startswith(store) and path.removeprefix(store).partition("/")
    return f"{store}{inside[0]}" if inside and inside[1] and inside[0] != "node_modules" else ""


def _aim(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
