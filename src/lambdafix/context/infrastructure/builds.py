"""From words to a use: where a build's Dockerfile lies, or why that cannot be said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

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

    `file` is relative to the context where `file_in_context`, else to the directory it is run in;
    to either where that is None.
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
    in which its context and its Dockerfile are there.
    """
    if build.context is None or build.file is None:
        what = "build context" if build.context is None else "Dockerfile"
        yield Unresolved(place, f"the {what} hangs on a value that is not in the file")
        return
    if is_remote(build.context) or build.file == "-":
        return
    if not directories:
        yield Unresolved(place, "it is run in a directory that is not in the file")
        return
    pairs = dict.fromkeys(pair for d in directories for pair in _pairs(build.context, build, d))
    there = [pair for pair in pairs if os.path.isfile(pair[0]) and os.path.isdir(pair[1])]
    if len(there) != 1:
        name = build.file or f"{build.context}/Dockerfile".removeprefix("./")
        said = "may be one of several files" if there else "is not there"
        yield Unresolved(place, f"{name} {said}")
        return
    dockerfile, context = there[0]
    yield Use(
        dockerfile=dockerfile,
        context=context,
        builder=builder,
        place=place,
        purpose=purpose,
        platform=build.platform or "",
        target=build.target or "",
        arguments=build.arguments,
    )


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
