"""Regular expressions that are compiled when they are first used.

The core has some 250, and a run on one small file uses a third of them: compiling the others as
their modules load took 35 ms of 270.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _Regex:
    """Has what a compiled pattern has; the first thing asked of it makes them its own attributes,
    so that later calls cost what they cost of a pattern."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, for a module's constant; raises re.error when it is first used, not here."""
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))
