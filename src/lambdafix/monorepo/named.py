"""What the words of a command line name: files, directories that are searched, standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lambdafix.monorepo.readings import Readings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.shards import in_shard
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import Failure, Outcome


def targets(
    words: Sequence[str], request: Request, stdin: Callable[[], bytes]
) -> Iterator[Target | Outcome]:
    """What the words name, each file once; a word that names nothing is an outcome already.

    Each file comes with what the infrastructure around it says, unless the context is given. Of
    several shards, what is in ours.
    """
    seen: set[str] = set()
    read = Readings()
    for word in words:
        piped = [Target(request.stdin_filename, content=stdin())] if word == "-" else None
        for target in piped or _named(word, read):
            real = "-" if piped else os.path.realpath(target.path)
            if real not in seen:
                seen.add(real)
                if not in_shard(target.path, request.shard):
                    continue
                if isinstance(target, Target) and not piped and not request.context:
                    target = target._replace(uses=read.of(target.path))
                yield target


def _named(word: str, read: Readings) -> Iterator[Target | Outcome]:
    # os.path, for Path raises where a name is too long or a directory is closed to us.
    if not word:
        yield Outcome("''", failure=Failure("the path is empty", "For this directory, say ."))
    elif os.path.isdir(word):
        found = read.dockerfiles(Path(word))
        yield from (Target(str(file), named=False) for file in found)
        if not found:
            yield Outcome(
                word,
                failure=Failure(
                    "no Dockerfile in this directory",
                    "Searched for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile, less "
                    "what git ignores; name the file if it is called otherwise.",
                ),
            )
    elif _is_special(word):
        yield Outcome(word, failure=Failure("not a regular file", "Pipe it in and name -"))
    else:
        yield Target(word)


def _is_special(word: str) -> bool:
    """Whether it is a pipe, a device or a socket: reading one could wait for ever."""
    try:
        return not stat.S_ISREG(os.stat(word).st_mode)
    except (OSError, ValueError):
        return False  # reading it says what is wrong
