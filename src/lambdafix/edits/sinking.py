"""A stage with its manifests parted from its source, and the source below the installs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Fetched, Parted, Settings
from lambdafix.context.project import Project
from lambdafix.edits import fragments, manifest_copies
from lambdafix.edits.fetched_first import fetched_at
from lambdafix.edits.parted_runs import parted_at
from lambdafix.semantics.difference import difference
from lambdafix.semantics.keep import kept
from lambdafix.semantics.latest import latest
from lambdafix.semantics.ordering.argument_trial import Choice, Other, with_value
from lambdafix.semantics.ordering.arguments import choice
from lambdafix.semantics.ordering.order import MOST_STEPS, Preferences, best_order, constraints
from lambdafix.semantics.ordering.required import spares
from lambdafix.semantics.ordering.stability import Kind, own_kinds
from lambdafix.semantics.ordering.wishes import Standing, standings
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.syntax.tree import Dockerfile, Stage, permuted


class Sunk(Struct, frozen=True):
    """What becomes of the COPYs of source that stand above installs in a stage.

    `moved` are those that go below an install, each with the last such install; `stuck` those that
    stay above one, each with the steps from the COPY to the first such install. `new` is how an
    install got a RUN of its own for that: taken out of one, or made for a build that fetches by
    itself. `kept_out` are the stuck ones of a file in which the latter moves nothing. `choice` is a
    build argument that chooses what an install reads: then nothing moves. `too_many` is the number
    of steps where they are too many to be looked at; `stuck` is the first one then.
    """

    dockerfile: Dockerfile
    moved: tuple[tuple[Step, Step], ...] = ()
    stuck: tuple[tuple[Step, ...], ...] = ()
    new: tuple[Parted | Fetched, ...] = ()
    kept_out: tuple[tuple[Step, ...], ...] = ()
    choice: Choice | None = None
    too_many: int = 0


@latest(8)
def sunk(dockerfile: Dockerfile, project: Project, settings: Settings, number: int) -> Sunk:
    """The file with one of its stages so ordered; the very same where nothing moves.

    An install gets a RUN of its own where only so more source passes it.
    """
    found = _sunk(dockerfile, project, settings, number)
    if found.too_many:
        return found
    steps = simulate(dockerfile, project)[number].steps
    kinds = own_kinds(steps)
    first = kinds.index(Kind.SOURCE) if Kind.SOURCE in kinds else len(steps)
    behind = [s for s in steps[first + 1 :] if found.stuck or s.effect.wall]
    for candidate, parted in parted_at(dockerfile, number, behind):
        other = _sunk(candidate, project, settings, number)
        if len(other.moved) > len(found.moved):
            return replace(other, new=(parted,))
    for candidate, fetched in fetched_at(dockerfile, project, number, steps):
        other = _sunk(candidate, project, settings, number)
        if len(other.moved) > len(found.moved):
            return replace(other, new=(fetched,))
        found = replace(found, kept_out=(*found.kept_out, *other.stuck))
    return found


def _sunk(dockerfile: Dockerfile, project: Project, settings: Settings, number: int) -> Sunk:
    found = _ordered(dockerfile, project, settings, number)
    chosen = choice(dockerfile, project, number) if found.moved else None
    if chosen is None:
        return found
    if chosen.words:
        other = _ordered(dockerfile, project, settings, number, chosen.words)
        if other.moved and all(_holds(dockerfile, other, chosen, o) for o in chosen.others):
            return other
        why = "with that in the words of a COPY the image would be another by some value"
        chosen = replace(chosen, why=why)
    return Sunk(dockerfile, stuck=found.stuck, choice=chosen)


def _holds(before: Dockerfile, found: Sunk, chosen: Choice, other: Other) -> bool:
    """Whether both files make the same image where the argument has another value."""
    old, new = (with_value(d, chosen.argument, other.value) for d in (before, found.dockerfile))
    return not difference(old, new, other.project)


def _ordered(
    dockerfile: Dockerfile,
    project: Project,
    settings: Settings,
    number: int,
    words: Mapping[str, str] = MappingProxyType({}),
) -> Sunk:
    """`words` name what an install reads, where its name in the build context is not the word."""
    stage, steps = dockerfile.stages[number], simulate(dockerfile, project)[number].steps
    if not _copies_before_installs(steps) or kept(stage.instructions[0]):
        return Sunk(dockerfile)
    stuck: dict[int, tuple[Step, ...]] = {}
    whole: frozenset[int] = frozenset()  # lines of the COPYs that are not parted, as that is no use
    while True:
        two = manifest_copies.parted(stage, steps, dockerfile.dialect.escape, whole, words)
        candidate = _with(dockerfile, number, two)
        new_steps = simulate(candidate, project)[number].steps
        if len(new_steps) > MOST_STEPS:
            count = len(steps if len(steps) > MOST_STEPS else new_steps)
            return Sunk(dockerfile, stuck=(_first(steps),), too_many=count)
        wishes = [_wish(s) for s in standings(new_steps, settings.stability)]
        order = best_order(Preferences.by_rank(wishes), constraints(new_steps))
        still = _stuck(new_steps, order, wishes)
        for copy, install in still:
            stuck.setdefault(new_steps[copy].instruction.line, new_steps[copy : install + 1])
        lines = frozenset(new_steps[copy].instruction.line for copy, _ in still)
        if lines <= whole:
            break
        whole |= lines
    moved = _moved(new_steps, order, wishes)
    if not moved:
        return Sunk(dockerfile, stuck=tuple(stuck.values()))
    ordered = permuted(two, order, fragments.gap(dockerfile.dialect))
    return Sunk(_with(dockerfile, number, ordered), moved, tuple(stuck.values()))


def _copies_before_installs(steps: tuple[Step, ...]) -> bool:
    last = max((i for i, s in enumerate(steps) if spares(s)), default=-1)
    return Kind.SOURCE in own_kinds(steps)[: last + 1]


def _first(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """From the first COPY of source to the first install behind it."""
    start = own_kinds(steps).index(Kind.SOURCE)
    end = next(i for i in range(start + 1, len(steps)) if spares(steps[i]))
    return steps[start : end + 1]


def _wish(standing: Standing) -> int | None:
    """Dependencies before source; none where the author says that it is the other way round."""
    dependencies = standing.is_clearly_before(Standing.of(Kind.SOURCE))
    source = Standing.of(Kind.DEPENDENCIES).is_clearly_before(standing)
    if standing.kind is Kind.DEPENDENCIES and dependencies:
        return 0
    return 1 if standing.kind is Kind.SOURCE and source else None


def _with(dockerfile: Dockerfile, number: int, stage: Stage) -> Dockerfile:
    stages = dockerfile.stages
    return replace(dockerfile, stages=(*stages[:number], stage, *stages[number + 1 :]))


def _moved(
    steps: tuple[Step, ...], order: tuple[int, ...], wishes: list[int | None]
) -> tuple[tuple[Step, Step], ...]:
    place, out = {step: at for at, step in enumerate(order)}, []
    for i, wish in enumerate(wishes):
        past = [j for j in range(i + 1, len(steps)) if spares(steps[j]) and place[j] < place[i]]
        if wish == 1 and past and steps[i].instruction.keyword != "RUN":
            out.append((steps[i], steps[past[-1]]))
    return tuple(out)


def _stuck(
    steps: tuple[Step, ...], order: tuple[int, ...], wishes: list[int | None]
) -> list[tuple[int, int]]:
    """Each COPY of source that still stands above an install, with the first such install."""
    place, own = {step: at for at, step in enumerate(order)}, own_kinds(steps)
    out = []
    for i, wish in enumerate(wishes):
        below = (j for j in range(i + 1, len(steps)) if spares(steps[j]))
        first = next((j for j in below if place[j] > place[i]), None)
        if wish == 1 and own[i] is Kind.SOURCE and first is not None:
            out.append((i, first))
    return out
