"""How often a step changes, by the author's word: `# lambdafix: changes daily` right above it."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from lambdafix.regex import regex
from lambdafix.syntax.tree import Instruction, Kind

_PRAGMA = regex(r"#\s*lambdafix:\s*changes\b(?P<words>.*)")


class Rate(IntEnum):
    """From what changes least to what changes most."""

    NEVER = 0
    RARELY = 1
    MONTHLY = 2
    WEEKLY = 3
    DAILY = 4

    @property
    def word(self) -> str:
        return self.name.lower()


WORDS = {rate.word: rate for rate in Rate}


class NoRate(Struct, frozen=True):
    """A comment that would say a rate and does not: its line in the author's file, its words."""

    line: int
    words: str


def said_above(instruction: Instruction) -> Rate | NoRate | None:
    """What the comments that touch an instruction say; of several, the last one counts."""
    said: Rate | NoRate | None = None
    above = instruction.trivia
    for at, token in enumerate(above):
        match = _PRAGMA.match(token.text.strip()) if token.kind is Kind.COMMENT else None
        if match:
            words = match["words"].strip()
            said = WORDS.get(words, NoRate(instruction.line - len(above) + at, words))
    return said
