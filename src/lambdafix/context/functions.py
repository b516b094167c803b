"""Which functions use which Dockerfile, by the infrastructure of a tree; read once, on demand."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

from msgspec import Struct, field

from lambdafix.context.infrastructure.formats import FORMATS, formats_of, may_say
from lambdafix.context.infrastructure.tree import Tree
from lambdafix.context.infrastructure.uses import Unresolved, Use
from lambdafix.context.listing import files_under


class Infrastructure(Struct, frozen=True, eq=False):
    """Everything that a tree says of its Dockerfiles, in a stable order."""

    uses: tuple[Use, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    _of: dict[str, list[Use]] = field(default_factory=dict)
    _in: dict[str, dict[str, None]] = field(default_factory=dict)

    def of(self, dockerfile: str | Path) -> tuple[Use, ...]:
        """The uses of one Dockerfile, by its path or by the path behind its links."""
        if not self.uses:
            return ()
        if not self._of:
            for use in self.uses:
                self._of.setdefault(use.dockerfile, []).append(use)
        return tuple(use for name in _names(dockerfile) for use in self._of.get(name, ()))

    def beside(self, dockerfile: str | Path) -> tuple[tuple[str, str], ...]:
        """Of the build contexts that a Dockerfile may have, those in which another one is built,
        each with the first such."""
        if not self.uses:
            return ()
        if not self._in:
            for use in self.uses:
                self._in.setdefault(use.context, {})[use.dockerfile] = None
        names = _names(dockerfile)
        above = (str(parent) for name in names for parent in Path(name).parents)
        contexts = dict.fromkeys((*(use.context for use in self.of(dockerfile)), *above))
        others = (
            (c, next((d for d in self._in.get(c, ()) if d not in names), "")) for c in contexts
        )
        return tuple((context, other) for context, other in others if other)


def _names(dockerfile: str | Path) -> tuple[str, ...]:
    """The path of a Dockerfile, and the one behind its links."""
    path = os.path.abspath(dockerfile)
    return tuple(dict.fromkeys((path, os.path.realpath(path))))


def read(
    root: Path, files: Iterable[str] | None = None, old: Mapping[str, bytes] | None = None
) -> Infrastructure:
    """What the files of a tree say; raises nothing.

    `files` are their absolute paths, where they have been listed already. `old`: what some of them
    held once; then only these are asked, as they were.

    Each file is opened at most once for its words, and parsed only if they are in it.
    """
    top = os.path.abspath(root)
    paths = _without_installed(sorted(files_under(top) if files is None else files))
    tree = Tree(top, paths, old or {})
    chosen = _chosen(paths if old is None else old, tree)
    uses: dict[Use, None] = {}
    unresolved: dict[Unresolved, None] = {}
    for number, kind in enumerate(FORMATS):
        found = chosen.get(number)
        if not found:
            continue
        reader = getattr(import_module(f"{_PACKAGE}.{kind.module}"), kind.function)
        for finding in reader(found, tree):
            if isinstance(finding, Use) and not _below(finding.dockerfile, top):
                finding = Unresolved(finding.place, "its Dockerfile is outside of the repository")
            if isinstance(finding, Use):
                uses[finding] = None
            else:
                unresolved[finding._replace(text=finding.text[:_LONGEST])] = None
    return Infrastructure(tuple(uses), tuple(unresolved))


def _below(path: str, directory: str) -> bool:
    """Whether a clean absolute path lies in a directory."""
    return path.startswith(os.path.join(directory, ""))


def _without_installed(paths: list[str]) -> list[str]:
    """Sorted paths less those of Python packages that an installer put beside their metadata: some
    repositories have thousands of them for a layer.

    Source: the directory of a distribution is called `<name>-<version>.dist-info` (PyPA, Recording
    installed projects); a package whose directory has another name than its distribution stays.
    """
    left = paths
    for path in paths:
        if path.endswith(".dist-info/RECORD"):
            directory, _, distribution = path.removesuffix("/RECORD").rpartition("/")
            start = f"{directory}/{distribution.partition('-')[0]}/"
            first = bisect_left(left, start)
            end = bisect_left(left, start[:-1] + chr(ord("/") + 1), first)
            left = left[:first] + left[end:] if end > first else left
    return left


_LONGEST = 300  # characters of a note: what it quotes may have no end
_PACKAGE = "lambdafix.context.infrastructure"


def _chosen(paths: Iterable[str], tree: Tree) -> dict[int, list[str]]:
    """Number of a format -> the files that are worth parsing as it."""
    found: dict[int, list[str]] = {}
    for path in paths:
        content = tree.content(path) if may_say(path) else None
        if content is None:
            continue
        for number, kind in formats_of(path):
            if kind.fits(content):
                found.setdefault(number, []).append(path)
    return found
