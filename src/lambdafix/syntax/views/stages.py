"""FROM, and ONBUILD with the instruction that it keeps for another build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Self

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.syntax.flags import Flags
from lambdafix.syntax.lines import BLANKS
from lambdafix.syntax.quoting import quoted
from lambdafix.syntax.smallest import Piece, Wanted
from lambdafix.syntax.splitting import blank_words
from lambdafix.syntax.tree import Instruction, Kind, Token
from lambdafix.syntax.views.base import Body, View, flags_wanted

_TRIGGER = regex(rf"([{BLANKS}]*)([^{BLANKS}]+)([{BLANKS}]*)(.*)", re.DOTALL)
_STAGE_NAME = regex(r"[a-z][a-z0-9-_.]*")
_NUMBER = regex(r"[+-]?[0-9]{1,18}")


def stage_name(text: str) -> str:
    """What `--from=` says, as builders compare it: a name in any case, or a number, which may begin
    with zeros. Source: moby/buildkit, dockerfile2llb/convert.go (strconv.Atoi)."""
    return str(int(text)) if _NUMBER.fullmatch(text) else text.lower()


class From(View, frozen=True):
    """`FROM --platform=P image AS alias`; the alias as written, though its case does not count."""

    KEYWORDS = ("FROM",)
    image: str
    platform: str | None = None
    alias: str | None = None

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        words = [*blank_words(body.rest, body.start)]
        if len(words) not in (1, 3) or (len(words) == 3 and words[1].raw.lower() != "as"):
            body.fail("it takes an image, or an image AS a name")
        alias = words[2].raw if len(words) == 3 else None
        if alias is not None and not _STAGE_NAME.fullmatch(alias.lower()):
            body.fail(f"{alias} cannot be the name of a stage")
        image = body.value(words[0].raw)
        keys: list[tuple[str, ...]] = [("image", image), ("as",), ("alias", alias or "")]
        pieces = (Piece(k, w.start, w.stop) for k, w in zip(keys, words, strict=False))
        return cls(image, body.flags.get("platform"), alias), (*body.flag_pieces, *pieces)

    def _write(self, escape: str) -> Iterable[Wanted]:
        flags = Flags((("platform", self.platform),) if self.platform is not None else ())
        yield from flags_wanted(flags, escape)
        yield Wanted(("image", self.image), quoted(self.image, escape))
        if self.alias is not None:
            yield Wanted(("as",), "AS")
            yield Wanted(("alias", self.alias), self.alias)


class Onbuild(View, frozen=True):
    """ONBUILD: `trigger` is the instruction behind it, to be read by its own view."""

    KEYWORDS = ("ONBUILD",)
    trigger: Instruction

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        trigger = Instruction((), _behind(body.instruction)[1], body.instruction.line)
        if not body.rest or trigger.keyword in ("ONBUILD", "FROM", "MAINTAINER"):
            body.fail(f"it cannot keep {trigger.keyword or 'nothing'}")
        return cls(trigger), ()

    def _write(self, escape: str) -> Iterable[Wanted]:
        return ()

    def _carried(self, instruction: Instruction) -> Instruction:
        start, _ = _behind(instruction)
        tokens = (
            replace(t, kind=Kind.TEXT) if t.kind in (Kind.KEYWORD, Kind.SPACE) else t
            for t in self.trigger.tokens
        )
        return replace(instruction, tokens=(*start, *_merged(tokens)))


def _behind(instruction: Instruction) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The tokens before the trigger, and the trigger's own."""
    tokens = instruction.tokens
    for i, token in enumerate(tokens):
        if token.kind is Kind.TEXT and (match := _TRIGGER.fullmatch(token.text)):
            kinds = (Kind.TEXT, Kind.KEYWORD, Kind.SPACE, Kind.TEXT)
            indent, *own = map(Token, kinds, match.groups())
            before = (*tokens[:i], *(t for t in [indent] if t.text))
            return before, (*(t for t in own if t.text), *tokens[i + 1 :])
    return tokens, (Token(Kind.KEYWORD, ""),)


def _merged(tokens: Iterable[Token]) -> Iterator[Token]:
    """Neighbouring pieces of text as one."""
    text = ""
    for token in tokens:
        if token.kind is Kind.TEXT:
            text += token.text
            continue
        if text:
            yield Token(Kind.TEXT, text)
        text = ""
        yield token
    if text:
        yield Token(Kind.TEXT, text)
