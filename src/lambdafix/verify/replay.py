"""A layer cache, played: which layers the commits of a history remake, and what is pushed again.

The model, from Docker's documentation ("Build cache invalidation") and BuildKit:
- A layer is remade if a layer below it in its stage was remade, or if what it takes in changed:
  files of the context by content and mode, files of another stage by content. With `--link` only
  the latter counts (where the builder can merge layers; Docker 26's own image store cannot).
- The cache holds the build before, and nothing older.
- A RUN behind the stamp of a build (`ARG GIT_SHA`) runs again at every commit.
- A RUN leaves new times in its files, so whoever copies them takes in something new.
- Layers of the final stage are pushed, whole; layers of build stages are only remade.
Source: docs.docker.com/build/cache/invalidation, docs.docker.com/reference/dockerfile, "COPY
--link", read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from lambdafix.context.commits import Commit
from lambdafix.verify.taken import Taken


class Layer(Struct, frozen=True):
    """One instruction that makes a layer; `below` and `inputs` are numbers of earlier layers.

    `inputs` are the RUN layers of which it takes files. `weight` is its bytes besides the files of
    the context; `sized`: with them. `run`: it runs something, and what it takes is only mounted.
    `link`: what lies below does not count. `stamped`: each commit makes it anew. `pushed`: it is
    part of the final image.
    """

    text: str
    line: int = 0
    below: int | None = None
    inputs: frozenset[int] = frozenset()
    taken: Taken = field(default_factory=Taken)
    weight: int = 0
    sized: bool = False
    run: bool = False
    link: bool = False
    stamped: bool = False
    pushed: bool = True

    @property
    def holds(self) -> bool:
        """Whether the files that it takes add to its bytes."""
        return not (self.run or self.sized)


class Cost(NamedTuple):
    """Layers and bytes that were made again, RUN lines that ran again for it, and what of it was
    pushed."""

    runs: int = 0
    rebuilt: int = 0
    rebuilt_bytes: int = 0
    pushed: int = 0
    pushed_bytes: int = 0

    @classmethod
    def all(cls, costs: Iterable[Cost]) -> Cost:
        """The sum of costs."""
        return cls(*map(sum, zip(cls(), *costs, strict=True)))


class Played(Struct, frozen=True):
    """What every commit cost, and for each layer how often it was remade and its bytes at last."""

    costs: tuple[Cost, ...]
    times: tuple[int, ...]
    bytes: tuple[int, ...]

    @property
    def total(self) -> Cost:
        return Cost.all(self.costs)

    @property
    def builds(self) -> int:
        """How many commits remade anything."""
        return sum(cost.rebuilt > 0 for cost in self.costs)


def play(layers: Sequence[Layer], start: Mapping[str, int], commits: Iterable[Commit]) -> Played:
    """Build each commit with the layers of the one before; `start` are the files before the first.

    `layers` are in the order of their making.
    """
    sizes = [layer.weight for layer in layers]
    for number, layer in enumerate(layers):
        if layer.holds:
            sizes[number] += sum(size * len(layer.taken.landings(p)) for p, size in start.items())
    times = [0] * len(layers)
    costs = []
    for commit in commits:
        remade = _remade(layers, commit, sizes)
        for number in remade:
            times[number] += 1
        costs.append(_cost(layers, remade, sizes))
    return Played(tuple(costs), tuple(times), tuple(sizes))


def _remade(layers: Sequence[Layer], commit: Commit, sizes: list[int]) -> list[int]:
    """The numbers of the layers that a commit remakes; their bytes become those of the commit."""
    remade = []
    stale = [False] * len(layers)  # this layer, or one below it, is not what it was
    for number, layer in enumerate(layers):
        own = layer.stamped or any(stale[n] for n in layer.inputs)
        for path, before, after in commit.changes:
            landings = len(layer.taken.landings(path))
            own = own or landings > 0
            if landings and layer.holds:
                sizes[number] += landings * ((after or 0) - (before or 0))
        stale[number] = own or (layer.below is not None and stale[layer.below])
        if own if layer.link else stale[number]:
            remade.append(number)
    return remade


def _cost(layers: Sequence[Layer], remade: Sequence[int], sizes: Sequence[int]) -> Cost:
    pushed = [n for n in remade if layers[n].pushed]
    runs = sum(layers[n].run for n in remade)
    return Cost(runs, len(remade), _sum(sizes, remade), len(pushed), _sum(sizes, pushed))


def _sum(sizes: Sequence[int], numbers: Iterable[int]) -> int:
    return sum(sizes[number] for number in numbers)
