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

from lambdafix.regex import regex
from lambdafix.syntax.lines import BLANKS

_FIRST_WORD = regex(r"[^\t\v\f\r ]*")
_WORD = regex(r"[^\t\v\f\r ]+")  # a no-break space parts no words of COPY and FROM
_JSON_STRING = regex(r'"(?:[^"\\]|\\.)*"')


class Word(NamedTuple):
    """`body[start:stop]` is `raw`; `value` is what it means."""

    raw: str
    start: int
    value: str

    @property
    def stop(self) -> int:
        return self.start + len(self.raw)


def first_word(stripped: str) -> str:
    """All up to the first blank; a no-break space is none here."""
    match = _FIRST_WORD.match(stripped)
    return match[0] if match else ""


def split_keyword(line: str) -> tuple[str, str]:
    """The first word of a logical line, and all after it, stripped."""
    line = line.strip(BLANKS)
    keyword = first_word(line)
    return keyword, line[len(keyword) :].strip(BLANKS)


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
    plain = rf"[^{e}'\"{BLANKS}]+"  # first, for it is most of a word
    return re.compile(rf"(?:{plain}|{e}.|'[^']*'?|{double}|[^{BLANKS}])+", re.DOTALL)


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


def behind_flags(body: str, escape: str) -> str:
    """A stripped body without its flags."""
    if not body.startswith("--"):  # most have none, and the parser asks for each
        return body
    return stripped(body, flag_words(body, escape)[1])[0]


@cache
def _flag(escape: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    e = re.escape(escape)
    quotes = rf"'(?:{e}.|[^'{e}])*'?|\"(?:{e}.|[^\"{e}])*\"?"  # an escape counts in both kinds
    plain = rf"[^{e}'\"{BLANKS}]+"
    piece = rf"{plain}|{e}.|{quotes}|[^{BLANKS}]"
    return re.compile(f"(?:{piece})+", re.DOTALL), re.compile(piece, re.DOTALL)


def _flag_text(piece: re.Match[str], escape: str) -> str:
    text = piece[0]
    if text[0] in "'\"":
        text = text[1:].removesuffix(text[0]) if len(text) > 1 else ""
    return re.sub(re.escape(escape) + "(.?)", r"\1", text) if escape in text else text


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


def is_json_array(text: str) -> bool:
    """Whether BuildKit reads `text` as an array, if only to refuse what it holds."""
    try:
        return json_words(text) is not None
    except ValueError:
        return True


class _NotJson(Exception):
    pass


def _not_json(name: str) -> None:
    raise _NotJson(name)  # NaN and Infinity are Python's own


def _no_string(digits: str) -> None:
    """Whatever the number: Python would refuse one of many thousand digits."""


def _whole(value: str) -> str:
    """Half a surrogate pair is replaced, as Go does."""
    return value if value.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", value)


def json_array(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
