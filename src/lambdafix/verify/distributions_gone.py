"""What goes with a Python distribution that a rewrite drops: its files, and what only it needs.

Read from what pip leaves of each distribution: METADATA, RECORD, and REQUESTED where a user asked
for it. Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/.
"""

from __future__ import annotations

import csv
import posixpath
from collections.abc import Collection, Iterable, Iterator
from email.parser import HeaderParser

from msgspec import Struct

from lambdafix.catalog.distributions import normalised
from lambdafix.regex import regex
from lambdafix.verify.archive import ImageTree

_METADATA = ".dist-info/METADATA"
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class _Distribution(Struct, frozen=True):
    name: str
    needs: frozenset[str]
    files: frozenset[str]  # their absolute paths
    requested: bool


def gone_with(tree: ImageTree, dropped: Collection[str]) -> frozenset[str]:
    """Names and paths that may be missing once the distributions among `dropped` are.

    A dependency may go if pip was not asked for it by name and nothing that stays needs it.
    """
    there = {d.name: d for d in _distributions(tree)}
    roots = {normalised(name) for name in dropped if _NAME.fullmatch(name)} & there.keys()
    if not roots:
        return frozenset()
    going, todo = set(roots), list(roots)
    while todo:
        new = {n for n in there[todo.pop()].needs - going if n in there and not there[n].requested}
        going |= new
        todo += new
    while needed := _needed(there.values(), going) - roots:
        going -= needed
    return frozenset(going).union(*(there[name].files for name in going))


def _needed(distributions: Iterable[_Distribution], going: set[str]) -> set[str]:
    """Those among `going` that one which stays needs."""
    return {need for d in distributions if d.name not in going for need in d.needs & going}


def _distributions(tree: ImageTree) -> Iterator[_Distribution]:
    metadata = [path for path in tree.nodes if path.endswith(_METADATA)]
    records = [r for path in metadata if (r := _beside(path, "RECORD")) in tree.nodes]
    texts = {
        path: stream.read().decode("utf-8", "surrogateescape")
        for path, stream in tree.contents([*metadata, *records])
    }
    for path in metadata:
        headers = HeaderParser().parsestr(texts.get(path, ""))
        needs = headers.get_all("Requires-Dist") or ()
        yield _Distribution(
            normalised(headers.get("Name") or ""),
            frozenset(_required(needs)),
            frozenset(_recorded(path, texts.get(_beside(path, "RECORD"), ""))),
            _beside(path, "REQUESTED") in tree.nodes,
        )


def _required(lines: Iterable[str]) -> Iterator[str]:
    """The names; those that only an extra asks for are left out, other conditions are not read."""
    for line in lines:
        name = _NAME.match(line.strip())
        if name and "extra" not in line.partition(";")[2]:
            yield normalised(name[0])


def _recorded(metadata: str, record: str) -> Iterator[str]:
    """The paths of a RECORD, which are relative to the directory that holds the .dist-info."""
    directory = posixpath.dirname(posixpath.dirname(metadata))
    for row in csv.reader(record.splitlines()):
        if row:
            yield posixpath.normpath(posixpath.join(directory, row[0]))


def _beside(path: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(path), name)
