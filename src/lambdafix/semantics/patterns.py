"""Names of variables against patterns of them: most are plain names, most others `PIP_*`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from msgspec import Struct

_SPECIAL = frozenset("*?[")


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name fits one of the patterns."""
    known = _Patterns.of(patterns)
    if name in known.plain or name.startswith(known.starts):
        return True
    return any(fnmatchcase(name, pattern) for pattern in known.others)


class _Patterns(Struct, frozen=True):
    plain: frozenset[str]
    starts: tuple[str, ...]
    others: tuple[str, ...]

    @staticmethod
    @lru_cache(maxsize=256)
    def of(patterns: tuple[str, ...]) -> _Patterns:
        plain = frozenset(p for p in patterns if _SPECIAL.isdisjoint(p))
        rest = frozenset(patterns) - plain
        starts = {p for p in rest if p.endswith("*") and _SPECIAL.isdisjoint(p[:-1])}
        return _Patterns(plain, tuple(p[:-1] for p in starts), tuple(rest - starts))
