"""The best order of steps under their constraints: exact where that is cheap, greedy beyond.

Best is: fewest clear inversions (a step of a later kind before one of an earlier kind), and among
those the order with the fewest pairs that stand differently from the author's.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.simulate import Step

MOST_SETS = 4_000  # closed sets that the exact search may visit: all orders of twelve free steps


def constraints(steps: Sequence[Step]) -> tuple[frozenset[int], ...]:
    """For each step the earlier steps that it has to stay behind.

    Only COPY, ADD and RUN move, and none past what the author wants kept in its place.
    """
    held = [kept(s.instruction) for s in steps]
    stands = [s.instruction.keyword not in ("ADD", "COPY", "RUN") for s in steps]
    return tuple(
        frozenset(
            j
            for j in range(i)
            if held[i]
            or held[j]
            or (stands[i] and stands[j])
            or conflict(steps[j].effect, step.effect)
        )
        for i, step in enumerate(steps)
    )


def best_order(ranks: Sequence[int | None], behind: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """A permutation of the steps; `ranks[i]` None has no preference, `behind[i]` go before i."""
    return _exact(ranks, behind) or _greedy(ranks, behind)


def _inversions(ranks: Sequence[int | None], new: int) -> tuple[int, int]:
    """As bits, the steps that `new` had better not follow: those of a later kind, and those that
    stand behind it in the author's order."""
    rank = ranks[new]
    later = [] if rank is None else [i for i, r in enumerate(ranks) if r is not None and r > rank]
    return sum(1 << i for i in later), sum(1 << i for i in range(new + 1, len(ranks)))


def _exact(ranks: Sequence[int | None], behind: Sequence[frozenset[int]]) -> tuple[int, ...] | None:
    """A cheapest path over the closed sets of the constraint graph, or None if they are many."""
    count = len(ranks)
    needs = [sum(1 << j for j in before) for before in behind]
    against = [_inversions(ranks, new) for new in range(count)]
    level: dict[int, tuple[tuple[int, int], tuple[int, ...]]] = {0: ((0, 0), ())}
    visited = 0
    for _ in range(count):
        following: dict[int, tuple[tuple[int, int], tuple[int, ...]]] = {}
        for placed, (cost, order) in level.items():
            for new in range(count):
                if placed >> new & 1 or needs[new] & ~placed:
                    continue
                clear, moved = ((placed & bits).bit_count() for bits in against[new])
                candidate = ((cost[0] + clear, cost[1] + moved), (*order, new))
                key = placed | 1 << new
                if key not in following or candidate < following[key]:
                    following[key] = candidate
        visited += len(following)
        if visited > MOST_SETS:
            return None
        level = following
    return level[(1 << count) - 1][1]


def _greedy(ranks: Sequence[int | None], behind: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """Swap neighbours that stand the wrong way round and may pass, until none does."""
    order = list(range(len(ranks)))
    moved = True
    while moved:
        moved = False
        for at in range(len(order) - 1):
            first, second = order[at], order[at + 1]
            a, b = ranks[first], ranks[second]
            if a is not None and b is not None and a > b and first not in behind[second]:
                order[at], order[at + 1] = second, first
                moved = True
    return tuple(order)
