"""pnpm-lock.yaml of version 9: which packages only a build needs.

Sources: pnpm's lock file specification, version 9 (`importers`, `packages`, `snapshots`); seen with
pnpm 9.15, 10.24, 11.28 and 12.21: a package with a peer that goes is fetched anew by a prune, or
kept together with it. The file is written by a program, one key a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lambdafix.regex import regex

_LINE = regex(r"""( *)(?:'([^']+)'|"([^"]+)"|([^\s'"#-].*?)):(?: (.*))?$""")
_PEERS = regex(r"\(.*")

Tree = dict[str, Any]  # of trees and texts


class Parted(NamedTuple):
    """The names of the packages for development alone, and the peers of the others."""

    development: frozenset[str]
    peers: frozenset[str]


def parted(text: str) -> Parted | None:
    """The packages of a lock whose only project is the one beside it; None where it does not say
    what each of them takes."""
    lock = _tree(text)
    importers, snapshots = _below(lock, "importers"), _below(lock, "snapshots")
    if lock.get("lockfileVersion") != "'9.0'" or importers.keys() != {"."}:
        return None
    own = _below(importers, ".")
    direct = {**_below(own, "dependencies"), **_below(own, "optionalDependencies")}
    waiting = [_place(n, _below(direct, n).get("version")) for n in direct]
    kept, peers = set[str](), set[str]()
    while waiting:
        place = waiting.pop()
        if place not in snapshots:
            return None
        if place in kept:
            continue
        kept.add(place)
        of_place = {*_peers(_below(_below(lock, "packages"), _PEERS.sub("", place)))}
        peers |= of_place
        waiting += (_place(n, v) for n, v in _needs(_below(snapshots, place)) if n not in of_place)
    others = (place.rpartition("@")[0] for place in map(_bare, snapshots.keys() - kept))
    return Parted(frozenset((*others, *_below(own, "devDependencies"))), frozenset(peers))


def _tree(text: str) -> Tree:
    """The mappings of the file; values are texts as they are written, lists are left out."""
    top: Tree = {}
    above: list[tuple[int, Tree]] = [(-1, top)]
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        depth, value = len(match[1]), match[5]
        while above[-1][0] >= depth:
            above.pop()
        key = match[2] or match[3] or match[4]
        if value in (None, "{}"):
            inner: Tree = {}
            above[-1][1][key] = inner
            above.append((depth, inner))
        else:
            above[-1][1][key] = value
    return top


def _below(tree: Tree, key: str) -> Tree:
    found = tree.get(key)
    return found if isinstance(found, dict) else {}


def _needs(snapshot: Tree) -> Iterator[tuple[str, object]]:
    for kind in ("dependencies", "optionalDependencies"):
        yield from _below(snapshot, kind).items()


def _peers(package: Tree) -> Iterator[str]:
    for kind in ("peerDependencies", "peerDependenciesMeta"):
        yield from _below(package, kind)


def _place(name: str, version: object) -> str:
    """The key of a snapshot: `a@1.0.0(b@2.0.0)`; of an alias, the version has the name."""
    said = version.strip("'\"") if isinstance(version, str) else ""
    return said if "@" in _bare(said)[1:] else f"{name}@{said}"


def _bare(place: str) -> str:
    return _PEERS.sub("", place)
