"""Mounts of a RUN, by moving: what lay at the target is put aside, and what was mounted goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from posixpath import dirname, normpath

from tests.proof import tree
from tests.proof.copying import Failed, inside
from tests.proof.stage import Stage

Origin = Callable[[str], str]  # the name in from= -> where it lies on the disk
Cache = Callable[[str], str]  # the id of a cache -> where it lies between two RUNs


@contextmanager
def mounted(
    stage: Stage, flags: Sequence[str], origin: Origin, cache: Cache, spare: str
) -> Iterator[None]:
    """All mounts of one RUN; `spare` is a path of the disk that nothing else uses."""
    with ExitStack() as stack:
        for number, flag in enumerate(flags):
            words = dict(part.partition("=")[::2] for part in flag.split(","))
            stack.enter_context(_one(stage, words, origin, cache, f"{spare}-{number}"))
        yield


@contextmanager
def _one(
    stage: Stage, words: dict[str, str], origin: Origin, cache: Cache, aside: str
) -> Iterator[None]:
    text = words.get("target") or words.get("dst") or words.get("destination") or ""
    target = inside(stage.place, stage.absolute(text))
    made, parent = list[str](), dirname(target)
    while not os.path.lexists(parent):
        made.append(parent)
        parent = dirname(parent)
    os.makedirs(dirname(target), exist_ok=True)
    if os.path.lexists(target):
        os.rename(target, aside)
    kept = cache(words.get("id", normpath(text))) if words.get("type") == "cache" else ""
    try:
        _bring(target, words, origin, kept)
        yield
    finally:
        if kept:
            os.rename(target, kept)
        tree.remove(target)
        if os.path.lexists(aside):
            os.rename(aside, target)
        for directory in made:
            with suppress(OSError):
                os.rmdir(directory)


def _bring(target: str, words: dict[str, str], origin: Origin, kept: str) -> None:
    match words.get("type", "bind"):
        case "cache":
            os.rename(kept, target)
        case "tmpfs":
            os.mkdir(target)
        case "bind":
            place = words.get("source", words.get("src", ""))
            source = inside(origin(words.get("from", "")), f"/{place}")
            if os.path.isdir(source):
                shutil.copytree(source, target, symlinks=True)
            elif os.path.exists(source):
                shutil.copy2(source, target)
            else:
                raise Failed(f"mount: {place} not found")
