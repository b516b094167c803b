"""What the words of a command line name: files, directories that are searched, standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from lambdafix.monorepo.readings import Readings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.shards import in_shard
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import Failure, Outcome


class Named(Collection[Target | Outcome]):
    """What words name, in their order; a word that names nothing is an outcome already.

    Each file comes with what the infrastructure around it says, unless the context is given: that
    is read when the file's turn has come, so that others can be worked on meanwhile.
    """

    def __init__(self, items: Sequence[Target | Outcome], read: Readings | None) -> None:
        self._items, self._read = items, read

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item: object) -> bool:
        return any(found == item for found in self)

    def __iter__(self) -> Iterator[Target | Outcome]:
        for item in self._items:
            if self._read and isinstance(item, Target) and item.content is None:
                around = self._read.around(item.path)
                yield item._replace(uses=around.of(item.path), beside=around.beside(item.path))
            else:
                yield item


def targets(words: Sequence[str], request: Request, stdin: Callable[[], bytes]) -> Named:
    """What the words name, each file once. Of several shards, what is in ours."""
    read = Readings()
    items = list(_in_our_shard(words, request, stdin, read))
    return Named(items, None if request.context else read)


def _in_our_shard(
    words: Sequence[str], request: Request, stdin: Callable[[], bytes], read: Readings
) -> Iterator[Target | Outcome]:
    seen: set[str] = set()
    for word in words:
        piped = [Target(request.stdin_filename, content=stdin())] if word == "-" else None
        for target in piped or _named(word, read):
            real = "-" if piped else os.path.realpath(target.path)
            if real not in seen:
                seen.add(real)
                if in_shard(target.path, request.shard):
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
