"""One pattern of a `.dockerignore`, as moby's pattern matcher reads it.

moby first checks the pattern against `filepath.Match`, then matches by its own rules: exactly, by
prefix (`dir/**`), by suffix (`**/name`) or by a regular expression that it writes itself. Its
oddities decide what is in an image, so they are kept: `a\\d` means a digit, `[*]` is no star,
`**file` also hits `xfile`, and beside a wildcard `|` divides and `{2}` repeats.
Source: github.com/moby/patternmatcher at 5a6d842 (2026-04), patternmatcher.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from lambdafix.context.globs import BadPattern, character_class, clean, go_match
from lambdafix.regex import regex

Matcher = Callable[[str], bool]

GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_ESCAPED_BY_MOBY = ".+()$"  # meant are `|{}` too, but the bit for those falls out of its byte
_REPEAT = regex(r"\{\d+(,\d*)?\}")
_SAME_IN_BOTH = "dDwWsSbBafnrtv"  # letters after a backslash that mean the same in Go and Python


class IgnorePattern(Struct, frozen=True):
    """A pattern and whether it takes back (`!`) what an earlier one ignored."""

    text: str
    restores: bool
    _regex: re.Pattern[str] | None
    _kind: str

    @classmethod
    def read(cls, line: str) -> IgnorePattern:
        """A line of the file, already freed of comments and blanks; raises BadPattern."""
        text = clean(line.strip(GO_SPACE))
        restores = text.startswith("!")
        text = text[restores:]
        if not text:
            raise BadPattern(line)
        go_match(text)
        kind, expression = _compiled(text)
        return cls(text, restores, _python(expression) if kind == "regex" else None, kind)

    def matches(self, path: str) -> bool:
        """Whether this pattern alone names the path; its parents are not looked at."""
        if self._regex is not None:
            return self._regex.search(path) is not None
        if self._kind == "prefix":
            return path.startswith(self.text[:-2])
        if self._kind == "suffix":
            tail = self.text[2:]
            return path.endswith(tail) or (tail[0] == "/" and path == tail[1:])
        return path == self.text

    def reaches_below(self, directory: str) -> bool:
        """Whether the pattern could name something below the directory (never a false no)."""
        special = re.search(r"[*?\[\\]", self.text)
        if special is None:
            return f"{self.text}/".startswith(f"{directory}/")
        literal, below = self.text[: special.start()], f"{directory}/"
        return literal.startswith(below) or below.startswith(literal)


def _compiled(text: str) -> tuple[str, str]:
    """How moby matches the pattern (exact, prefix, suffix, regex), and its Go expression."""
    kind, out, at, step = "exact", "", 0, 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "*" and text.startswith("*", at):
            at += 2 if text.startswith("*/", at) else 1
            if at < len(text):
                kind, out = "regex", out + "(.*/)?"
            elif kind == "exact":
                kind = "prefix"
            else:
                kind, out = "regex", out + ".*"
            kind = "suffix" if step == 0 else kind
        elif char in "*?":
            kind, out = "regex", out + ("[^/]*" if char == "*" else "[^/]")
        elif char in _ESCAPED_BY_MOBY:
            out += "\\" + char
        elif char == "\\" and at < len(text):
            kind, out, at = "regex", out + "\\" + text[at], at + 1
        else:
            kind, out = ("regex" if char in "[]" else kind), out + char
        step += 1
    return kind, out


def _python(expression: str) -> re.Pattern[str]:
    """A Go expression of moby's making for Python; raises BadPattern where Go has an error."""
    out, at = "^", 0
    while at < len(expression):
        if expression[at] == "\\":
            out, at = out + _escape(expression, at), at + 2
        elif repeat := _REPEAT.match(expression, at):
            out, at = out + repeat[0], repeat.end()
        elif expression[at] == "[":
            text, at = _class(expression, at + 1)
            out += text
        else:
            out, at = out + _plain(expression[at]), at + 1
    try:
        return re.compile(out + r"\Z", re.ASCII)
    except re.error as error:
        raise BadPattern(expression) from error


def _plain(char: str) -> str:
    return char if char in ".*()?^|" else re.escape(char)


def _escape(expression: str, at: int) -> str:
    """What `\\x` means in Go: itself for punctuation, few letters, else an error."""
    char = expression[at + 1 : at + 2]
    if char and char in _SAME_IN_BOTH:
        return "\\" + char
    if char in ("A", "z"):
        return r"\A" if char == "A" else r"\Z"
    if not char or char.isalnum() or not char.isascii():
        raise BadPattern(expression)
    return re.escape(char)


def _class(expression: str, at: int) -> tuple[str, int]:
    """The class that begins behind `[` in a Go expression, and where it ends."""
    negated = expression.startswith("^", at)
    at += negated
    ranges: list[tuple[str, str]] = []
    shorthands = ""
    first = True
    while first or not expression.startswith("]", at):
        first = False
        low, at = _member(expression, at)
        high = low
        if expression.startswith("-", at) and expression[at + 1 : at + 2] not in ("]", ""):
            high, at = _member(expression, at + 1)
        if len(low) > 1 or len(high) > 1:
            shorthands += low
        elif low > high:
            raise BadPattern(expression)
        else:
            ranges.append((low, high))
    text = character_class(ranges, negated=negated)
    return (text[:-1] + shorthands + "]" if ranges else f"[{'^' * negated}{shorthands}]"), at + 1


def _member(expression: str, at: int) -> tuple[str, int]:
    char = expression[at : at + 1]
    if not char:
        raise BadPattern(expression)
    if char != "\\":
        return char, at + 1
    char = expression[at + 1 : at + 2]
    if char and char in "dDwWsS":
        return "\\" + char, at + 2
    controls = dict(zip("afnrtv", "\a\f\n\r\t\v", strict=True))
    if char in controls:
        return controls[char], at + 2
    if not char or char.isalnum() or not char.isascii():
        raise BadPattern(expression)
    return char, at + 2
