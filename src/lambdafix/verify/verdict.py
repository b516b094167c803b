"""What was found about one file and its rewrite, as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from lambdafix.verify.alike import Difference
    from lambdafix.verify.answers import Answer


class Pair(NamedTuple):
    """A figure before and after; None where it was not measured."""

    before: float | None
    after: float | None

    @property
    def ratio(self) -> float | None:
        """After by before; None where one is missing or there was nothing before."""
        if self.before is None or self.after is None or not self.before:
            return None
        return self.after / self.before


class Weight(Struct, frozen=True):
    """One side. Seconds; bytes of the layers' tars, unpacked: a push sends them compressed.

    `cold` is of a build without a cache, `again` and `pushed` of one after a one-line change of the
    handler's file; None: there was none.
    """

    above_base: int
    layers: int
    cold: float | None = None
    again: float | None = None
    pushed: int | None = None


class Asked(NamedTuple):
    """An event, both answers, and where they differ."""

    event: str
    before: Answer
    after: Answer
    differences: tuple[Difference, ...]


class Verdict(Struct, frozen=True):
    """Both builds, weighed and asked.

    `faults` say why the rewrite is not proved, in sentences; `notes` what a reader has to know of
    how it was measured.
    """

    before: Weight | None = None
    after: Weight | None = None
    asked: tuple[Asked, ...] = ()
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Both build, answer alike, hold the same, and find their libraries."""
        return not self.faults and self.before is not None and self.after is not None

    @property
    def figures(self) -> dict[str, Pair]:
        """Each figure by its name."""
        return {
            "build seconds": self._pair("cold"),
            "build seconds after a one-line change": self._pair("again"),
            "bytes above the base": self._pair("above_base"),
            "layers above the base": self._pair("layers"),
            "bytes pushed after a one-line change": self._pair("pushed"),
        }

    def _pair(self, name: str) -> Pair:
        sides = (self.before, self.after)
        return Pair(*(getattr(side, name) if side else None for side in sides))
