"""Text of a file, a name or a reason in Markdown, where nothing of it can act.

Source: CommonMark 0.31 (code spans, fences, backslash escapes) and GitHub's manual on mentions and
references ("Basic writing and formatting syntax"), read 2026-11.
"""

from __future__ import annotations

import re

from lambdafix.regex import regex
from lambdafix.report.words import one_line, quotations

_MARKS = regex(r"([\\`*_{}\[\]<>#|~&$])")  # what acts inside a line; none of ours begins one
# What GitHub makes a mention, a reference or a link of, wherever it comes from; a space without
# width stops it. `#` is escaped by then.
_CALLS = regex(r"(@|\\#|\b[Gg][Hh]-|:(?=//)|\bwww(?=\.))(?=\S)")
_NO_WIDTH = "&#8203;"


def inline(text: str) -> str:
    """A sentence; what it quotes in backticks stays a quotation."""
    parts = quotations(one_line(text))
    return "".join(code(part) if quoted else _plain(part) for part, quoted in parts)


def code(text: str) -> str:
    """As it stands, in one code span."""
    shown = one_line(text)
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[:1] in ("`", " ", "") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """The same in a cell of a table, where a bar would end it, also in code."""
    return code(text).replace("|", r"\|")


def block(text: str, language: str) -> str:
    """Lines as they stand, in a fence that none of them can close."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}{'' if text.endswith(chr(10)) else chr(10)}{fence}\n"


def _plain(text: str) -> str:
    return _CALLS.sub(rf"\1{_NO_WIDTH}", _MARKS.sub(r"\\\1", text))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
