"""Bytes of what RUN leaves, measured in an image that was built of the Dockerfile.

A RUN of the rewrite that stands in a build stage, or has other words, is known by what it installs.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from posixpath import basename
from typing import NamedTuple

from msgspec import Struct, field

from lambdafix.context.project import Project
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.syntax.tree import Dockerfile
from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.listing import listing


class Weighed(NamedTuple):
    """The instruction that made a layer, as the image tells it, and the bytes of its tar."""

    step: str
    bytes: int


class Measured(Struct, frozen=True):
    """What is known by the words of a RUN, and by what one installs; false: of none."""

    by_line: Mapping[str, int] = field(default_factory=dict)
    by_install: Mapping[Hashable, int] = field(default_factory=dict)

    @classmethod
    def of(cls, dockerfile: Dockerfile, project: Project, layers: Sequence[Weighed]) -> Measured:
        """From the layers of an image of a Dockerfile; what it tells of other lines is no use."""
        lines = {_line(weighed.step): weighed.bytes for weighed in layers}
        steps = (step for built in simulate(dockerfile, project) for step in built.steps)
        runs = [s for s in steps if s.instruction.keyword == "RUN" and line_of(s) in lines]
        return cls(
            {line_of(step): lines[line_of(step)] for step in runs},
            {key: lines[line_of(step)] for step in runs if (key := _installs(step))},
        )

    def bytes_of(self, step: Step) -> int | None:
        """What a RUN leaves; None where the image does not tell, or it is no RUN."""
        if step.instruction.keyword != "RUN":
            return None
        known = self.by_line.get(line_of(step))
        return self.by_install.get(_installs(step)) if known is None else known

    def __bool__(self) -> bool:
        return bool(self.by_line)


NOT_MEASURED = Measured()


def weighed(image: Path) -> tuple[Weighed, ...]:
    """The layers of an image archive. Raises UnreadableImage."""
    with ImageArchive(str(image)) as archive:
        found = listing(archive, archive.image(""))
    return tuple(Weighed(layer.step, layer.unpacked) for layer in found.layers)


def line_of(step: Step) -> str:
    return _line(f"{step.instruction.keyword} {step.instruction.body}")


def _line(text: str) -> str:
    return " ".join(text.split())


def _installs(step: Step) -> Hashable:
    """The tools and what they install, wherever that lands; nothing where a RUN installs none."""
    return tuple(
        (i.tool, tuple(map(basename, i.manifests)), i.distributions) for i in step.effect.installs
    )
