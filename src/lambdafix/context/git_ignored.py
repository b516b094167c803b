"""Which paths git ignores: what a fresh clone has not, and another build context may have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lambdafix.context.git import NoGit, ask


def ignored(root: Path, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
    """Of these paths of a directory those that git ignores, there or not; none where git has no
    say, or ignores the Dockerfile itself: then the directory is no clone."""
    asked = "\0".join((*paths, dockerfile)).encode("utf-8", "surrogateescape")
    try:
        found = ask(root, "check-ignore", "-z", "--stdin", given=asked, literal=False)
    except NoGit:  # also where none is ignored
        return frozenset()
    names = frozenset(found.decode("utf-8", "surrogateescape").split("\0")) - {""}
    return frozenset() if dockerfile in names else names
