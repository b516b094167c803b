"""Values that are compared by a part of what they hold."""

from __future__ import annotations

from abc import abstractmethod


class Alike:
    """Equal to another of its class where `_alike` is equal: what is not in it is only remarked.

    It stands before Struct among the bases, and the class has `eq=False`.
    """

    __slots__ = ()

    @abstractmethod
    def _alike(self) -> tuple[object, ...]:
        """All that decides whether two are equal."""

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, type(self)) and self._alike() == other._alike())

    def __hash__(self) -> int:
        return hash(self._alike())
