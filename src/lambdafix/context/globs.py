"""Paths and patterns as Go reads them: `path.Clean` and `filepath.Match`.

Docker, BuildKit and moby are Go programs, so a COPY source such as `*.py` follows these rules and
not those of Python's `glob`: `*` and `?` stop at `/`, a leading dot is nothing special, a class is
negated by `^` only, and `\\` takes the next character literally.
Source: https://pkg.go.dev/path/filepath#Match and #Clean, read 2026-11.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache


class BadPattern(ValueError):
    """The pattern breaks Go's grammar; a build that meets it fails."""


def clean(path: str) -> str:
    """The shortest spelling of a slash-separated path: no `.`, no `//`, `..` resolved."""
    short = posixpath.normpath(path) if path else "."
    return short[1:] if short.startswith("//") else short  # POSIX lets `//` stand, Go does not


def in_context(path: str) -> str:
    """A path of a Dockerfile as a path below the context root; `..` stops there. Root: `.`."""
    return clean("/" + path)[1:] or "."


def has_wildcard(name: str) -> bool:
    """Whether BuildKit takes this source for a pattern: an unescaped `*`, `?` or `[`."""
    return re.search(r"[*?\[]", re.sub(r"\\.", "", name, flags=re.DOTALL)) is not None


@lru_cache(maxsize=1024)
def go_match(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression for `fullmatch`; raises BadPattern."""
    return re.compile("".join(_translated(pattern)), re.DOTALL)


def _translated(pattern: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            yield "[^/]*"
        elif char == "?":
            yield "[^/]"
        elif char == "[":
            text, at = _class(pattern, at)
            yield text
        elif char == "\\":
            literal, at = _next(pattern, at)
            yield re.escape(literal)
        else:
            yield re.escape(char)


def _class(pattern: str, at: int) -> tuple[str, int]:
    """The class that begins behind `[`, and where it ends."""
    negated = pattern.startswith("^", at)
    at += negated
    ranges: list[tuple[str, str]] = []
    while not (ranges and pattern.startswith("]", at)):
        low, at = _member(pattern, at)
        high = low
        if pattern.startswith("-", at):
            high, at = _member(pattern, at + 1)
        ranges.append((low, high))
    return character_class([r for r in ranges if r[0] <= r[1]], negated=negated), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at : at + 1] in ("-", "]"):
        raise BadPattern(pattern)
    return _next(pattern, at + 1 if pattern.startswith("\\", at) else at)


def _next(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern):
        raise BadPattern(pattern)
    return pattern[at], at + 1


def character_class(ranges: list[tuple[str, str]], *, negated: bool) -> str:
    """Ranges of characters as a Python class; an empty one matches nothing (negated: anything)."""
    if not ranges:
        return r"[\s\S]" if negated else r"(?!)"
    members = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in ranges)
    return f"[{'^' * negated}{members}]"
