"""What an order costs: the bytes that a commit makes new, as the history of the context tells.

A layer is new as soon as its own step or one above it has changed. So what a layer costs at its
place depends only on the set of the steps at or before it, and how often "any of this set changes"
is counted commit by commit: no two steps are taken to change independently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf

from msgspec import Struct

from lambdafix.semantics.ordering.order import Behind, above

MOST_MOVABLE = 12  # steps that cost something: with more, the exchange rule
LEAST_SHARE, LEAST_BYTES = 0.05, 1_000_000  # what a new order has to save for a commit


class Layers(Struct, frozen=True):
    """For each step the bytes of its layer and, as bits, the commits in which it changed.

    `commits` is how many there are; `base` those that changed the stage that this one stands on.
    """

    bytes: tuple[int, ...]
    changes: tuple[int, ...]
    commits: int
    base: int = 0

    def expected(self, order: Iterable[int]) -> float:
        """Bytes that a commit makes new, on average."""
        return self.total(order) / self.commits if self.commits else 0.0

    def total(self, order: Iterable[int]) -> int:
        """Bytes that all commits together have made new."""
        total, changed = 0, self.base
        for step in order:
            changed |= self.changes[step]
            total += self.bytes[step] * changed.bit_count()
        return total

    @property
    def counting(self) -> tuple[int, ...]:
        """The steps whose place matters: they have bytes, or make those behind them new."""
        return tuple(i for i, b in enumerate(self.bytes) if b or self.changes[i])


def cheapest_order(layers: Layers, behind: Behind) -> tuple[int, ...]:
    """An order of least expected bytes, and the author's where none saves enough to speak of."""
    unmoved = tuple(range(len(behind)))
    found = least(layers, behind)
    return found if pays(layers.expected(unmoved), layers.expected(found)) else unmoved


def pays(was: float, now: float) -> bool:
    """Whether fewer expected bytes are worth a change of the file."""
    return was - now > max(LEAST_SHARE * was, LEAST_BYTES)


def least(layers: Layers, behind: Behind) -> tuple[int, ...]:
    """An order of least expected bytes: exact for few steps, never worse than the author's."""
    over, counting = above(behind), layers.counting
    few = len(counting) <= MOST_MOVABLE
    chain = exact_chain(layers, counting, over) if few else exchanged(layers, counting, over)
    return min(tuple(range(len(behind))), _filled(chain, over), key=layers.total)


def exact_chain(layers: Layers, steps: Sequence[int], over: Sequence[int]) -> tuple[int, ...]:
    """The steps in their cheapest order: a shortest path over the closed sets of the constraint
    graph. Of two that cost the same, the one nearer to the author's."""
    own = sum(1 << s for s in steps)
    changed = {0: layers.base}
    level: dict[int, tuple[int, int, tuple[int, ...]]] = {0: (0, 0, ())}
    for _ in steps:
        following: dict[int, tuple[int, int, tuple[int, ...]]] = {}
        for placed, (cost, moved, order) in level.items():
            for new in steps:
                if placed >> new & 1 or over[new] & own & ~placed:
                    continue
                key = placed | 1 << new
                changed[key] = changed[placed] | layers.changes[new]
                candidate = (
                    cost + layers.bytes[new] * changed[key].bit_count(),
                    moved + (placed >> new).bit_count(),
                    (*order, new),
                )
                if key not in following or candidate < following[key]:
                    following[key] = candidate
        level = following
    return level[own][2]


def exchanged(layers: Layers, steps: Sequence[int], over: Sequence[int]) -> tuple[int, ...]:
    """The steps by the exchange rule: of two that change independently, the first is the one with
    the smaller odds of a change for its bytes. A step counts with all that it has to follow: an
    install is worth as much in front as it is large, though its manifest is small."""
    order: list[int] = []
    placed = 0
    while len(order) < len(steps):
        open_ = [s for s in steps if not placed >> s & 1]
        groups = [[i for i in open_ if i == s or over[s] >> i & 1] for s in open_]
        chosen = min(groups, key=lambda g: (_odds_for_bytes(layers, g), g))
        order += chosen
        placed |= sum(1 << s for s in chosen)
    return tuple(order)


def _odds_for_bytes(layers: Layers, steps: Iterable[int]) -> float:
    commits, size = 0, 0
    for step in steps:
        commits |= layers.changes[step]
        size += layers.bytes[step]
    changed = commits.bit_count()
    if not changed:
        return 0.0
    unchanged = layers.commits - changed
    return changed / unchanged / size if unchanged and size else inf


def _filled(chain: Sequence[int], over: Sequence[int]) -> tuple[int, ...]:
    """All steps: those of the chain in its order, every other as early as the author has it."""
    waits = list(over)
    for earlier, later in pairwise(chain):
        waits[later] |= 1 << earlier
    ready = [s for s, before in enumerate(waits) if not before]
    heapify(ready)
    order: list[int] = []
    placed = 0
    while ready:
        new = heappop(ready)
        order.append(new)
        placed |= 1 << new
        for step, before in enumerate(waits):
            if before >> new & 1 and not before & ~placed:
                heappush(ready, step)
    return tuple(order)
