"""Two texts -> a unified diff that `git apply` accepts.

difflib makes the hunks; what it leaves to its caller is done here: lines end at a line feed only
(a form feed or a lone carriage return is part of a line, as it is for git), and a last line
without a newline is followed by git's mark for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lambdafix.regex import regex

_NO_NEWLINE = "\n\\ No newline at end of file\n"
_NEEDS_QUOTES = regex(r'[\x00-\x1f\x7f"\\]')


def unified(before: str | None, after: str, path: str) -> str:
    """The diff that makes `after` of `before`, or "" where they are equal.

    `path` is how the file is called where the diff will be applied, with `/` between its parts;
    `before` is None for a file that does not exist yet.
    """
    hunks = difflib.unified_diff(
        lines(before or ""),
        lines(after),
        fromfile="/dev/null" if before is None else _label("a", path),
        tofile=_label("b", path),
    )
    return "".join(line if line.endswith("\n") else line + _NO_NEWLINE for line in hunks)


def lines(text: str) -> list[str]:
    """The lines of a text, line feeds kept; only a line feed ends a line."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        stop = text.find("\n", start) + 1 or len(text)
        yield text[start:stop]
        start = stop


def _label(side: str, path: str) -> str:
    """A name as git writes it: control characters in quotes, a tab after a name with blanks."""
    name = str(PurePosixPath(side, path.removeprefix("/")))
    if _NEEDS_QUOTES.search(name):
        return '"' + _NEEDS_QUOTES.sub(_escaped, name) + '"'
    return name + "\t" if " " in name else name


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return "\\" + character if character in '"\\' else f"\\{ord(character):03o}"
