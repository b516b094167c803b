"""RUN, CMD, ENTRYPOINT, HEALTHCHECK and SHELL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from lambdafix.alike import Alike
from lambdafix.syntax.flags import NO_FLAGS, Flags
from lambdafix.syntax.lines import BLANKS
from lambdafix.syntax.smallest import Piece, Wanted
from lambdafix.syntax.views.base import Body, View, command_wanted, flags_wanted
from lambdafix.syntax.views.files import Heredoc


class Run(Alike, View, frozen=True, eq=False):
    """RUN: `script` for the shell, or `argv` in the JSON form.

    `script_start` is the script's offset in the body.
    """

    KEYWORDS = ("RUN",)
    script: str | None
    argv: tuple[str, ...] | None = None
    flags: Flags = NO_FLAGS
    heredocs: tuple[Heredoc, ...] = ()
    script_start: int = 0

    def _alike(self) -> tuple[object, ...]:
        return self.script, self.argv, self.flags, self.heredocs

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        argv, script, piece = body.command(body.rest, body.start)
        view = cls(script, argv, body.flags, Heredoc.all(body), body.start)
        return view, (*body.flag_pieces, piece)

    def _write(self, escape: str) -> Iterable[Wanted]:
        return (*flags_wanted(self.flags, escape), *command_wanted(self.argv, self.script))


class Command(View, frozen=True):
    """CMD and ENTRYPOINT: `argv` in the JSON form, else `script` for the shell."""

    argv: tuple[str, ...] | None = None
    script: str | None = None

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        argv, script, piece = body.command(body.rest, body.start)
        return cls(argv, script), [piece]

    def _write(self, escape: str) -> Iterable[Wanted]:
        return command_wanted(self.argv, self.script)


class Cmd(Command, frozen=True):
    KEYWORDS = ("CMD",)


class Entrypoint(Command, frozen=True):
    KEYWORDS = ("ENTRYPOINT",)


class Healthcheck(View, frozen=True):
    """HEALTHCHECK; with neither `argv` nor `script` it is HEALTHCHECK NONE."""

    KEYWORDS = ("HEALTHCHECK",)
    argv: tuple[str, ...] | None = None
    script: str | None = None
    flags: Flags = NO_FLAGS

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        kind = body.rest.split(maxsplit=1)[0] if body.rest else ""
        rest = body.rest[len(kind) :].lstrip(BLANKS)
        piece = Piece(("kind", kind.upper()), body.start, body.start + len(kind))
        pieces = [*body.flag_pieces, piece]
        if kind.upper() == "NONE" and not rest:
            return cls(flags=body.flags), pieces
        if kind.upper() != "CMD" or not rest:
            body.fail("it takes CMD and a command, or NONE")
        argv, script, piece = body.command(rest, body.end - len(rest))
        return cls(argv, script, body.flags), [*pieces, piece]

    def _write(self, escape: str) -> Iterable[Wanted]:
        kind = "NONE" if self.argv is None and self.script is None else "CMD"
        yield from flags_wanted(self.flags, escape)
        yield Wanted(("kind", kind), kind)
        yield from command_wanted(self.argv, self.script)


class Shell(View, frozen=True):
    """SHELL, always a JSON array."""

    KEYWORDS = ("SHELL",)
    argv: tuple[str, ...]

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        argv, _, piece = body.command(body.rest, body.start)
        if not argv:
            body.fail("it takes a JSON array")
        return cls(argv), [piece]

    def _write(self, escape: str) -> Iterable[Wanted]:
        return command_wanted(self.argv, None)
