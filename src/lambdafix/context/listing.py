"""Every file under a directory, as git sees the tree: what git ignores is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

# Made by tools and never written by a person, whether or not .gitignore says so.
SKIPPED = frozenset({".git", "node_modules", ".venv", "cdk.out", ".aws-sam", ".terraform"})


def files_under(directory: str) -> Iterator[str]:
    """The paths of the files, in no order.

    Links to directories are not followed, so a loop of links ends. In a git work tree, what git
    ignores is left out, unless the directory itself is ignored.
    """
    names = _seen_by_git(directory)
    if names is None:
        yield from _walked(directory)
        return
    for name in names:
        if not SKIPPED.isdisjoint(name.split("/")):
            continue
        path = os.path.join(directory, name)
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):
            continue  # tracked, but deleted
        if stat.S_ISDIR(mode):
            # A submodule, or a repository inside this one; git calls an empty submodule "./".
            if os.path.normpath(path) != os.path.normpath(directory):
                yield from files_under(path.rstrip("/"))
        elif not stat.S_ISLNK(mode) or not os.path.isdir(path):
            yield path


def _walked(directory: str) -> Iterator[str]:
    for at, directories, files in os.walk(directory):
        if at != directory and ".git" in (*directories, *files):
            directories.clear()
            yield from files_under(at)
            continue
        # os.walk sees a link to a directory as a directory and does not follow it.
        directories[:] = sorted(set(directories) - SKIPPED)
        yield from (os.path.join(at, name) for name in files)


def _seen_by_git(directory: str) -> list[str] | None:
    """Tracked and new files that git does not ignore; None where git has no say."""
    real = Path(directory).resolve()
    if not any(os.path.exists(above / ".git") for above in (real, *real.parents)):
        return None
    listed = _git(directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        return None
    if not listed and _git(directory, "check-ignore", "-q", ".") is not None:
        return None
    return list(dict.fromkeys(os.fsdecode(name) for name in listed.split(b"\0") if name))


def _git(directory: str, *words: str) -> bytes | None:
    """What git prints, or None where it fails (no repository, an unsafe owner) or is missing."""
    from lambdafix.context.git import NoGit, ask

    try:
        return ask(Path(directory), *words, literal=False)
    except NoGit:
        return None
