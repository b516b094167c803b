"""What the user asked of a run, with every name checked."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from lambdafix.codemod import Order, Safety, Settings
from lambdafix.errors import LambdafixError


class Request(NamedTuple):
    """One run: the same for every file."""

    settings: Settings = Settings()
    context: Path | None = None  # None: found for each file by what it copies
    write: bool = False
    jobs: int | None = None  # None: as many processes as pay
    stdin_filename: str = "Dockerfile"
    order: Order | None = None  # None: what the project says
    history: bool | None = None
    since: str = ""  # a revision: only what has changed since it left our branch
    shard: tuple[int, int] = (1, 1)  # which of how many parts
    saved: bool = False  # say what a rewrite would have saved, too
    root: Path | None = None  # diffs call files as they are called from here; None: from the cwd


def settings_of(
    *,
    unsafe: bool,
    only: Iterable[str],
    skip: Iterable[str],
    runtime: str | None,
    target: str = "",
) -> Settings:
    """Settings from the words of a command line; raises LambdafixError for an unknown name."""
    return Settings(
        allow=Safety.UNSAFE if unsafe else Safety.SAFE,
        only=_codemods(only),
        skip=_codemods(skip),
        runtime=None if runtime is None else _runtime(runtime),
        targets=(target,) if target else (),
    )


def directory_of(word: str) -> Path:
    """An existing directory; raises LambdafixError."""
    if not os.path.isdir(word):
        raise LambdafixError(f"{word}: not a directory", "A directory is wanted here.")
    return Path(word)


def shard_of(word: str) -> tuple[int, int]:
    """`2/8` as (2, 8); raises LambdafixError."""
    match = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", word)
    part, parts = (int(match[1]), int(match[2])) if match else (1, 0)
    if part > parts:
        hint = "The second of eight parts is --shard 2/8; the first is 1."
        raise LambdafixError(f"--shard: {word!r} is no part of a whole", hint)
    return part, parts


def unknown_codemod(name: str, known: Sequence[str]) -> LambdafixError:
    """The error for a name that no codemod has, with the nearest name that one has."""
    near = difflib.get_close_matches(name, known, n=1)
    return LambdafixError(
        f"no codemod is called {name!r}",
        f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}",
    )


def _codemods(words: Iterable[str]) -> frozenset[str]:
    names = frozenset(name for word in words for name in word.split(",") if name)
    if not names:
        return names
    from lambdafix.codemods import PIPELINE  # all of the core: only where a name was given

    known = [codemod.name for codemod in PIPELINE]
    for name in sorted(names):
        if name not in known:
            raise unknown_codemod(name, known)
    return names


def _runtime(word: str) -> str:
    from lambdafix.catalog.runtimes import from_identifier, runtimes

    found = from_identifier(word)
    if found is None:
        known = [runtime.identifier for runtime in runtimes()]
        near = difflib.get_close_matches(word, known, n=1)
        raise LambdafixError(
            f"no AWS base image is known for the runtime {word!r}",
            (f"did you mean {near[0]}? " if near else "") + "`lambdafix runtimes` lists them",
        )
    return found.identifier
