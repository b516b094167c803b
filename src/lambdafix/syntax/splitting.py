"""An instruction's body in words, by BuildKit's three rules.

Blanks alone part the words of COPY, EXPOSE and FROM, blanks outside quotes those of ARG, ENV and
LABEL, and a JSON array is its own rule. Flags (`--name=value`) go before all of them. Source:
moby/buildkit, frontend/dockerfile/parser/line_parsers.go and split_command.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from lambdafix.syntax.lines import BLANKS

_WORD = re.compile(r"[^\t\v\f\r ]+")  # a no-break space parts no words of COPY and FROM
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Word(NamedTuple):
    """`body[start:stop]` is `raw`; `value` is what it means."""

    raw: str
    start: int
    value: str

    @property
    def stop(self) -> int:
        return self.start + len(self.raw)


def stripped(body: str, start: int = 0) -> tuple[str, int]:
    """`body` from `start` on without the blanks around it, and where that begins."""
    text = body[start:].lstrip(BLANKS)
    return text.rstrip(BLANKS), len(body) - len(text)


def blank_words(text: str, at: int) -> Iterator[Word]:
    """Words between blanks, quotes or no quotes; `text` begins at offset `at` of the body."""
    return (Word(m[0], at + m.start(), m[0]) for m in _WORD.finditer(text))


def quoted_words(text: str, at: int, escape: str) -> Iterator[Word]:
    """Words between blanks that stand outside quotes; the quotes stay."""
    return (Word(m[0], at + m.start(), m[0]) for m in _quoted(escape).finditer(text))


@cache
def _quoted(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    double = rf'"(?:{e}.|[^"{e}])*"?'
    return re.compile(rf"(?:{e}.|'[^']*'?|{double}|[^{BLANKS}])+", re.DOTALL)


def flag_words(body: str, escape: str) -> tuple[tuple[Word, ...], int]:
    """The `--name=value` words that begin a body, and the offset behind them."""
    words: list[Word] = []
    pattern, piece = _flag(escape)
    here = stripped(body)[1]
    while body.startswith("--", here) and (match := pattern.match(body, here)):
        value = "".join(_flag_text(m, escape) for m in piece.finditer(match[0]))
        here = match.end()
        if value == "--":
            break
        words.append(Word(match[0], match.start(), value))
        here = stripped(body, here)[1]
    return tuple(words), here


@cache
def _flag(escape: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    e = re.escape(escape)
    quotes = rf"'(?:{e}.|[^'{e}])*'?|\"(?:{e}.|[^\"{e}])*\"?"  # an escape counts in both kinds
    piece = rf"{e}.|{quotes}|[^{BLANKS}]"
    return re.compile(f"(?:{piece})+", re.DOTALL), re.compile(piece, re.DOTALL)


def _flag_text(piece: re.Match[str], escape: str) -> str:
    text = piece[0]
    if text[0] in "'\"":
        text = text[1:].removesuffix(text[0]) if len(text) > 1 else ""
    return re.sub(re.escape(escape) + "(.?)", r"\1", text)


def json_words(text: str, at: int = 0) -> tuple[Word, ...] | None:
    """The strings of a JSON array, their spans with the quotes; None if `text` is no JSON array.

    Raises ValueError for an array that holds anything but strings, as BuildKit does.
    """
    if not text.startswith("["):
        return None
    try:
        values = json.loads(text, parse_int=_no_string, parse_constant=_not_json)
    except (json.JSONDecodeError, _NotJson):
        return None
    except RecursionError:  # arrays in arrays
        values = [None]
    if not all(isinstance(value, str) for value in values):
        raise ValueError("a JSON array here must hold strings only")
    spans = _JSON_STRING.finditer(text)
    return tuple(Word(s[0], at + s.start(), _whole(v)) for s, v in zip(spans, values, strict=True))


class _NotJson(Exception):
    pass


def _not_json(name: str) -> None:
    raise _NotJson(name)  # NaN and Infinity are Python's own


def _no_string(digits: str) -> None:
    """Whatever the number: Python would refuse one of many thousand digits."""


def _whole(value: str) -> str:
    """Half a surrogate pair is replaced, as Go does."""
    return re.sub("[\ud800-\udfff]", "\ufffd", value)


def json_array(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
