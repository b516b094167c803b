"""How many bytes a RUN leaves, and where: an estimate, by the kind of what it leaves.

Without an image nobody can know. The estimates are the same for a file and its rewrite, so what is
compared is the order and the parting of steps, not the guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdafix.catalog.sizes import install_size, typical_size
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands.call import Deposit
from lambdafix.semantics.effects import Effect

_NOTHING = frozenset({"mkdir", "link"})


class Piece(NamedTuple):
    """Some bytes, and where they lie; `spread`: over directories that hold more than these."""

    areas: tuple[Area, ...]
    bytes: int
    spread: bool = False


def pieces_of(effect: Effect) -> tuple[Piece, ...]:
    """What a RUN leaves."""
    if effect.wall:
        return (Piece((EVERYTHING,), typical_size("run")),)
    system = [d for d in effect.deposits if d.semantic[0] == "os"]
    others = [d for d in effect.deposits if d.semantic[0] not in ("os", *_NOTHING)]
    return (*_packages(system), *_left(effect, others))


def _packages(deposits: Iterable[Deposit]) -> Iterator[Piece]:
    for deposit in deposits:
        if deposit.semantic[1] == "install":
            number = max(1, len(deposit.items or ()))
            yield Piece(deposit.areas, number * typical_size("os_package"), spread=True)


def _left(effect: Effect, deposits: Sequence[Deposit]) -> Iterator[Piece]:
    """Directories hold what is installed, in equal parts; else each is of the common kind."""
    directories = [d for d in deposits if any(a.deep for a in d.areas)]
    installed = sum(install_size(i.tool, i.distributions or ()) for i in effect.installs)
    for deposit in deposits:
        if installed and deposit in directories:
            yield Piece(deposit.areas, installed // len(directories))
        elif any(a.deep for a in deposit.areas):
            yield Piece(deposit.areas, typical_size("run"))
        else:
            yield Piece(deposit.areas, typical_size("file"))


def selected(pieces: Iterable[Piece], sources: Sequence[Area], place: str) -> Iterator[Piece]:
    """What a COPY takes of the pieces, where it puts them."""
    for piece in pieces:
        if meet(piece.areas, sources):
            part = piece.spread and all(s.path != "/" for s in sources)
            taken = min(piece.bytes, typical_size("file")) if part else piece.bytes
            yield Piece((Area(place, deep=True),), taken)
