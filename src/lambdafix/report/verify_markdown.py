"""What was verified -> Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.report import verify
from lambdafix.report.summary import one_line
from lambdafix.report.templates import render
from lambdafix.report.verified import Verified

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~"})


def text(files: Sequence[Verified]) -> str:
    """One section a file, the counts above."""
    filters = {"plain": _plain, "code": _code}
    helpers = {"figures": verify.figures, "differences": verify.differences, "short": verify.short}
    return render(
        "verified.md.jinja2", filters, files=files, counts=verify.counts(files), **helpers
    )


def _plain(words: str) -> str:
    """Words of a file or a tool as words, whatever they hold."""
    return one_line(words).translate(_SPECIAL)


def _code(words: str) -> str:
    """As code in a line of a table; a bar would end the cell."""
    line = one_line(words).replace("|", "\\|")
    ticks = "``" if "`" in line else "`"
    return f"{ticks} {line} {ticks}" if line else ""
