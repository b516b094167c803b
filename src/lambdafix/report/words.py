"""Words of a file or a reason, fit for one line of a report."""

from __future__ import annotations

import re


def general(reason: str) -> str:
    """The reason up to a colon, unless the colon is part of a quotation."""
    match = re.match(r"(`[^`]*`|[^:`])*", reason)
    return match[0] if match else reason


def one_line(text: str) -> str:
    """On one line, whatever a file put into it: a reason may quote the file's own words."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def place(path: str, line: int) -> str:
    """`app/Dockerfile:3`; line 0 is the whole file."""
    return f"{one_line(path)}:{line}" if line else one_line(path)
