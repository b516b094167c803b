"""From words to a use: where a build's Dockerfile lies, or why that cannot be said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lambdafix.context.infrastructure import patterns
from lambdafix.context.infrastructure.tree import below, is_remote
from lambdafix.context.infrastructure.uses import (
    Builder,
    Finding,
    Place,
    Purpose,
    Unresolved,
    Use,
)


class Build(NamedTuple):
    """One build as it was written; None: the value is not in the files. Empty: not said.

    `context` and `file` hold UNKNOWN where a part of them is not in the files. `file` is relative
    to the context where `file_in_context`, else to the directory it is run in; to either where that
    is None.
    """

    context: str | None
    file: str | None = ""
    file_in_context: bool | None = False
    target: str | None = ""
    platform: str | None = ""
    arguments: tuple[tuple[str, str], ...] = ()


def use_of(
    build: Build,
    directories: Sequence[str],
    builder: Builder,
    place: Place,
    purpose: Purpose = Purpose.IMAGE,
) -> Iterator[Finding]:
    """The use, if exactly one of the directories that it may be run in makes sense of it.

    A script does not say from where it is called: of the directories in question, those count
    in which its context and its Dockerfile are there. What is said but for a part, as a loop says
    it, is every file that fits, and no more is said of one than how it is built.
    """
    if build.context is not None and (is_remote(build.context) or build.file == "-"):
        return
    left_open = patterns.is_open(build.context, build.file, *directories)
    if left_open and not _is_told(build, place):
        yield _hanging(build, place)
        return
    if not directories:
        yield Unresolved(place, "it is run in a directory that is not in the file")
        return
    found = {there: None for d in directories if (there := tuple(_there(build, d)))}
    pairs = list(dict.fromkeys(pair for there in found for pair in there))
    if len(found if left_open else pairs) != 1:
        name = build.file or f"{build.context}/Dockerfile".removeprefix("./")
        said = "may be one of several files" if pairs else "is not there"
        yield _hanging(build, place) if left_open else Unresolved(place, f"{name} {said}")
        return
    for dockerfile, context in pairs:
        yield Use(
            dockerfile=dockerfile,
            context=context,
            builder=builder,
            place=place,
            purpose=Purpose.IMAGE if left_open else purpose,
            platform=build.platform or "",
            target=build.target or "",
            arguments=build.arguments,
            one_of=left_open,
        )


def _is_told(build: Build, place: Place) -> bool:
    if build.context is None or build.file is None:
        return False
    inside = os.path.join(build.context, build.file)
    paths = [inside] if build.file_in_context else [build.context, build.file]
    return all(patterns.is_told(path, place.path) for path in paths)


def _hanging(build: Build, place: Place) -> Unresolved:
    what = "build context" if patterns.is_open(build.context) else "Dockerfile"
    return Unresolved(place, f"the {what} hangs on a value that is not in the file")


def _there(build: Build, directory: str) -> Iterator[tuple[str, str]]:
    """The Dockerfiles and contexts of a build in a directory that are there."""
    for pair in _pairs(build.context or ".", build, directory):
        for dockerfile, context in patterns.filled(*pair):
            if os.path.isfile(dockerfile) and os.path.isdir(context):
                yield dockerfile, context


def _pairs(word: str, build: Build, directory: str) -> Iterator[tuple[str, str]]:
    """Where the Dockerfile and its context lie for a build that is run in a directory."""
    context = below(directory, word)
    if not build.file:
        yield _default(context), context
        return
    if build.file_in_context is not False:
        yield below(context, build.file), context
    if build.file_in_context is not True:
        yield below(directory, build.file), context


def _default(context: str) -> str:
    """Dockerfile, or what podman and buildah take as well."""
    for name in ("Dockerfile", "Containerfile"):
        if os.path.isfile(below(context, name)):
            return below(context, name)
    return below(context, "Dockerfile")
