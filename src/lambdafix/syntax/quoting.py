"""Quotes and escapes in words: raw text <-> value, by BuildKit's rules.

A value is a word without its quotes and escapes, its variables as written. A dollar that names no
variable, being quoted, escaped or alone, reads `\\$` in it, so that a value can be expanded later
without its quotes. Source: moby/buildkit, frontend/dockerfile/shell/lex.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter

from lambdafix.regex import regex
from lambdafix.syntax.lines import BLANKS

_NAME = regex(r"\$(?:[^\W\d]\w*|\d+|[@*#?$!-])")  # letters of any alphabet
_DOLLAR = regex(r"(\\*)\$")


def unquoted(raw: str, escape: str) -> str:
    """A raw word's value. Raises ValueError for a quote or a brace that is not closed."""
    return joined(_parts(raw, escape))


def joined(parts: Iterable[tuple[str, bool]]) -> str:
    """The value of (text, is it a variable) parts: what is no variable has its dollars escaped."""
    out: list[str] = []
    for variable, group in groupby(parts, key=itemgetter(1)):
        texts = [text for text, _ in group]
        if variable:  # backslashes before a dollar count double, so that none can hide it
            slashes = re.search(r"\\*\Z", out[-1] if out else "")
            out += [slashes[0] if slashes else "", *texts]
            continue
        literal = _DOLLAR.sub(r"\1\1\\$", "".join(texts))
        if out and re.match(r"\w", literal) and _NAME.fullmatch(out[-1]):
            out[-1] = f"${{{out[-1][1:]}}}"
        out.append(literal)
    return "".join(out)


def _parts(raw: str, escape: str) -> Iterator[tuple[str, bool]]:
    here, double = 0, False
    while here < len(raw):
        char, after = raw[here], raw[here + 1 : here + 2]
        stop = here + 1
        if char == "$" and (stop := variable_end(raw, here, escape)):
            yield raw[here:stop], True
        elif char == "$":
            yield "$", False
            stop = here + 1
        elif char == '"':
            double = not double
        elif char == "'" and not double:
            stop = raw.find("'", here + 1) + 1
            if not stop:
                raise ValueError(f"a single quote is not closed in {raw}")
            yield raw[here + 1 : stop - 1], False
        elif char == escape and (not double or after in ('"', "$", escape, "")):
            yield after, False
            stop = here + 2
        else:
            yield char, False
        here = stop
    if double:
        raise ValueError(f"a double quote is not closed in {raw}")


def variable_end(raw: str, here: int, escape: str = "\\") -> int:
    """Where the variable ends whose dollar is at `here`; 0 if that dollar names none."""
    if not raw.startswith("${", here):
        name = _NAME.match(raw, here)
        return name.end() if name else 0
    depth = 0
    for match in _brace(escape).finditer(raw, here):
        if match[0] in ("'", '"'):
            break
        depth += {"${": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    raise ValueError(f"a brace is not closed in {raw}")


@cache
def _brace(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(rf"{e}.|'[^']*'|\"(?:{e}.|[^\"{e}])*\"|\$\{{|[}}'\"]", re.DOTALL)


def quoted(value: str, escape: str) -> str:
    """A raw word with this value, bare where that will do, else in double quotes."""
    parts = [*value_parts(value)]
    literal = "".join(text for text, variable in parts if not variable)
    bare = value and not value.startswith("--") and not any(c in BLANKS for c in value)
    if bare and not any(c in f"'\"<{escape}" for c in literal):
        return escaped(value, escape)
    special = {c: escape + c for c in f'"${escape}'}
    inner = (t if v else "".join(special.get(c, c) for c in t) for t, v in parts)
    return f'"{"".join(inner)}"'


def escaped(value: str, escape: str) -> str:
    """The text that means this value where blanks part no words, as in a JSON array."""
    special = {c: escape + c for c in f"'\"${escape}"}
    parts = value_parts(value)
    return "".join(t if v else "".join(special.get(c, c) for c in t) for t, v in parts)


def value_parts(value: str) -> Iterator[tuple[str, bool]]:
    """A value as (text, is it a variable); the inverse of `joined`."""
    here = 0
    while match := _DOLLAR.search(value, here):
        slashes, dollar = match[1], match.end() - 1
        yield value[here : match.start()] + slashes[: len(slashes) // 2], False
        stop = 0 if len(slashes) % 2 else variable_end(value, dollar)
        yield value[dollar : stop or dollar + 1], bool(stop)
        here = stop or dollar + 1
    yield value[here:], False
