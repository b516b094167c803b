"""The smallest edits that turn the words of a body into other words.

Words that stay keep their spelling and their place; only blanks around what goes or comes change.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lambdafix.syntax.splitting import json_words
from lambdafix.syntax.tree import Edit, Instruction, Kind

_BLANKS = " \t"


class Piece(NamedTuple):
    """`body[start:stop]`, and the meaning by which it is compared: (what it is, values ...)."""

    key: tuple[Hashable, ...]
    start: int
    stop: int


class Wanted(NamedTuple):
    """A meaning, and how to write it where it stands nowhere yet."""

    key: tuple[Hashable, ...]
    raw: str


def line_starts(instruction: Instruction) -> tuple[int, ...]:
    """The offsets in the body at which its second, third ... physical line begins."""
    starts: list[int] = []
    at = 0
    for token in instruction.tokens:
        if token.kind is Kind.TEXT:
            at += len(token.text)
        elif token.kind is Kind.CONTINUATION:
            starts.append(at)
    return tuple(starts)


def cut(text: str, start: int, stop: int, starts: Sequence[int] = ()) -> Edit:
    """The edit that takes `text[start:stop]` out, with the blanks on one side of it.

    Blanks on other physical lines stay; `starts` says where lines begin. A line that holds
    nothing else is left blank, so that Instruction.edited drops it.
    """
    line_start = max((s for s in starts if s <= start), default=0)
    line_stop = min((s for s in starts if stop <= s < len(text)), default=len(text))
    before, after = start, stop
    while after < line_stop and text[after] in _BLANKS:
        after += 1
    while before > line_start and text[before - 1] in _BLANKS:
        before -= 1
    if stop < after < line_stop:  # more follows on this line: one side of blanks is enough
        return Edit(start, after if before < start or start == line_start else stop, "")
    if line_stop < len(text) and any(start < s < stop for s in starts):
        return Edit(start, stop, "")  # blanks before a continuation stay
    return Edit(before, stop, "")


def edits(
    body: str, found: Sequence[Piece], wanted: Sequence[Wanted], starts: Sequence[int]
) -> Iterator[Edit]:
    """Edits after which the pieces of `body` have the wanted meanings, in their order."""
    before, after = [p.key for p in found], [w.key for w in wanted]
    for tag, i, i_stop, j, j_stop in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "equal":
            continue
        shared = min(i_stop - i, j_stop - j)
        for piece, new in zip(found[i : i + shared], wanted[j : j + shared], strict=True):
            yield from _changed(body, piece, new)
        if i + shared < i_stop:
            yield cut(body, found[i + shared].start, found[i_stop - 1].stop, starts)
        if more := [w.raw for w in wanted[j + shared : j_stop]]:
            here = i + shared
            if here:
                yield Edit(found[here - 1].stop, found[here - 1].stop, " " + " ".join(more))
            else:
                at = found[0].start if found else len(body)
                yield Edit(at, at, " ".join(more) + " ")


def _changed(body: str, piece: Piece, new: Wanted) -> Iterator[Edit]:
    """One piece made another; in an array only the items, in a script only the words."""
    old = body[piece.start : piece.stop]
    if piece.key[0] == new.key[0] == "script":
        yield from _retold(old, new.raw, piece.start)
        return
    if piece.key[0] == new.key[0] == "json" and len(piece.key) == len(new.key):
        items, others = json_words(old) or (), json_words(new.raw) or ()
        for item, other in zip(items, others, strict=True):
            if item.value != other.value:
                yield Edit(piece.start + item.start, piece.start + item.stop, other.raw)
        return
    yield Edit(piece.start, piece.stop, new.raw)


def _retold(old: str, new: str, at: int) -> Iterator[Edit]:
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    ends = [at]
    for word in before:
        ends.append(ends[-1] + len(word))
    for tag, i, i_stop, j, j_stop in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag != "equal":
            yield Edit(ends[i], ends[i_stop], "".join(after[j:j_stop]))
