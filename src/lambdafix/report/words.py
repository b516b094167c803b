"""Words of a file or a reason, fit for a report: whatever a file put into them, they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator


def general(reason: str) -> str:
    """The reason up to a colon, unless the colon is part of a quotation."""
    match = re.match(r"(`[^`]*`|[^:`])*", reason)
    return match[0] if match else reason


def one_line(text: str) -> str:
    """On one line: what moves a cursor, turns the direction of writing or cannot be seen is
    escaped, and `##[`, which GitHub Actions takes for a command wherever it stands in a log.

    Source: actions/runner, ActionCommand.cs, read 2026-11-26.
    """
    return _printable(text, "")


def quotations(text: str) -> list[tuple[str, bool]]:
    """The parts of a sentence, and whether each stands in backticks; those that do not come in
    pairs, or hold nothing, are words."""
    parts = text.split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2]:
        return [(text, False)]
    return [(part, number % 2 == 1) for number, part in enumerate(parts)]


def lines(text: str) -> Iterator[str]:
    """The lines of a text, each fit as one; tabs stay, and a carriage return at the end goes."""
    for line in text.removesuffix("\n").split("\n") if text else ():
        yield _printable(line.removesuffix("\r"), "\t")


def shown_path(path: str) -> str:
    """A path at the beginning of a line; `::` there would be a command of GitHub Actions.

    Whatever else begins a line, a hint say, begins with a word of ours.
    """
    shown = one_line(path)
    return f"./{shown}" if shown.lstrip().startswith(":") else shown


def place(path: str, line: int) -> str:
    """`app/Dockerfile:3`; line 0 is the whole file."""
    return f"{shown_path(path)}:{line}" if line else shown_path(path)


def _printable(text: str, kept: str) -> str:
    if not text.isprintable():
        text = "".join(
            c if c.isprintable() or c in kept else c.encode("unicode_escape").decode() for c in text
        )
    return text.replace("##[", r"#\x23[")
