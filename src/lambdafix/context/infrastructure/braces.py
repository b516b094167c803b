"""C#, Java and Go as far as their calls go: tokens, arguments, and what simple words are worth.

No grammar: strings and comments are told from the rest, brackets are matched, and a name counts if
it is bound once. What is anything else has no worth.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from lambdafix.context.infrastructure.shell_lines import LONGEST, UNKNOWN
from lambdafix.regex import regex

_TOKEN = regex(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<string>[@$]{0,2}"(?:\\.|[^"\\\n])*"|`[^`]*`)"""
    r"""|(?P<name>\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<end>;|\n)|(?P<mark>:=|[^\s])""",
    re.DOTALL,
)
_PUT_IN = regex(r"\{[^{}]*\}")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_JOINED = ("combine", "join", "get", "of")  # Path.Combine, filepath.Join, Paths.get, Path.of
_SAME = ("string", "tostring", "abs", "getfullpath")  # jsii.String and what leaves a path as it is
_HERE = ("getcurrentdirectory", "getwd")
_DEEPEST = 20
_MOST = 2000  # tokens of one statement


class Token(NamedTuple):
    """`kind` is string, name, end or mark; `line` is counted from 1."""

    kind: str
    text: str
    line: int


class Program(Struct, frozen=True, eq=False):
    """The tokens of a file without comments; places are their numbers.

    `closes` leads from a bracket to the one that closes it, `bound` from a name to where it is
    given something.
    """

    tokens: Sequence[Token]
    closes: Mapping[int, int]
    bound: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, text: str, path: str) -> Program:
        found: list[Token] = []
        line = 1
        for match in _TOKEN.finditer(text):
            kind, word = str(match.lastgroup), match[0]
            if kind != "comment" and (word != "\n" or path.endswith(".go")):
                found.append(Token(kind, word, line))
            line += word.count("\n")
        return cls(found, _closes(found), _bound(found))

    def calls(self) -> Iterator[tuple[int, str]]:
        """The place of each call's name, and the name."""
        for at, token in enumerate(self.tokens[:-1]):
            if token.kind == "name" and self.tokens[at + 1].text == "(":
                yield at, token.text

    def arguments(self, call: int) -> list[range]:
        """What a call is given."""
        return list(self._split(self._inside(call + 1)))

    def statement(self, at: int) -> range:
        """From a place to the end of its statement, or of the brackets around it."""
        for end in self._steps(range(at, min(at + _MOST, len(self.tokens)))):
            if self.tokens[end].kind == "end" or self.tokens[end].text in _CLOSES:
                return range(at, end)
        return range(at, min(at + _MOST, len(self.tokens)))

    def fields(self, among: range, wanted: Collection[str]) -> dict[str, range]:
        """`Name = x`, `Name: x` and `.name(x)` with the tokens of x, the names as in Java."""
        found: dict[str, range] = {}
        for at in among[:-1]:
            token, following = self.tokens[at], self.tokens[at + 1].text
            name = camel(token.text.rpartition(".")[2])
            if token.kind != "name" or name not in wanted or name in found:
                continue
            if following in ("=", ":"):
                found[name] = next(self._split(self.statement(at + 2)), range(0))
            elif token.text.startswith(".") and following == "(":
                found[name] = self._inside(at + 1)
        return found

    def text(self, among: range, depth: int = _DEEPEST) -> str:
        """What an expression is worth; UNKNOWN where it cannot be told."""
        parts = self._split(among, "+") if depth else iter(())
        found = "".join(self._part(part, depth - 1) for part in parts)
        return found if 0 < len(found) <= LONGEST else UNKNOWN

    def name(self, among: range) -> str:
        """The one name that an expression is, perhaps called without arguments; or nothing."""
        words = self._words(among[:4])
        rest = [self.tokens[at].text for at in words[1:]]
        is_one = words and self.tokens[words[0]].kind == "name" and rest in ([], ["(", ")"])
        return self.tokens[words[0]].text if is_one else ""

    def behind(self, name: str) -> range:
        """What a name is bound to, if it is bound once; else nothing."""
        places = self.bound.get(name, ())
        return self.statement(places[0]) if len(places) == 1 else range(0)

    def _part(self, among: range, depth: int) -> str:
        words = self._words(among)
        first = self.tokens[words[0]] if words else Token("end", "", 0)
        if len(words) == 1:
            return _string(first.text) if first.kind == "string" else self._named(first, depth)
        if first.kind != "name" or self.tokens[words[0] + 1].text != "(":
            return UNKNOWN
        name = first.text.rpartition(".")[2].lower()
        given = [self.text(part, depth) for part in self.arguments(words[0])]
        if name in _HERE:
            return "."
        if name in _JOINED and given:
            return os.path.join(*given)
        return given[0] if name in _SAME and len(given) == 1 else UNKNOWN

    def _named(self, token: Token, depth: int) -> str:
        return self.text(self.behind(token.text), depth) if token.kind == "name" else UNKNOWN

    def _words(self, among: range) -> list[int]:
        return [at for at in among if self.tokens[at].kind != "end"]

    def _inside(self, bracket: int) -> range:
        """What is between a bracket and the one that closes it; nothing if none does."""
        return range(bracket + 1, self.closes.get(bracket, bracket + 1))

    def _steps(self, among: range) -> Iterator[int]:
        """The places of one level: what is in brackets is passed over."""
        at = among.start
        while at < among.stop:
            yield at
            at = self.closes.get(at, at) + 1

    def _split(self, among: range, mark: str = ",") -> Iterator[range]:
        start = among.start
        for at in self._steps(among):
            if self.tokens[at].text == mark:
                yield range(start, at)
                start = at + 1
        if start < among.stop:
            yield range(start, among.stop)


def camel(name: str) -> str:
    """`FromAsset` as `fromAsset`."""
    return name[:1].lower() + name[1:]


def _closes(tokens: Sequence[Token]) -> dict[int, int]:
    found: dict[int, int] = {}
    waiting: list[int] = []
    for at, token in enumerate(tokens):
        if token.text in _CLOSES.values():
            waiting.append(at)
        elif waiting and _CLOSES.get(token.text) == tokens[waiting[-1]].text:
            found[waiting.pop()] = at
    return found


def _bound(tokens: Sequence[Token]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        if token.text in ("=", ":=") and at and tokens[at - 1].kind == "name":
            # In Go, `dir, err := os.Getwd()` binds the first.
            first = (
                at - 3 if token.text == ":=" and at > 2 and tokens[at - 2].text == "," else at - 1
            )
            found.setdefault(tokens[first].text, []).append(at + 1)
    return found


def _string(text: str) -> str:
    start = 0 if text.startswith("`") else text.index('"')
    inner = text[start + 1 : -1]
    return _PUT_IN.sub(UNKNOWN, inner) if "$" in text[:start] else inner
