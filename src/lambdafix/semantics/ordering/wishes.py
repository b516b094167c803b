"""Which step had better stand before which.

The author's word counts most, then the kind of a step, then what history says of files of the
build context, where it is clear. What is left keeps the author's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from lambdafix.context.history import History
from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.ordering.changes import Change
from lambdafix.semantics.ordering.hints import of_file, of_instruction, taken
from lambdafix.semantics.ordering.order import Behind, above
from lambdafix.semantics.ordering.rates import WORDS, Rate, said_above
from lambdafix.semantics.ordering.stability import Kind, kinds, own_kinds
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.views import Copy, stage_name

Said = Sequence[tuple[str, str]]  # patterns of the settings, each with a word of the author's

NOT_ASKED = History.none("it was not asked")
# From what changes least to what changes most: where the author's words stand among the kinds.
# `weekly` is what source counts as anyway.
_OF_RATE = {
    Rate.NEVER: 0,
    Rate.RARELY: 3,
    Rate.MONTHLY: 5,
    Rate.WEEKLY: 6,
    Rate.DAILY: 7,
}
_OF_KIND = {
    Kind.OS_PACKAGES: 1,
    Kind.OTHER_IMAGES: 2,
    Kind.DEPENDENCIES: 4,
    Kind.SOURCE: 6,
}


class Standing(Struct, frozen=True):
    """How often a step changes, as far as it is said: by its kind, or by the author's word.

    `rank` orders both; None: nobody has said anything, and the step wishes nothing.
    """

    kind: Kind | None = None
    said: Rate | None = None
    rank: int | None = None

    @classmethod
    def of(cls, kind: Kind) -> Standing:
        """That of a step of which only the kind is known."""
        return cls(kind, None, _OF_KIND[kind])

    def is_clearly_before(self, other: Standing) -> bool:
        """Whether it had better stand first: by the word, or the rank of its kind; then by kind."""
        if self.rank is None or other.rank is None or self.rank != other.rank:
            return self.rank is not None and other.rank is not None and self.rank < other.rank
        return self.kind is not None and other.kind is not None and self.kind < other.kind

    def leaves_to_history(self, other: Standing) -> bool:
        """Whether only the history can tell which of the two changes less."""
        return self.kind is other.kind is Kind.SOURCE and self.rank == other.rank


def standings(
    steps: Sequence[Step], said: Said = (), below: Mapping[str, Rate] | None = None
) -> tuple[Standing, ...]:
    """Of each step; `below` is what the author says of what other stages leave (`spoken_of`)."""
    return tuple(
        _standing(step, kind, own, said, below or {})
        for step, kind, own in zip(steps, kinds(steps), own_kinds(steps), strict=True)
    )


def spoken_of(stages: Sequence[Built], said: Said = ()) -> Mapping[str, Rate]:
    """The author's word for what steps leave, by its label or the provenance of a file: it holds
    wherever another stage copies that from, and so outlives a split."""
    words: dict[str, Rate] = {}
    for step in (step for built in stages for step in built.steps):
        rate = _word(step, said)
        if rate is not None:
            for left in _left_by(step):
                words[left] = max(rate, words.get(left, rate))
    return words


def _word(step: Step, said: Said) -> Rate | None:
    """What the author says of a whole step: above it, or in the settings."""
    rate = said_above(step.instruction)
    word = of_instruction(said, step.instruction)
    if rate is None and word is not None:
        rate = WORDS[word]
    return rate if isinstance(rate, Rate) else None


def _standing(
    step: Step, kind: Kind | None, own: Kind | None, said: Said, below: Mapping[str, Rate]
) -> Standing:
    if step.instruction.keyword not in LAYERS:
        return Standing(None, None, None)  # it never moves for its own sake
    rate = _word(step, said)
    if rate is not None:
        return Standing(kind, rate, _OF_RATE[rate])
    rates = list(_rates(step, said, below))
    named = max((r for r in rates if r is not None), default=None)
    rank = None if kind is None else _OF_KIND[kind]
    if named is None:
        return Standing(kind, None, rank)
    # what nobody speaks of changes as its kind does, and so does a layer that it is in
    rest = _OF_KIND[own] if None in rates and own is not None else 0
    if rest > _OF_RATE[named]:
        return Standing(kind, None, rank)
    return Standing(kind, named, _OF_RATE[named])


def _rates(step: Step, said: Said, below: Mapping[str, Rate]) -> Iterator[Rate | None]:
    """What is said of each thing that a step copies; None where nothing is."""
    from_stage = _is_from_stage(step)
    for path in taken(step):
        if hint := of_file(said, path):
            yield WORDS[hint[1]]
        elif not from_stage:
            yield None
    if from_stage:
        yield from map(below.get, {m.label for m in step.effect.carried})
        for provenance, file in step.effect.files.values():
            if file is None or not of_file(said, file):
                yield below.get(provenance)


def _left_by(step: Step) -> Iterator[str]:
    yield from (d.label for d in step.effect.deposits)
    yield from (m.label for m in step.effect.carried)
    yield from (provenance for provenance, _ in step.effect.files.values())


def _is_from_stage(step: Step) -> bool:
    if step.instruction.keyword != "COPY":
        return False
    origin = Copy.of(step.instruction, step.at.escape).flags.get("from") or ""
    return stage_name(step.at.scope.expand(origin)) in step.at.stages


class Wishes(Struct, frozen=True):
    """What each step of a stage wishes; `changes` is empty where history is not asked."""

    standings: tuple[Standing, ...]
    changes: tuple[Change, ...] = ()
    history: History = NOT_ASKED

    def undecided(self, behind: Behind) -> tuple[int, int] | None:
        """Two steps that could swap and of which only history could tell, where it has not."""
        over = above(behind)
        return next(
            (
                (i, j)
                for j, other in enumerate(self.standings)
                for i, one in enumerate(self.standings[:j])
                if one.leaves_to_history(other) and not over[j] >> i & 1
                if not (self.measured(i, j) or self.measured(j, i))
            ),
            None,
        )

    def clear(self, one: int, other: int) -> bool:
        """Whether the first had better stand before the second, by word or kind."""
        return self.standings[one].is_clearly_before(self.standings[other])

    def measured(self, one: int, other: int) -> bool:
        """Whether the first had better stand before the second, by history alone."""
        return (
            bool(self.changes)
            and self.standings[one].leaves_to_history(self.standings[other])
            and self.changes[one].is_clearly_rarer(self.changes[other], self.history)
        )
