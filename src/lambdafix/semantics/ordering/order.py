"""The best order of steps under their constraints: exact where that is cheap, nearby beyond.

Best is: fewest clear inversions (a step before one that had better stand first, by word or kind),
then fewest by history, then fewest pairs that stand differently from the author's. History comes
second so that an order that was found with it is best without it, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.passing import may_swap
from lambdafix.semantics.simulate import Step

MOST_STEPS = 80  # of a stage: they take a few seconds, and twice as many ten times as long
FEWER = "give several commands one RUN, several files one COPY, or part the stage in two"
MOST_SETS = 4_096  # closed sets that the exact search may visit: all orders of twelve free steps


def beyond(count: int) -> str:
    """Why a stage of so many steps is left as it is."""
    return f"its stage has {count} steps, and of more than {MOST_STEPS} none is moved"


Behind = Sequence[frozenset[int]]
_Cost = tuple[int, int, int]


class Preferences(Struct, frozen=True):
    """For each step, as bits, the steps that had better stand behind it."""

    clear: tuple[int, ...]
    measured: tuple[int, ...]

    @classmethod
    def of(
        cls,
        count: int,
        clear: Callable[[int, int], bool],
        measured: Callable[[int, int], bool] = lambda one, other: False,
    ) -> Preferences:
        """From the relations "the first had better stand before the second"."""
        steps = range(count)
        return cls(
            tuple(sum(1 << j for j in steps if clear(i, j)) for i in steps),
            tuple(sum(1 << j for j in steps if measured(i, j)) for i in steps),
        )

    @classmethod
    def by_rank(cls, ranks: Sequence[int | None]) -> Preferences:
        """The lower rank first; None has no wish."""

        def clear(one: int, other: int) -> bool:
            first, second = ranks[one], ranks[other]
            return first is not None and second is not None and first < second

        return cls.of(len(ranks), clear)

    def against(self) -> tuple[_Cost, ...]:
        """For each step the steps that it had better not follow, the author's own order last."""
        count = len(self.clear)
        later = [(1 << count) - (2 << i) for i in range(count)]
        return tuple(zip(self.clear, self.measured, later, strict=True))


def constraints(steps: Sequence[Step]) -> tuple[frozenset[int], ...]:
    """For each step the earlier steps that it has to stay behind.

    Only COPY, ADD and RUN move, and none past what the author wants kept in its place.
    """
    held = [kept(s.instruction) for s in steps]
    stands = [s.instruction.keyword not in LAYERS for s in steps]
    return tuple(
        frozenset(
            j
            for j in range(i)
            if held[i] or held[j] or (stands[i] and stands[j]) or not may_swap(steps[j], step)
        )
        for i, step in enumerate(steps)
    )


def above(behind: Behind) -> tuple[int, ...]:
    """For each step, as bits, all that has to stand before it, by itself or by another."""
    out: list[int] = []
    for before in behind:
        found = sum(1 << j for j in before)
        for j in before:
            found |= out[j]
        out.append(found)
    return tuple(out)


def best_order(wishes: Preferences, behind: Behind) -> tuple[int, ...]:
    """A permutation of the steps; `behind[i]`, all of them earlier, go before i. That of the author
    where there are too many to look at in a moment."""
    if len(behind) > MOST_STEPS:
        return tuple(range(len(behind)))
    return exact_order(wishes, behind) or nearby_order(wishes, behind)


def exact_order(wishes: Preferences, behind: Behind) -> tuple[int, ...] | None:
    """A cheapest path over the closed sets of the constraint graph, or None if they are many."""
    against, needs = wishes.against(), [sum(1 << j for j in before) for before in behind]
    count = len(needs)
    level: dict[int, tuple[_Cost, tuple[int, ...]]] = {0: ((0, 0, 0), ())}
    visited = 0
    for _ in range(count):
        following: dict[int, tuple[_Cost, tuple[int, ...]]] = {}
        for placed, (cost, order) in level.items():
            for new in range(count):
                if placed >> new & 1 or needs[new] & ~placed:
                    continue
                candidate = (_with(cost, placed, against[new]), (*order, new))
                key = placed | 1 << new
                if key not in following or candidate < following[key]:
                    following[key] = candidate
        visited += len(following)
        if visited > MOST_SETS:
            return None
        level = following
    return level[(1 << count) - 1][1]


def nearby_order(wishes: Preferences, behind: Behind) -> tuple[int, ...]:
    """From the author's order down: two that stand the wrong way round, and what has to stay with
    them, swap as long as that makes it better. So it is never worse than the author's."""
    against, over = wishes.against(), above(behind)
    order = list(range(len(over)))
    better = True
    while better:
        better = False
        for end in range(1, len(order)):
            for start in range(end - 1, -1, -1):
                if not any(bits >> order[start] & 1 for bits in against[order[end]]):
                    continue
                part = order[start : end + 1]
                found = min(_swapped(part, over), key=lambda p: _cost(p, against))
                if _cost(found, against) < _cost(part, against):
                    order[start : end + 1] = found
                    better = True
    return tuple(order)


def _swapped(part: list[int], over: Sequence[int]) -> Iterable[list[int]]:
    """The last before the first, as far as it may: with all that it has to follow, or the first
    behind the last with all that has to follow it."""
    first, last = part[0], part[-1]
    up = [i for i in part if i == last or over[last] >> i & 1]
    down = [i for i in part if i == first or over[i] >> first & 1]
    yield [*up, *(i for i in part if i not in up)]
    yield [*(i for i in part if i not in down), *down]


def _cost(order: Iterable[int], against: Sequence[_Cost]) -> _Cost:
    cost, placed = (0, 0, 0), 0
    for new in order:
        cost = _with(cost, placed, against[new])
        placed |= 1 << new
    return cost


def _with(cost: _Cost, placed: int, against: _Cost) -> _Cost:
    """The cost once a step stands behind those that are placed."""
    return (
        cost[0] + (placed & against[0]).bit_count(),
        cost[1] + (placed & against[1]).bit_count(),
        cost[2] + (placed & against[2]).bit_count(),
    )
