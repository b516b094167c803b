"""The lock files of npm, yarn and pnpm: which packages they name.

Sources: npm 11 documentation, "package-lock.json" (versions 1 to 3, `hasInstallScript`); Yarn 1
documentation, "yarn.lock"; pnpm's lock file specification, versions 5 to 9.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from posixpath import basename

from msgspec import Struct

from lambdafix.context.package_json import REQUIRED
from lambdafix.context.pnpm_lock import parted
from lambdafix.regex import regex

# `"@a/b@^1.0.0", "@a/b@~1.1":` begins an entry of yarn.lock
_YARN = regex(r'^"?(@?[^@\s"]+)@', re.MULTILINE)
# `/@a/b/1.0.0:`, `/@a/b@1.0.0(peer):`, `'@a/b@1.0.0':` below `packages:`
_PNPM = regex(r"^  ['\"]?/?(@[^/\s'\"]+/[^/@\s'\"]+|[^/@\s'\":]+)[@/]\d", re.MULTILINE)
_PNPM_9 = regex(r"^lockfileVersion: '9\.", re.MULTILINE)
# an entry of `importers:`, with the range as package.json has it
_PNPM_ASKED = regex(
    r"""^      (['"]?)(\S+?)\1:\n        specifier: (['"]?)(.*?)\3$""", re.MULTILINE
)
_ALIAS = regex(r"npm:(@?[^@\s\"']+)@")
LOCKS = ("npm-shrinkwrap.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml")


class Locked(Struct, frozen=True):
    """The packages of a lock file; `scripted` are those with scripts that an install runs, None
    where the lock does not say. `paths` are packages that lie in the project. `asked` is what the
    project requires by the word of the lock, as (name, range); `exact`: nothing else."""

    names: frozenset[str]
    scripted: frozenset[str] | None = None
    paths: tuple[str, ...] = ()
    asked: frozenset[tuple[str, str]] = frozenset()
    exact: bool = False
    whole: bool = True  # nothing of what is required is missing in it
    # the packages for development alone, None where the lock does not say; and what the others
    # take where it is there
    development: frozenset[str] | None = None
    welcome: frozenset[str] = frozenset()

    def agrees(self, required: Mapping[str, str]) -> bool:
        """Whether it was made for what a package.json requires, so that an install takes the
        versions in it as they are."""
        asked = frozenset(required.items())
        if self.exact:
            return self.whole and asked == self.asked
        return bool(asked) and asked <= self.asked


@lru_cache(maxsize=64)  # a lock may be megabytes, and is asked for at every step
def read_lock(name: str, text: str) -> Locked | None:
    """What a lock file names; None where it cannot be read."""
    match basename(name):
        case "npm-shrinkwrap.json" | "package-lock.json":
            return _npm(text)
        case "yarn.lock":
            names = frozenset((*_YARN.findall(text), *_ALIAS.findall(text)))
            return Locked(names, asked=frozenset(_asked_of_yarn(text)))
        case "pnpm-lock.yaml":
            asked = _asked_of_pnpm(text)
            names, sides = frozenset(_PNPM.findall(text)), parted(text) if asked else None
            return Locked(
                names,
                asked=frozenset(asked),
                exact=bool(asked),
                development=sides.development if sides else None,
                welcome=sides.peers if sides else frozenset(),
            )
        case _:
            return None


def _asked_of_yarn(text: str) -> Iterator[tuple[str, str]]:
    """What begins each entry of yarn.lock: `"@a/b@^1.0.0", "@a/b@~1.1":`."""
    for line in text.splitlines():
        if line.endswith(":") and line[0] not in " #":
            for word in (w.strip('"') for w in line[:-1].split(", ")):
                name, _, range_ = word[1:].partition("@")
                yield word[:1] + name, range_
                if range_.startswith("npm:"):  # as Yarn 2 and later write `^1.0.0`
                    yield word[:1] + name, range_.removeprefix("npm:")


def _asked_of_pnpm(text: str) -> list[tuple[str, str]]:
    """What the project itself requires, in a lock of version 9: the first and only importer."""
    head, _, rest = text.partition("\nimporters:\n\n  .:\n")
    own = re.split(r"^(?! {4}|\n)", rest, maxsplit=1, flags=re.MULTILINE)[0]
    if not _PNPM_9.search(head):
        return []
    return [(name, range_) for _, name, _, range_ in _PNPM_ASKED.findall(own)]


def _npm(text: str) -> Locked | None:
    try:
        table = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    packages = table.get("packages") if isinstance(table, dict) else None
    if not isinstance(packages, dict):
        return _old_npm(table)
    entries = {k: v for k, v in packages.items() if k and isinstance(v, dict)}
    named = {key: _name(key, entry) for key, entry in entries.items()}
    root = packages.get("")
    kinds = [root.get(kind) for kind in REQUIRED] if isinstance(root, dict) else []
    asked = (pair for kind in kinds if isinstance(kind, dict) for pair in kind.items())
    return Locked(
        frozenset(named.values()),
        frozenset(named[k] for k, entry in entries.items() if entry.get("hasInstallScript")),
        tuple(key for key in entries if "node_modules/" not in key),
        frozenset((name, range_) for name, range_ in asked if isinstance(range_, str)),
        exact=True,
        whole=_is_whole(entries, root if isinstance(root, dict) else {}),
        development=frozenset(named[k] for k, entry in entries.items() if entry.get("dev")),
        welcome=frozenset(_welcome(entries)),
    )


def _welcome(entries: Mapping[str, dict[str, object]]) -> Iterator[str]:
    for entry in (e for e in entries.values() if not e.get("dev")):
        for kind in ("optionalDependencies", "peerDependencies", "peerDependenciesMeta"):
            table = entry.get(kind)
            yield from table if isinstance(table, dict) else ()


def _is_whole(entries: Mapping[str, dict[str, object]], root: dict[str, object]) -> bool:
    """Whether a lock has an entry for everything that its entries require."""
    for key, entry in (("", root), *entries.items()):
        kinds = REQUIRED[:2] if key == "" else REQUIRED[:1]
        tables = (entry.get(kind) for kind in kinds)
        for name in (n for table in tables if isinstance(table, dict) for n in table):
            place = key
            while f"{place}/node_modules/{name}".lstrip("/") not in entries:
                if not place:
                    return False
                place = place.rpartition("/node_modules/")[0] if "/node_modules/" in place else ""
    return True


def _name(key: str, entry: dict[str, object]) -> str:
    """`node_modules/a/node_modules/@b/c` is @b/c, unless the entry says that it is an alias."""
    name = entry.get("name")
    return name if isinstance(name, str) else key.rpartition("node_modules/")[2]


def _old_npm(table: object) -> Locked | None:
    """Version 1: a tree of `dependencies`, which says nothing of scripts."""
    if not isinstance(table, dict):
        return None
    names, stack = set[str](), [table]
    while stack:
        below = stack.pop().get("dependencies")
        if isinstance(below, dict):
            names |= below.keys()
            stack += [entry for entry in below.values() if isinstance(entry, dict)]
    return Locked(frozenset(names))
