"""What names of a program are worth, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambdafix.context.infrastructure.shell_lines import LONGEST


def remembered(known: dict[str, Any], name: str, worth: Callable[[], Any]) -> Any:
    """The worth of a name, which `known` remembers; None: not in the files, or too long."""
    if name not in known:
        known[name] = None  # until it is known: what is made of itself has no worth
        found = worth()
        too_long = isinstance(found, str) and len(found) > LONGEST
        known[name] = None if too_long else found
    return known[name]
