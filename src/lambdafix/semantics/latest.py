"""Remember the latest answers of a function whose arguments are large and asked for again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def latest(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `size` answers. Tuples and sets are compared, all else must be the same object:
    a build context that changed on the disk is read by a new Project."""

    def wrap(function: Callable[P, T]) -> Callable[P, T]:
        known: deque[tuple[tuple[object, ...], T]] = deque(maxlen=size)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            given = (*args, *kwargs.values())
            for old, answer in tuple(known):  # another thread may add one meanwhile
                if len(old) == len(given) and all(map(_same, old, given)):
                    return answer
            answer = function(*args, **kwargs)
            known.appendleft((given, answer))
            return answer

        return call

    return wrap


def _same(old: object, new: object) -> bool:
    return old is new or (isinstance(old, (tuple, frozenset)) and old == new)
