"""Chances, in words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chooser:
    """Draws from one random source a case, not by a draw of Hypothesis each: that would spend five
    of six cases on repeating draws of the case before. `smaller.py` makes a case small instead."""

    def __init__(self, source: Random) -> None:
        self._source = source

    def pick(self, some: Sequence[T]) -> T:
        return some[int(self._source.random() * len(some))]

    def number(self, least: int, most: int) -> int:
        return self.pick(range(least, most + 1))

    def chance(self, percent: int) -> bool:
        return self._source.random() * 100 < percent

    def some(self, of: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones of a sequence."""
        left, out = list(of), list[T]()
        for _ in range(min(self.number(least, most), len(of))):
            out.append(left.pop(self.pick(range(len(left)))))
        return out

    def weighted(self, *some: tuple[int, T]) -> T:
        at = self.pick(range(sum(weight for weight, _ in some)))
        for weight, one in some:
            at -= weight
            if at < 0:
                return one
        raise AssertionError
