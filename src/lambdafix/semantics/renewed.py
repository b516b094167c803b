"""Locks that an update fills with newer versions, where a later step asks for them.

`npm update` leaves packages and a lock that says which they are. Sources may pass it with the lock
of the build context, as the one in the image then says what it said before the update: nobody asks.
Where somebody does, an install behind it above all, the update counts as what writes the lock.
"""

from __future__ import annotations

from itertools import chain
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.context.globs import has_wildcard
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.views import Copy


def held(stages: tuple[Built, ...]) -> tuple[Built, ...]:
    """The stages, with the locks that are asked for among the writes of the update before."""
    return tuple(
        replace(b, steps=tuple(_held(stages, number, at) for at in range(len(b.steps))))
        for number, b in enumerate(stages)
    )


def renewed(step: Step) -> list[str]:
    """The locks of the build context that a step, if it is an update, fills with other versions."""
    beside = {
        join(dirname(area.path), lock): None
        for deposit in step.effect.deposits
        for area in deposit.areas
        for lock in deposit.renews
    }
    return [path for path in beside if path in step.at.image.files]


def _held(stages: tuple[Built, ...], number: int, at: int) -> Step:
    step = stages[number].steps[at]
    asked = [path for path in renewed(step) if _asked(stages, number, at, basename(path))]
    if not asked:
        return step
    writes = (*step.effect.writes, *map(Area, asked))
    return replace(step, effect=replace(step.effect, writes=writes))


def _asked(stages: tuple[Built, ...], number: int, at: int, lock: str) -> bool:
    """Whether a later step, or the function, asks for a lock of this name."""
    others = (b.steps for b in stages[number + 1 :] if _gets(b, lock))
    behind = chain(stages[number].steps[at + 1 :], *others)
    if any(_asks(step, lock) for step in behind):
        return True
    last, project = stages[-1].image, stages[number].steps[at].at.project
    there = any(basename(path) == lock for path in last.files)
    return there and mentioned(lock, (), last, project) != ""


def _gets(built: Built, lock: str) -> bool:
    """Whether a stage has a lock of this name of another stage."""
    first = built.steps[:1]
    if any(basename(path) == lock for s in first for path in s.at.image.files):
        return True
    taking = [s for s in built.steps if _of_a_stage(s)]
    return any(s.instruction.keyword == "RUN" or _takes(s, lock) for s in taking)


def _takes(step: Step, lock: str) -> bool:
    """Whether a COPY from a stage may bring a file of this name; which files a pattern means there
    is not known."""
    sources = Copy.of(step.instruction, step.at.escape).sources
    named = any(basename(path) == lock for path in step.effect.files)
    return named or any(map(has_wildcard, map(step.at.scope.expand, sources)))


def _of_a_stage(step: Step) -> bool:
    """Whether a step takes files from another stage or image."""
    match step.instruction.keyword:
        case "COPY":
            return "from" in Copy.of(step.instruction, step.at.escape).flags
        case "RUN":
            return "from=" in step.instruction.body  # a mount
        case _:
            return False


def _asks(step: Step, lock: str) -> bool:
    """Whether a step reads a lock for what it says, or may do so."""
    named = lock in step.instruction.body
    match step.instruction.keyword:
        case "RUN":
            installs = any(d.semantic[0] == "node" for d in step.effect.deposits)
            return installs or named or step.effect.wall is not None or _of_a_stage(step)
        case "COPY":
            return named and _of_a_stage(step)
        case "CMD" | "ENTRYPOINT":
            return named
        case _:
            return False
