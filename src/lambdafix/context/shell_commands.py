"""The commands in a line for the shell that stands in a source of another language."""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.catalog.commands import passing
from lambdafix.regex import regex

_WORD = regex(r"[\w./+-]+(?=\s|$)")
_WITHIN = regex(r"\$\(|`|[<>]\(|\\|\$\{|\$\w")


def first_words(script: str) -> frozenset[str | None]:
    """The first word of each command; None where one may not be known by it."""
    parts = re.split(r"(?<![<>])&&?|\|\|?|;|\n", script)
    words = [_WORD.match(part.strip()) for part in parts if part.strip()]
    found = {w[0] if w else None for w in words}
    unsure = _WITHIN.search(script) or not words
    passed = any(basename(w) in passing() for w in found if w)
    return frozenset(found | ({None} if unsure or passed else set()))
