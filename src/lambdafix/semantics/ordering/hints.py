"""What the settings say of files and of instructions: a pattern and what holds for all that fits.

A pattern is one of `.dockerignore`, for files of the build context (`model`, `**/*.onnx`; what lies
below a directory that fits, fits). One that begins with `ADD`, `COPY` or `RUN` is held against
whole instructions, where `*` stands for anything (`RUN pip install *`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TypeVar

from lambdafix.context.dockerignore import DockerIgnore
from lambdafix.context.globs import in_context
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.tree import Instruction

T = TypeVar("T")
_KEYWORDS = ("ADD ", "COPY ", "RUN ")


def of_instruction(hints: Sequence[tuple[str, T]], instruction: Instruction) -> T | None:
    """What is said of a whole instruction; of several patterns that fit, the last counts."""
    line = " ".join((instruction.keyword, *instruction.body.split()))
    fitting = [said for pattern, said in hints if _is_line(pattern) and fnmatchcase(line, pattern)]
    return fitting[-1] if fitting else None


def of_file(hints: Sequence[tuple[str, T]], path: str) -> tuple[str, T] | None:
    """The last pattern that a path of the context fits, and what it says."""
    path = in_context(path)
    fitting = [h for h in hints if not _is_line(h[0]) and _read(h[0]).hides(path)]
    return fitting[-1] if fitting else None


def taken(step: Step) -> tuple[str, ...]:
    """The files of the build context that a step copies; of what is not there, the source."""
    files = [context for _, context in step.effect.files.values() if context is not None]
    missing = [str(d.semantic[1]) for d in step.effect.deposits if d.semantic[0] == "context"]
    return (*files, *missing)


def is_pattern(text: str) -> bool:
    """Whether this is a pattern at all: one line that Docker would take, and that takes in."""
    if _is_line(text):
        return True
    read = DockerIgnore.parse(text)
    return len(read.patterns) == 1 and not read.faults and not read.patterns[0].restores


def _is_line(pattern: str) -> bool:
    return pattern.startswith(_KEYWORDS)


@lru_cache(maxsize=256)
def _read(pattern: str) -> DockerIgnore:
    return DockerIgnore.parse(pattern)
