"""What all views share: how one is read from an instruction, and how `put` writes it back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import ClassVar, NamedTuple, NoReturn, Self, cast

from msgspec import Struct

from lambdafix.errors import SyntaxFault
from lambdafix.syntax import flags as flag_rules
from lambdafix.syntax.flags import Flags
from lambdafix.syntax.quoting import unquoted
from lambdafix.syntax.smallest import Piece, Wanted, edits, line_starts
from lambdafix.syntax.splitting import Word, flag_words, json_array, json_words, stripped
from lambdafix.syntax.tree import Edit, Instruction


class Body(NamedTuple):
    """What a view is read from: flags, and the text behind them."""

    instruction: Instruction
    escape: str
    text: str
    flag_words: tuple[Word, ...]
    rest: str
    start: int  # of the rest, in the text

    @classmethod
    def of(cls, instruction: Instruction, escape: str) -> Self:
        text = instruction.body
        found, behind = flag_words(text, escape)
        body = cls(instruction, escape, text, found, *stripped(text, behind))
        if why := flag_rules.fault(instruction.keyword, body.flags):
            body.fail(why)
        return body

    @property
    def flags(self) -> Flags:
        return Flags(tuple(flag_rules.read_flag(w) for w in self.flag_words))

    @property
    def end(self) -> int:
        return self.start + len(self.rest)

    @property
    def flag_pieces(self) -> Iterator[Piece]:
        return (Piece(("flag", *flag_rules.read_flag(w)), w.start, w.stop) for w in self.flag_words)

    def fail(self, why: str) -> NoReturn:
        raise SyntaxFault(f"{self.instruction.keyword}: {why}.", self.instruction.line)

    def value(self, raw: str) -> str:
        try:
            return unquoted(raw, self.escape)
        except ValueError as error:
            self.fail(str(error))

    def array(self, text: str, at: int) -> tuple[Word, ...] | None:
        try:
            return json_words(text, at)
        except ValueError as error:
            self.fail(str(error))

    def command(self, text: str, at: int) -> tuple[tuple[str, ...] | None, str | None, Piece]:
        """A command as (argv, None, piece) in its JSON form, else as (None, script, piece)."""
        array = self.array(text, at)
        if array is None:
            return None, text, Piece(("script", text), at, at + len(text))
        argv = tuple(w.value for w in array)
        return argv, None, Piece(("json", *argv), at, at + len(text))


class View(Struct, frozen=True):
    """The meaning of one kind of instruction."""

    KEYWORDS: ClassVar[tuple[str, ...]]

    @classmethod
    def of(cls, instruction: Instruction, escape: str = "\\") -> Self:
        """The view of an instruction of this kind; raises SyntaxFault."""
        return cast(Self, _view(cls, instruction, instruction.line, escape))

    @classmethod
    def read(cls, instruction: Instruction, escape: str) -> tuple[Self, Sequence[Piece]]:
        """The view, and the pieces of the body that it was read from."""
        if instruction.keyword not in cls.KEYWORDS:
            raise ValueError(f"{instruction.keyword} is not read by {cls.__name__}")
        view, pieces = cls._read(Body.of(instruction, escape))
        return view, tuple(pieces)

    @classmethod
    @abstractmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        """The view of a body, and its pieces."""

    @abstractmethod
    def _write(self, escape: str) -> Iterable[Wanted]:
        """The pieces of a body with this meaning, in their order."""

    def _carried(self, instruction: Instruction) -> Instruction:
        """The instruction with what this view says beside its body."""
        return instruction


@lru_cache(maxsize=1024)  # every step and check reads the same few instructions anew
def _view(kind: type[View], instruction: Instruction, line: int, escape: str) -> View:
    """The view; instructions that differ in their line alone are equal, yet faults name it."""
    return kind.read(instruction, escape)[0]


def put(instruction: Instruction, view: View, escape: str = "\\") -> Instruction:
    """The instruction with the meaning of `view` and as much of its own text as can stay.

    Raises ValueError for a view that no instruction can have.
    """
    before, pieces = view.read(instruction, escape)
    if before == view:
        return instruction
    wanted = [*view._write(escape)]
    body = instruction.body
    small = [*edits(body, pieces, wanted, line_starts(instruction))]
    whole = [Edit(stripped(body)[1], len(body), " ".join(w.raw for w in wanted))]
    for attempt in (small, whole):
        if any("\n" in edit.text for edit in attempt):
            break
        new = view._carried(instruction).edited(*attempt)
        with suppress(SyntaxFault):
            if view.of(new, escape) == view:
                return new
    raise ValueError(f"no {instruction.keyword} can mean {view}")


def flags_wanted(flags: Flags, escape: str) -> Iterator[Wanted]:
    return (Wanted(("flag", n, v), flag_rules.write_flag(n, v, escape)) for n, v in flags)


def command_wanted(argv: tuple[str, ...] | None, script: str | None) -> Iterator[Wanted]:
    if argv is not None:
        yield Wanted(("json", *argv), json_array(argv))
    elif script:
        yield Wanted(("script", script), script)
