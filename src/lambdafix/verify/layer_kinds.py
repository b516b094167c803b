"""What a layer is, by its step and content: base image, OS packages, dependencies, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lambdafix.catalog.layers import base_ends, kind_of_command
from lambdafix.syntax.shell import Compound, Part, Script, read
from lambdafix.verify.archive.model import Image
from lambdafix.verify.archive.steps import instruction

BASE = "base image"
_PACKED = ("/site-packages/", "/dist-packages/", ".dist-info/", "/node_modules/", "/gems/")


def base_of(image: Image) -> tuple[int, str]:
    """How many layers come from the base image, and which base that is; (0, "") if it cannot be
    told: a Dockerfile's own CMD with later steps behind it looks like the end of a base."""
    found = (0, "")
    ends = base_ends()
    layers = 0
    for step in image.config.history:
        if not step.empty:
            layers += 1
        elif layers < len(image.layers) and (base := ends.get(instruction(step))):
            found = (layers, base)
    return found


def is_dependency(path: str) -> bool:
    """Whether a file is of an installed package."""
    return any(part in f"/{path}" for part in _PACKED)


def kind(step: str, dependencies: bool) -> str:
    """What a layer above the base is. `dependencies`: installed packages are what is in it."""
    keyword, _, rest = step.partition(" ")
    if keyword.upper() == "RUN":
        kinds = dict.fromkeys(_kinds(rest))
        return ", ".join(kinds) or ("dependencies" if dependencies else "command")
    if keyword.upper() in ("COPY", "ADD"):
        return "dependencies" if dependencies else "source"
    if keyword.upper() == "WORKDIR":
        return "directory"
    return "dependencies" if dependencies else "not known"


def _kinds(script: str) -> Iterator[str]:
    parsed = read(script)
    if isinstance(parsed, Script):
        for words in _words(parsed.parts):
            if words and (found := kind_of_command(words)):
                yield found


def _words(parts: Iterable[Part]) -> Iterator[tuple[str, ...]]:
    for part in parts:
        if isinstance(part, Compound):
            for body in part.bodies:
                yield from _words(body)
        else:
            yield tuple(word.value or word.raw for word in part.words)
