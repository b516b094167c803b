"""What has changed since a revision left our branch: what a pull request touches.

As `git diff REV...`: against the last commit that both have; but what is not committed yet counts
too, for it is what is rewritten. A Dockerfile is touched if it, its ignore file, anything in its
build context (also what is gone from there), its settings or a file of the infrastructure that
names it, or did so then, has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lambdafix.context.functions import Infrastructure, read
from lambdafix.context.git import NoGit, ask
from lambdafix.context.infrastructure.formats import may_say
from lambdafix.context.listing import files_under
from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.target import Target

_NAMES = ("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv",
          "--no-relative", "--ignore-submodules=none")  # fmt: skip
SETTINGS = ("lambdafix.toml", "pyproject.toml")


@lru_cache(maxsize=8)
def changed(top: Path, revision: str) -> frozenset[str]:
    """Absolute paths that differ, in the work tree or a submodule's entry; raises LambdafixError.

    `top` is the top of a git work tree.
    """
    base = _base(top, revision)
    names = ask(top, *_NAMES, base, "--", literal=False).split(b"\0")
    names += ask(top, "ls-files", "-z", "--others", "--exclude-standard", literal=False).split(
        b"\0"
    )
    return frozenset(os.path.join(top, os.fsdecode(name)) for name in names if name)


@lru_cache(maxsize=8)
def then(top: Path, revision: str) -> Infrastructure:
    """What those files of the infrastructure said that have changed, before they did; raises
    LambdafixError."""
    wanted = [path for path in sorted(changed(top, revision)) if may_say(path)]
    old = dict(_contents(top, _base(top, revision), wanted))
    return read(top, {*files_under(str(top)), *old}, old) if old else Infrastructure()


def _contents(top: Path, commit: str, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Those of the files that were there in a commit, and what they held."""
    asked = [path for path in paths if "\n" not in path]  # git takes a name a line
    names = (f"{commit}:{os.path.relpath(path, top)}\n" for path in asked)
    said = ask(top, "cat-file", "--batch", given=os.fsencode("".join(names)), literal=False)
    at = 0
    for path in asked:
        head, _, _ = said[at:].partition(b"\n")
        at += len(head) + 1
        fields = head.split(b" ")
        if len(fields) == 3 and fields[2].isdigit():  # else it is missing
            size = int(fields[2])
            if fields[1] == b"blob":
                yield path, said[at : at + size]
            at += size + 1


def _base(top: Path, revision: str) -> str:
    """The last commit that a revision and HEAD have in common; raises LambdafixError."""
    try:
        wanted = f"{revision}^{{commit}}"
        there = _ask(top, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    except NoGit as error:
        if not os.path.exists(top / ".git"):
            raise LambdafixError("--since: this is in no git repository") from error
        message = f"--since: git knows no commit {revision!r} in {top}"
        raise LambdafixError(message, "In CI: fetch it, and with its history.") from error
    try:
        return _ask(top, "merge-base", there, "HEAD")
    except NoGit as error:
        raise LambdafixError(
            f"--since: {revision} and HEAD have no commit in common here",
            "A shallow clone lacks it: `git fetch --unshallow`, or fetch-depth: 0 in CI.",
        ) from error


def check(revision: str, targets: Iterable[object]) -> None:
    """Reads what has changed in every tree, before it is asked for each file; raises
    LambdafixError."""
    files = (t for t in targets if isinstance(t, Target) and t.content is None)
    for top in dict.fromkeys(tree_of(Path(target.path)) for target in files):
        then(top, revision)


def named_by(target: Target, revision: str) -> str:
    """What has changed of the file itself, its settings and what names it; empty: nothing."""
    path = os.path.abspath(target.path)
    top = tree_of(Path(path))
    found = changed(top, revision)
    own = (path, os.path.realpath(path), f"{path}.dockerignore")
    uses = (*target.uses, *then(top, revision).of(path))
    asked = (*own, *(use.place.path for use in uses), *_settings(path))
    return next((name for name in asked if name in found), "")


def in_context(project: Project, directory: Path, top: Path, revision: str) -> str:
    """What has changed that is in a build context, or would be if it were there; empty: nothing."""
    here = os.path.join(os.path.abspath(directory), "")
    for path in sorted(changed(top, revision)):
        if here.startswith(os.path.join(path, "")):
            return path  # the context lies in a submodule that is another one now
        if path.startswith(here):
            name = Path(path[len(here) :]).as_posix()
            if name == ".dockerignore" or not project.ignore.hides(name):
                return path
    return ""


def _settings(path: str) -> Iterator[str]:
    top = tree_of(Path(path))
    for above in Path(path).parents:
        yield from (str(above / name) for name in SETTINGS)
        if above == top:
            return


def _ask(top: Path, *words: str) -> str:
    return os.fsdecode(ask(top, *words, literal=False)).strip()
