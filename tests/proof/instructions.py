"""A small reader of Dockerfiles of its own, so that what lambdafix reads wrongly shows.

Source: Dockerfile reference (docs.docker.com/reference/dockerfile), read 2026-11. It knows what
generated and rewritten files say, and no more: the escape character is the backslash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

_HEREDOC = re.compile(r"<<(-?)(['\"]?)(\w+)\2")
_FLAG = re.compile(r"--([a-z]+)(?:=(\S*))?\s+")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})")


class Heredoc(Struct, frozen=True):
    """A here-document: its name, its text, and whether its name was quoted."""

    name: str
    text: str
    quoted: bool


class Line(Struct, frozen=True):
    """One instruction: keyword, flags in order, the words behind, here-documents."""

    keyword: str
    flags: tuple[tuple[str, str], ...]
    rest: str
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str | None:
        return next((v for n, v in reversed(self.flags) if n == name), None)

    @property
    def json(self) -> tuple[str, ...] | None:
        """The words of the JSON form; None where it is not in that form."""
        if not self.rest.startswith("["):
            return None
        try:
            found = json.loads(self.rest)
        except ValueError:
            return None
        return tuple(found) if all(isinstance(w, str) for w in found) else None

    @property
    def words(self) -> tuple[str, ...]:
        return self.json if self.json is not None else tuple(self.rest.split())


def lines_of(text: str) -> Iterator[Line]:
    """Every instruction of a Dockerfile, in order."""
    raw = text.splitlines()
    at = 0
    while at < len(raw):
        line, at = raw[at], at + 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        logical = line.lstrip()
        while re.search(r"\\\s*$", logical):
            logical = re.sub(r"\\\s*$", "", logical)
            while at < len(raw) and (not raw[at].strip() or raw[at].lstrip().startswith("#")):
                at += 1
            if at == len(raw):
                break
            logical, at = logical + raw[at], at + 1
        keyword, _, rest = logical.partition(" ")
        rest, flags = rest.strip(), []
        while found := _FLAG.match(rest):
            flags.append((found[1], found[2] or ""))
            rest = rest[found.end() :]
        heredocs = list[Heredoc]()
        if keyword.upper() in ("RUN", "COPY", "ADD") and not rest.startswith("["):
            for mark in _HEREDOC.finditer(rest):
                body = list[str]()
                while at < len(raw):
                    inside, at = raw[at], at + 1
                    inside = inside.lstrip("\t") if mark[1] else inside
                    if inside == mark[3]:
                        break
                    body.append(inside + "\n")
                heredocs.append(Heredoc(mark[3], "".join(body), bool(mark[2])))
        yield Line(keyword.upper(), tuple(flags), rest, tuple(heredocs))


Lookup = Callable[[str], str | None]


def expand(text: str, value: Lookup) -> str:
    """Variables replaced as the builder does it; one that is not set is empty."""

    def replaced(found: re.Match[str]) -> str:
        name, operator, word = found[1] or found[2], found[3], found[4]
        known = value(name)
        if operator is None:
            return known or ""
        there = known is not None and (known != "" or not operator.startswith(":"))
        if operator.endswith("-"):
            return known or "" if there else expand(word, value)
        return expand(word, value) if there else ""

    parts = re.split(r"('[^']*'|\\.)", text)
    return "".join(
        part[1:-1] if part[:1] == "'" and len(part) > 1 else part[1:] if part[:1] == "\\"
        else _VARIABLE.sub(replaced, part).replace('"', "")
        for part in parts
    )  # fmt: skip


def pairs_of(rest: str, value: Lookup) -> Iterator[tuple[str, str | None]]:
    """`A=b C="d e"` (also `A b`, the old form) as names and values; no `=`: None."""
    words = re.findall(r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\])+", rest)
    if len(words) > 1 and "=" not in words[0]:
        yield words[0], expand(rest[len(words[0]) :].strip(), value)
        return
    for word in words:
        name, equals, text = word.partition("=")
        yield name, expand(text, value) if equals else None
