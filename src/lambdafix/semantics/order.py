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
    """For each step the earlier steps that it has to stay behind."""
    return tuple(
        frozenset(
            j for j in range(i) if _pinned(steps[j], step) or conflict(steps[j].effect, step.effect)
        )
        for i, step in enumerate(steps)
    )


def _pinned(first: Step, second: Step) -> bool:
    """Only COPY, ADD and RUN move, and none past what the author wants kept in its place."""
    moves = ("ADD", "COPY", "RUN")
    if kept(first.instruction) or kept(second.instruction):
        return True
    return first.instruction.keyword not in moves and second.instruction.keyword not in moves


def best_order(ranks: Sequence[int | None], behind: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """A permutation of the steps; `ranks[i]` None has no preference, `behind[i]` go before i."""
    return _exact(ranks, behind) or _greedy(ranks, behind)


def _cost(ranks: Sequence[int | None], placed: int, new: int, count: int) -> tuple[int, int]:
    """What placing `new` after the set `placed` costs: clear inversions, pairs out of order."""
    rank = ranks[new]
    clear = moved = 0
    for other in range(count):
        if placed >> other & 1:
            theirs = ranks[other]
            clear += rank is not None and theirs is not None and theirs > rank
            moved += other > new
    return clear, moved


def _exact(ranks: Sequence[int | None], behind: Sequence[frozenset[int]]) -> tuple[int, ...] | None:
    """A cheapest path over the closed sets of the constraint graph, or None if they are many."""
    count = len(ranks)
    needs = [sum(1 << j for j in before) for before in behind]
    level: dict[int, tuple[tuple[int, int], tuple[int, ...]]] = {0: ((0, 0), ())}
    visited = 0
    for _ in range(count):
        following: dict[int, tuple[tuple[int, int], tuple[int, ...]]] = {}
        for placed, (cost, order) in level.items():
            for new in range(count):
                if placed >> new & 1 or needs[new] & ~placed:
                    continue
                more = _cost(ranks, placed, new, count)
                candidate = ((cost[0] + more[0], cost[1] + more[1]), (*order, new))
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
