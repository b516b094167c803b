"""Who else may build from a context: an ignore file is in force for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.storage import Kind, Storage
from lambdafix.context.visible import join

_MOST = 20_000  # directory entries; beyond, whether there is another is not known
# Made by tools, and never the place of a Dockerfile that somebody builds.
_NOT_WALKED = frozenset({".git", ".hg", ".tox", ".venv", "node_modules", "venv"})


def other_dockerfiles(storage: Storage, own: str) -> Iterator[str]:
    """The files of a directory tree that are called like Dockerfiles, besides `own`; `...` where
    the tree is too large to tell."""
    todo, seen = ["."], 0
    while todo:
        directory = todo.pop()
        try:
            listed = storage.listing(directory)
        except NotCheckedOut as unknown:
            yield f"one in {unknown.path}"
            continue
        for name, kind in sorted(listed.items()):
            seen += 1
            path = join(directory, name)
            if kind is Kind.DIRECTORY and name not in _NOT_WALKED:
                todo.append(path)
            elif kind is not Kind.DIRECTORY and path != own and _is_called_so(name.lower()):
                yield path
        if seen > _MOST:
            yield "..."
            return


def _is_called_so(name: str) -> bool:
    called = "dockerfile" in name or "containerfile" in name
    return called and not name.endswith(".dockerignore")
