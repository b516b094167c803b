"""Changes in reviewable pieces: by owner, directory or function; each is a branch and a commit.

Two pieces that change the same file (an ignore file that several Dockerfiles share) are one piece:
neither could be merged without the other.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.codeowners import Owners
from lambdafix.monorepo.writing import ignore_files
from lambdafix.report.outcome import Outcome

NOBODY = "no owner"
_LONGEST = 60  # letters of a branch's name, for a file system keeps it as a file


class By(Enum):
    """What makes a piece."""

    OWNERS = "owners"
    DIRECTORY = "directory"
    FUNCTION = "function"


class Group(Struct):
    """Files that are changed together; `names` say what for, `files` are paths from the top."""

    names: list[str]
    outcomes: list[Outcome] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return ", ".join(self.names)


def slugs(groups: Sequence[Group]) -> list[str]:
    """For each group a short name for a branch and a file; no two groups share one."""
    words = [re.sub(r"[^a-z0-9]+", "-", g.name.lower()).strip("-") or "all" for g in groups]
    often = Counter(words)
    return [
        word if often[word] == 1 and len(word) <= _LONGEST else _with_digest(word, group.name)
        for word, group in zip(words, groups, strict=True)
    ]


def _with_digest(word: str, name: str) -> str:
    digest = sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{word[:_LONGEST].strip('-')}-{digest}"


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str], top: Path) -> list[Group]:
    """The groups in which anything changes, in the order of their names."""
    groups: dict[str, Group] = {}
    into: dict[str, str] = {}  # a key that has gone -> the key whose group its group has joined
    owner: dict[str, str] = {}  # a file -> the key of the group that changes it
    for outcome in outcomes:
        name, files = _last(into, key(outcome)), changes(outcome, top)
        group = groups.setdefault(name, Group([name]))
        # What was worked out with another one's ignore file in force stands with it, too.
        read = {from_top(top, path) for path in ignore_files(outcome)} if files else set()
        for other in {_last(into, owner[path]) for path in {*files, *read} if path in owner}:
            if other != name:
                joined = groups.pop(other)
                into[other] = name
                group.names += (n for n in joined.names if n not in group.names)
                group.outcomes += joined.outcomes
                group.files = {**joined.files, **group.files}
        group.outcomes.append(outcome)
        group.files |= files
        owner |= dict.fromkeys(files, name)
    for group in groups.values():
        group.names.sort()
        group.outcomes.sort(key=lambda outcome: outcome.path)
    return sorted((g for g in groups.values() if g.files), key=lambda group: group.names)


def _last(into: Mapping[str, str], name: str) -> str:
    while name in into:
        name = into[name]
    return name


def key_of(
    by: By, top: Path, owners: Owners, uses: Mapping[str, tuple[Use, ...]], depth: int
) -> Callable[[Outcome], str]:
    """What makes a file part of a group: its owners, the first `depth` parts of its directory, or
    the functions that use it."""

    def of(outcome: Outcome) -> str:
        path = PurePosixPath(from_top(top, outcome.path))
        if by is By.OWNERS:
            return " ".join(owners.of(str(path))) or NOBODY
        if by is By.DIRECTORY:
            return "/".join(path.parts[:-1][:depth]) or "."
        names = dict.fromkeys(use.function for use in uses.get(outcome.path, ()) if use.function)
        return f"{', '.join(names)} ({path})" if names else str(path)

    return of


def changes(outcome: Outcome, top: Path) -> dict[str, bytes]:
    """The files that an outcome changes, links followed, with their new contents."""
    rewrite = outcome.rewrite
    if not outcome.diff or rewrite is None or outcome.failure:
        return {}
    found: dict[str, bytes] = {}
    if rewrite.changed:
        found[from_top(top, outcome.path)] = rewrite.source.encoded(rewrite.text)
    for name, text in rewrite.edits.items():
        path = Path(outcome.context or ".", name)
        found[from_top(top, path)] = text.encode("utf-8", "surrogateescape")
    return found


def from_top(top: Path, path: str | Path) -> str:
    """A file's path from the top of its repository, links followed."""
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(top))).as_posix()
