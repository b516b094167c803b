"""The body of an instruction in pieces, the way BuildKit's line parsers cut it.

Source of the rules: moby/buildkit, frontend/dockerfile/parser/split_command.go, line_parsers.go.
"""

from __future__ import annotations

import json
import re
from functools import cache

from lambdafix.syntax.lines import BLANKS

_FIRST_WORD = re.compile(r"[^\t\v\f\r ]*")
# E is the escape character, B a blank.
_FLAG = r"--(?:'(?:E.|[^'E])*'|\"(?:E.|[^\"E])*\"|E.|[^E'\"B])*(?=[B]|\Z)"
_WORD = r"(?:E.|'[^']*(?:'|\Z)|\"(?:E.|[^\"E])*(?:\"|E?\Z)|[^E'\"B]|E\Z)+"


def split_keyword(line: str) -> tuple[str, str]:
    """The first word of a logical line, and all after it, stripped."""
    line = line.strip(BLANKS)
    keyword = first_word(line)
    return keyword, line[len(keyword) :].strip(BLANKS)


def first_word(stripped: str) -> str:
    """All up to the first blank; a no-break space is none here."""
    match = _FIRST_WORD.match(stripped)
    return match[0] if match else ""


def skip_flags(body: str, escape: str = "\\") -> str:
    """The stripped body behind its `--flags`."""
    flag = _compiled(_FLAG, escape)
    while match := flag.match(body):
        body = body[match.end() :].lstrip(BLANKS)
        if match[0] == "--":
            break
    return body


def words_of(body: str, escape: str = "\\") -> list[str]:
    """The words of an ENV, LABEL or ARG, with their quotes and escape characters."""
    return _compiled(_WORD, escape).findall(body)


@cache
def _compiled(pattern: str, escape: str) -> re.Pattern[str]:
    blanks = "".join(f"\\x{ord(b):02x}" if b < "\xff" else b for b in BLANKS)
    return re.compile(pattern.replace("E", re.escape(escape)).replace("B", blanks), re.DOTALL)


def json_list(body: str) -> list[object] | None:
    """The list that a JSON form holds, or None where BuildKit takes the body as words."""
    if not body.startswith("["):
        return None
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
