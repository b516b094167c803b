"""COPY and ADD, and here-documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.alike import Alike
from lambdafix.regex import regex
from lambdafix.syntax.flags import NO_FLAGS, Flags
from lambdafix.syntax.heredoc import heredocs_of
from lambdafix.syntax.lines import BLANKS
from lambdafix.syntax.quoting import escaped, quoted
from lambdafix.syntax.smallest import Piece, Wanted
from lambdafix.syntax.splitting import blank_words, json_array
from lambdafix.syntax.tree import Instruction, Kind, Token
from lambdafix.syntax.views.base import Body, View, flags_wanted

_OPENING = regex(r"\d*<<-?[^<]+")


class Heredoc(Alike, Struct, frozen=True, eq=False):
    """A here-document: its terminator, its lines, and whether variables in it are expanded.

    `word` is what opens it in a COPY, as written.
    """

    name: str
    content: str
    expands: bool
    word: str = ""

    def _alike(self) -> tuple[object, ...]:
        return self.name, self.content, self.expands

    @classmethod
    def all(cls, body: Body) -> tuple[Self, ...]:
        instruction = body.instruction
        line = f"{instruction.keyword} {body.text}"
        found = zip(heredocs_of(line, body.escape), instruction.heredocs, strict=False)
        return tuple(cls(h.name, _content(text, h.strips_tabs), h.expands) for h, text in found)


def _content(text: str, strips_tabs: bool) -> str:
    lines = text.splitlines(keepends=True)[:-1]
    return "".join(line.lstrip("\t") if strips_tabs else line for line in lines)


class Copy(Alike, View, frozen=True, eq=False):
    """COPY and ADD. `sources` are paths (or URLs), `heredocs` the files written in place.

    `put` cannot add, change or drop a here-document.
    `json` is only a form: it is taken up where a path needs it, and two views that differ in it
    alone are equal.
    """

    KEYWORDS = ("COPY", "ADD")
    sources: tuple[str, ...]
    destination: str
    flags: Flags = NO_FLAGS
    add: bool = False
    heredocs: tuple[Heredoc, ...] = ()
    json: bool = False

    def _alike(self) -> tuple[object, ...]:
        return self.sources, self.destination, self.flags, self.add, self.heredocs

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        array = body.array(body.rest, body.start)
        words = [*blank_words(body.rest, body.start)] if array is None else [*array]
        if len(words) < 2:
            body.fail("it takes sources and a destination")
        opening = [array is None and bool(_OPENING.fullmatch(w.raw)) for w in words]
        if opening[-1]:
            body.fail("a here-document cannot be the destination")
        values = [
            w.raw if opens else body.value(w.value) for w, opens in zip(words, opening, strict=True)
        ]
        opened = [w.raw for w, opens in zip(words, opening, strict=True) if opens]
        view = cls(
            tuple(v for v, opens in zip(values[:-1], opening, strict=False) if not opens),
            values[-1],
            body.flags,
            body.instruction.keyword == "ADD",
            tuple(replace(h, word=w) for h, w in zip(Heredoc.all(body), opened, strict=False)),
            array is not None,
        )
        if array is not None:
            return view, (*body.flag_pieces, Piece(("json", *values), body.start, body.end))
        kept = (Piece(("word", v), w.start, w.stop) for v, w in zip(values, words, strict=True))
        return view, (*body.flag_pieces, *kept)

    def _write(self, escape: str) -> Iterable[Wanted]:
        yield from flags_wanted(self.flags, escape)
        paths = (*self.sources, self.destination)
        if self.json or any(c in BLANKS for path in paths for c in path):
            yield Wanted(("json", *paths), json_array(escaped(p, escape) for p in paths))
            return
        yield from (Wanted(("word", h.word), h.word) for h in self.heredocs)
        yield from (Wanted(("word", p), quoted(p, escape)) for p in paths)

    def _carried(self, instruction: Instruction) -> Instruction:
        if self.add is (instruction.keyword == "ADD"):
            return instruction
        keyword = "ADD" if self.add else "COPY"
        tokens = (
            Token(t.kind, keyword.lower() if t.text.islower() else keyword)
            if t.kind is Kind.KEYWORD
            else t
            for t in instruction.tokens
        )
        return replace(instruction, tokens=tuple(tokens))
