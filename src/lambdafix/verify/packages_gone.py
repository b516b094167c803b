"""What goes with a package of Node that a rewrite drops: itself, and what only it needs.

Read from the package.json of each package that is there, and of the project beside node_modules.
Source: Node.js 24 documentation, "Modules: CommonJS modules", "Loading from node_modules folders".
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

from lambdafix.verify.archive import ImageTree
from lambdafix.verify.contents.languages import kind_of
from lambdafix.verify.contents.pruned import links_into

_MODULES = "/node_modules/"
_NEEDS = ("dependencies", "optionalDependencies", "peerDependencies")
_ASKED = (*_NEEDS, "devDependencies")


def gone_with(tree: ImageTree, dropped: Collection[str]) -> frozenset[str]:
    """The paths that may be missing once the packages among `dropped` are, in an image whose
    archive has to be open. What the project asks for, or a package that stays, stays."""
    packed = tuple(f"{_MODULES}{name}/package.json" for name in dropped)
    if not any(path.endswith(packed) for path in tree.nodes):
        return frozenset()
    needs = dict(_packages(tree))
    roots = {path for path in needs if _name(path) in dropped}
    asked = {
        place
        for path, names in _projects(tree, needs)
        for name in names - {*dropped}
        if (place := _found(name, path, needs))
    }
    going, todo = set(roots), list(roots)
    while todo:
        new = _needed([todo.pop()], needs) - going - asked
        going |= new
        todo += new
    while needed := _needed(_staying(needs, going), needs) & (going - roots):
        going -= needed
    return frozenset((*going, *links_into(tree, going)))


def _staying(needs: Iterable[str], going: Collection[str]) -> list[str]:
    """The packages that are neither going nor lie in one that is."""
    inside = tuple(f"{path}/" for path in going)
    return [path for path in needs if not f"{path}/".startswith(inside)]


def _needed(paths: Iterable[str], needs: Mapping[str, frozenset[str]]) -> set[str]:
    """Where what these packages need is found."""
    places = (_found(name, path, needs) for path in paths for name in needs[path])
    return {place for place in places if place}


def _found(name: str, directory: str, there: Collection[str]) -> str:
    """The package that code in a directory gets by a name; empty if there is none."""
    while True:
        place = f"{directory.rstrip('/')}{_MODULES}{name}"
        if place in there:
            return place
        if directory == "/":
            return ""
        directory = posixpath.dirname(directory)


def _packages(tree: ImageTree) -> Iterator[tuple[str, frozenset[str]]]:
    """The directory of each package, and the names of what it needs."""
    manifests = [path for path in tree.nodes if kind_of(path) == "npm"]
    for path, stream in tree.contents(manifests):
        yield posixpath.dirname(path), _names(stream.read(), _NEEDS)


def _projects(tree: ImageTree, packages: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The directories that have a node_modules, each with what its own package.json asks for."""
    own = {path.partition(_MODULES)[0] or "/" for path in packages}
    manifests = {posixpath.join(directory, "package.json"): directory for directory in own}
    for path, stream in tree.contents([path for path in manifests if path in tree.nodes]):
        yield manifests[path], _names(stream.read(), _ASKED)


def _names(content: bytes, kinds: Iterable[str]) -> frozenset[str]:
    try:
        table = json.loads(content)
    except (ValueError, RecursionError):
        return frozenset()
    tables = (table.get(kind) for kind in kinds) if isinstance(table, dict) else ()
    return frozenset(name for found in tables if isinstance(found, dict) for name in found)


def _name(path: str) -> str:
    return path.rpartition(_MODULES)[2]
