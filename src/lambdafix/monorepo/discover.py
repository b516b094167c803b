"""Find the Dockerfiles under a directory: by name, as git sees the tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

# Dockerfile and Containerfile with a suffix or a prefix, as docker, podman and their editors
# name them; `<name>.dockerignore` belongs to a Dockerfile and is none.
_NAME = re.compile(
    r"(?i:dockerfile|containerfile)|(Dockerfile|Containerfile)\..+|.+\.[Dd]ockerfile", re.DOTALL
)

# What lies beside a Dockerfile and is none: templates, copies of editors, notes.
_OTHER = tuple(
    ".bak .dockerignore .erb .in .j2 .jinja .jinja2 .md .mustache .orig .rej .swp .template .tmpl "
    ".tpl ~".split()
)

# Made by tools and never written by a person, whether or not .gitignore says so.
_SKIPPED = frozenset({".git", "node_modules", ".venv", "cdk.out", ".aws-sam"})


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile when a directory is searched."""
    return _NAME.fullmatch(name) is not None and not name.endswith(_OTHER)


def dockerfiles(directory: Path) -> list[Path]:
    """The Dockerfiles under a directory, in a stable order.

    In a git work tree, what git ignores is left out, unless the directory itself is ignored.
    Links to directories are not followed, so a loop of links ends; a link that is called
    Dockerfile is found, wherever it points.
    """
    return sorted(_found(directory))


def _found(directory: Path) -> Iterator[Path]:
    names = _seen_by_git(directory)
    if names is None:
        yield from _walked(directory)
        return
    for name in names:
        path = directory / name
        if _SKIPPED.intersection(Path(name).parts):
            continue
        if os.path.isdir(path):
            # A submodule, or a repository inside this one; git calls an empty submodule "./".
            if not path.is_symlink() and path != directory:
                yield from _found(path)
        elif is_dockerfile(path.name) and os.path.lexists(path):  # tracked, perhaps deleted
            yield path


def _walked(directory: Path) -> Iterator[Path]:
    for at, directories, files in os.walk(directory):
        here = Path(at)
        if here != directory and ".git" in (*directories, *files):
            directories.clear()
            yield from _found(here)
            continue
        # os.walk sees a link to a directory as a directory and does not follow it.
        directories[:] = sorted(set(directories) - _SKIPPED)
        yield from (here / name for name in files if is_dockerfile(name))


def _seen_by_git(directory: Path) -> list[str] | None:
    """Tracked and new files that git does not ignore; None where git has no say."""
    real = directory.resolve()
    if not any(os.path.exists(above / ".git") for above in (real, *real.parents)):
        return None
    listed = _git(directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        return None
    if not listed and _git(directory, "check-ignore", "-q", ".") is not None:
        return None
    return list(dict.fromkeys(os.fsdecode(name) for name in listed.split(b"\0") if name))


def _git(directory: Path, *words: str) -> bytes | None:
    """What git prints, or None where it fails (no repository, an unsafe owner) or is missing."""
    from lambdafix.context.git import NoGit, ask

    try:
        return ask(directory, *words, literal=False)
    except NoGit:
        return None
