"""What git has below a directory and the disk has not: a sparse checkout, submodules to be fetched.

A full clone has it, so a build context there does: such a path counts as there, and what it holds
is not known. git is asked once for a repository that has submodules or has been sparse, else never.
Source: git-scm.com/docs/git-ls-files and git-sparse-checkout of git 2.39, read 2026-11-26.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from lambdafix.context.history import git_directory, repository_of, state_of
from lambdafix.errors import LambdafixError

_SKIPPED, _SUBMODULE, _LINK = "S", "160000", "120000"  # a tag and modes of `git ls-files`
_MOST_SECONDS = 10.0


class NotCheckedOut(LambdafixError):
    """What a path of the build context holds has to be known, and is not on the disk."""

    def __init__(self, path: str, hint: str) -> None:
        super().__init__(
            f"what {path} holds has to be known: git has it, and it is not checked out", hint
        )
        self.path = path


class Away(Struct, frozen=True):
    """Paths that git has and the disk has not, relative to a directory: path -> mode.

    `directories` are those that lead to them, with the names in each. Nothing is known of what lies
    in a submodule that is not fetched, which is one of the paths.
    """

    paths: Mapping[str, str] = {}
    directories: Mapping[str, frozenset[str]] = {}

    @classmethod
    def of(cls, paths: Mapping[str, str]) -> Away:
        directories: dict[str, set[str]] = {}
        for path in paths:
            parent, _, name = path.rpartition("/")
            while name not in (names := directories.setdefault(parent or ".", set())):
                names.add(name)
                parent, _, name = parent.rpartition("/")
                if not name:
                    break
        return cls(paths, {at: frozenset(names) for at, names in directories.items()})

    def names(self, directory: str) -> frozenset[str]:
        """The names in a directory; raises NotCheckedOut where it is a submodule."""
        if self.is_module(directory):
            hint = f"`git submodule update --init` fetches {directory}; or hide it by .dockerignore"
            raise NotCheckedOut(directory, hint)
        return self.directories.get(directory, frozenset())

    def is_directory(self, path: str) -> bool:
        return path in self.directories or self.is_module(path)

    def is_link(self, path: str) -> bool:
        return self.paths.get(path) == _LINK

    def is_module(self, path: str) -> bool:
        return self.paths.get(path) == _SUBMODULE

    def check(self, path: str) -> None:
        """Raises NotCheckedOut for a file or a link whose content is not there."""
        if path in self.paths:
            hint = "`git sparse-checkout add` brings its directory"
            raise NotCheckedOut(path, f"{hint}; or hide it by .dockerignore")


def away(directory: Path) -> Away:
    """What of a directory on the disk is only in git; nothing where git has no say."""
    real = Path(os.path.realpath(directory))
    top = repository_of(real)
    if top is None or not _may_lack(top):
        return Away()
    within = real.relative_to(top).as_posix()
    start = "" if within == "." else f"{within}/"
    paths = dict(_missing(top, start))
    return Away.of({p[len(start) :]: mode for p, mode in paths.items()}) if paths else Away()


def _missing(top: Path, start: str) -> Iterator[tuple[str, str]]:
    """Of a repository, the paths that begin so and are not on the disk, with their modes."""
    for path, mode in _may_be_away(top, state_of(top)):
        if not path.startswith(start):
            continue
        if mode != _SUBMODULE:
            if not os.path.lexists(top / path):
                yield path, mode
        elif not os.path.lexists(top / path / ".git"):
            yield path, mode
        elif _may_lack(top / path):  # a submodule may lack submodules of its own
            yield from ((f"{path}/{p}", m) for p, m in _missing(top / path, ""))


def _may_lack(top: Path) -> bool:
    """Whether something may be missing, by two looks at the disk."""
    try:
        sparse = git_directory(top) / "info" / "sparse-checkout"
    except (OSError, ValueError):
        return False
    return os.path.lexists(top / ".gitmodules") or os.path.lexists(sparse)


@lru_cache(maxsize=4)
def _may_be_away(top: Path, state: object) -> tuple[tuple[str, str], ...]:
    """The submodules of a repository, and what a sparse checkout leaves out, with their modes."""
    from lambdafix.context.git import NoGit, ask  # most runs ask nothing of git

    try:
        listed = ask(top, "ls-files", "-z", "-t", "--stage", seconds=_MOST_SECONDS)
    except NoGit:
        return ()
    out = []
    for entry in listed.split(b"\0")[:-1]:
        facts, _, name = entry.partition(b"\t")
        tag, mode = facts.decode().split()[:2]
        if mode == _SUBMODULE or tag == _SKIPPED:
            out.append((os.fsdecode(name), mode))
    return tuple(out)
