"""Commands taken out of a script, with what joined them to the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from lambdafix.syntax.shell import Command, Script
from lambdafix.syntax.smallest import cut
from lambdafix.syntax.tree import Edit

_JOINS = ("", "&&", ";")


def remove(
    script: Script, doomed: Collection[Command], starts: Sequence[int] = ()
) -> tuple[Edit, ...] | None:
    """The edits of `script.text` that take commands out of a list joined by `&&` and `;`.

    `a && b && c` less b is `a && c`, less a it is `b && c`. `starts` says where physical lines
    begin (smallest.line_starts), so that a line left blank goes as a whole and the others keep
    their indent. None where that cannot be: nothing would be left, a pipe or an `||` would lose
    one side, or the script has newlines of its own.
    """
    if "\n" in script.text:
        return None
    edits: list[Edit] = []
    for first, last in _runs(script.commands, doomed):
        ends = script.commands[first], *script.commands[last + 1 : last + 2]
        if any(c.connector not in _JOINS for c in ends) or len(script.commands) == last + 1 - first:
            return None
        cutter = _Cutter(script, first, last, starts)
        edits += cutter.inside() if first else cutter.front(doomed)
    return tuple(_apart(edits))


def _runs(commands: Sequence[Command], doomed: Collection[Command]) -> Iterator[tuple[int, int]]:
    """The first and last index of every run of doomed neighbours."""
    places = groupby(enumerate(commands), key=lambda place: place[1] in doomed)
    for is_doomed, run in places:
        if is_doomed:
            indices = [i for i, _ in run]
            yield indices[0], indices[-1]


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """Neighbouring cuts may share a blank; each keeps what no other has taken."""
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.stop)):
        yield Edit(max(edit.start, at), max(edit.stop, at), edit.text)
        at = max(edit.stop, at)


class _Cutter:
    """One run of neighbours, and how to take it out in the style of the lines around it."""

    def __init__(self, script: Script, first: int, last: int, starts: Sequence[int]) -> None:
        self.text = script.text
        self.commands = script.commands
        self.first, self.last, self.starts = first, last, starts
        self.start, self.stop = script.commands[first].start, script.commands[last].stop

    def inside(self) -> list[Edit]:
        """The run has a command before it.

        Of the two operators around it, `a; b && c` keeps the first and `a && b; c` the second, as
        `a` may fail in both. Of two alike, one at the end of its line stays there.
        """
        before = self.operator(self.first)
        if self.last + 1 == len(self.commands):  # a last `;` goes with it
            behind = self.text[self.stop :].strip()
            return [self.cut(before[0], len(self.text) if behind == ";" else self.stop)]
        after = self.operator(self.last + 1)
        own, other = self.text[slice(*before)], self.text[slice(*after)]
        if (own, other) == (";", "&&") or (own == other and self.breaks(before[1], self.start)):
            return [self.cut(self.start, after[1])]
        return [self.cut(before[0], self.stop)]

    def front(self, doomed: Collection[Command]) -> list[Edit]:
        """The run begins the script: what follows it moves up to where the run began."""
        heir, *others = self.commands[self.last + 1 :]
        operator = self.operator(self.last + 1)
        if not self.breaks(self.stop, heir.start):
            return [Edit(self.start, heir.start, "")]
        if self.breaks(heir.start + 1, heir.stop - 1):  # it has lines of its own
            return [self.cut(self.start, self.stop), self.cut(*operator)]
        moved = Edit(self.start, self.stop, self.text[heir.start : heir.stop])
        alike = others and others[0].connector == heir.connector and others[0] not in doomed
        if alike and self.breaks(operator[1], heir.start):
            return [moved, self.cut(heir.start, self.operator(self.last + 2)[1])]
        return [moved, self.cut(operator[0], heir.stop)]

    def operator(self, index: int) -> tuple[int, int]:
        """Where the connector stands that joins a command to the one before."""
        connector = self.commands[index].connector
        at = self.text.index(connector, self.commands[index - 1].stop)
        return at, at + len(connector)

    def breaks(self, start: int, stop: int) -> bool:
        """Does a physical line begin between two offsets?"""
        return any(start <= s <= stop for s in self.starts)

    def cut(self, start: int, stop: int) -> Edit:
        return cut(self.text, start, stop, self.starts)
