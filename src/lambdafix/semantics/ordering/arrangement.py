"""The order that each stage of a Dockerfile is to get, with all that it was decided by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Order, Settings
from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.arguments import choice
from lambdafix.semantics.ordering.changes import ENOUGH, Changed, changes
from lambdafix.semantics.ordering.cost import Layers, cheapest_order
from lambdafix.semantics.ordering.order import (
    MOST_STEPS,
    Behind,
    Preferences,
    best_order,
    constraints,
)
from lambdafix.semantics.ordering.rates import Rate
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.ordering.weights import weights
from lambdafix.semantics.ordering.wishes import Wishes, spoken_of, standings
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile

# A word as a share of the commits: as if there were one a day.
_DAYS = {Rate.RARELY: 180, Rate.MONTHLY: 30, Rate.WEEKLY: 7, Rate.DAILY: 1}


class Arrangement(Struct, frozen=True):
    """One stage: its steps, what they wish and must, and the order that comes of it.

    `layers` tell what an order costs, where that was counted; `uncounted` why it could not be.
    `too_many`: the steps are more than are looked at, so they keep the author's order.
    """

    steps: tuple[Step, ...]
    behind: Behind
    wishes: Wishes
    order: tuple[int, ...]
    layers: Layers | None = None
    uncounted: str = ""
    by_cost: bool = False
    too_many: bool = False

    def prefers(self, one: int, other: int) -> bool:
        """Whether the first step had better stand before the second."""
        return self.wishes.clear(one, other) or self.wishes.measured(one, other)

    @property
    def unmoved(self) -> tuple[int, ...]:
        return tuple(range(len(self.steps)))


def arrangements(
    dockerfile: Dockerfile, project: Project, settings: Settings
) -> tuple[Arrangement, ...]:
    """Every stage with its order. History is read for the first stage that needs it, if any."""
    past = _Past(dockerfile, simulate(dockerfile, project), project, settings)
    return tuple(past.arranged(number) for number in range(len(past.stages)))


def _passes_install(steps: tuple[Step, ...], order: tuple[int, ...]) -> bool:
    """Whether a COPY that stands above an install goes below it."""
    place = {step: at for at, step in enumerate(order)}
    copies = (i for i, s in enumerate(steps) if s.instruction.keyword in ("ADD", "COPY"))
    behind = [j for j, s in enumerate(steps) if installs(s)]
    return any(place[j] < place[i] for i in copies for j in behind if i < j)


class _Past:
    """What is asked of the past of a Dockerfile: read once, and only where something asks."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        stages: tuple[Built, ...],
        project: Project,
        settings: Settings,
    ) -> None:
        self.dockerfile, self.stages = dockerfile, stages
        self.project, self.settings = project, settings

    def arranged(self, number: int) -> Arrangement:
        steps = self.stages[number].steps
        is_last = number == len(self.stages) - 1  # the others are not pushed
        by_cost = self.settings.order is Order.COST and is_last
        if len(steps) > MOST_STEPS and not by_cost:
            return Arrangement(steps, (), Wishes(()), tuple(range(len(steps))), too_many=True)
        behind = constraints(steps)
        wishes = Wishes(standings(steps, self.settings.stability, self.spoken))
        stage = Arrangement(steps, behind, wishes, tuple(range(len(steps))))
        if kept(self.dockerfile.stages[number].instructions[0]):
            return stage
        if not by_cost and self.settings.history and wishes.undecided(behind):
            each = self.changes[number].each if self.history else ()
            wishes = Wishes(wishes.standings, each, self.history)
            stage = replace(stage, wishes=wishes)
        if is_last and (by_cost or wishes.changes):
            stage = self._counted(stage, number)
        if by_cost:
            order = cheapest_order(stage.layers, behind) if stage.layers else stage.order
        else:
            order = best_order(Preferences.of(len(steps), wishes.clear, wishes.measured), behind)
        if _passes_install(steps, order) and choice(self.dockerfile, self.project, number):
            order = stage.unmoved  # by another value the install may read what would pass it
        return replace(stage, order=order, by_cost=by_cost)

    @cached_property
    def spoken(self) -> Mapping[str, Rate]:
        return spoken_of(self.stages, self.settings.stability)

    @cached_property
    def history(self) -> History:
        return self.project.history if self.settings.history else History.none("--no-history")

    @cached_property
    def changes(self) -> tuple[Changed, ...]:
        return changes(self.dockerfile, self.stages, self.project, self.history)

    def _counted(self, stage: Arrangement, number: int) -> Arrangement:
        """The stage with what its layers cost."""
        count = len(self.history)
        if not self.history or count < ENOUGH:
            why = self.history.why or f"{count} commits are too few"
            return replace(stage, uncounted=f"no history: {why}")
        bytes_ = weights(self.stages, self.project, self.settings.sizes)[number]
        changed = list(self._rates(stage, number))
        for step, commits in zip(stage.steps, changed, strict=True):
            if commits is None:
                name = shown(step.instruction)
                return replace(stage, uncounted=f"git does not know how often `{name}` changes")
        known = tuple(c for c in changed if c is not None)
        base = self.changes[number].base.commits
        return replace(stage, layers=Layers(bytes_, known, count, base))

    def _rates(self, stage: Arrangement, number: int) -> Iterator[int | None]:
        """For each step its commits, as bits: by the author's word, or by history where that
        knows all; else None."""
        count = len(self.history)
        for standing, change in zip(stage.wishes.standings, self.changes[number].each, strict=True):
            if standing.said is not None:
                days = _DAYS.get(standing.said, count + 1)
                yield sum(1 << at for at in range(days - 1, count, days))
            else:
                yield change.commits if change.whole else None
