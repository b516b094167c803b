"""Edits of a RUN line, command by command and word by word; layout and comments stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from lambdafix.syntax import shell
from lambdafix.syntax.shell_edits import remove
from lambdafix.syntax.smallest import cut, line_starts
from lambdafix.syntax.tree import Edit, Instruction
from lambdafix.syntax.views import Run


class RunLine(Struct, frozen=True):
    """A RUN in its shell form, with its commands."""

    instruction: Instruction
    script: shell.Script
    start: int  # of the script, in the body
    escape: str

    @classmethod
    def of(cls, instruction: Instruction, escape: str) -> RunLine | None:
        """None where it is in JSON form, or its script is no list of simple commands."""
        if instruction.keyword != "RUN":
            return None
        run = Run.of(instruction, escape)
        script = shell.read(run.script) if run.script is not None and not run.heredocs else None
        if not isinstance(script, shell.Script) or not script.flat:
            return None
        return cls(instruction, script, run.script_start, escape)

    def again(self, instruction: Instruction) -> RunLine | None:
        """The commands of this RUN after an edit."""
        return RunLine.of(instruction, self.escape)

    @property
    def _line_starts(self) -> tuple[int, ...]:
        return tuple(s - self.start for s in line_starts(self.instruction) if s >= self.start)

    def without(self, doomed: Iterable[shell.Command]) -> Instruction | None:
        """The RUN less some commands; None where that cannot be or nothing would be left."""
        edits = remove(self.script, tuple(doomed), self._line_starts)
        return None if edits is None else self._edited(edits)

    def words(self, changes: Mapping[shell.ShellWord, str]) -> Instruction:
        """The RUN with words replaced; an empty text takes the word out."""
        text, starts = self.script.text, self._line_starts
        edits = [Edit(w.start, w.stop, new) for w, new in changes.items() if new]
        gone = _together(text, [w for w, new in changes.items() if not new])
        edits += (cut(text, start, stop, starts) for start, stop in gone)
        return self._edited(edits)

    def appended(self, command: shell.Command, text: str) -> Instruction:
        """The RUN with words added behind the last word of a command."""
        at = command.words[-1].stop
        return self._edited([Edit(at, at, f" {text}")])

    def followed(self, command: shell.Command, text: str) -> Instruction:
        """The RUN with words added behind a command, with its redirects."""
        return self._edited([Edit(command.stop, command.stop, f" {text}")])

    def led(self, text: str) -> Instruction:
        """The RUN with words added in front of its first command."""
        at = self.script.commands[0].start
        return self._edited([Edit(at, at, f"{text} ")])

    def _edited(self, edits: Iterable[Edit]) -> Instruction:
        moved = (Edit(e.start + self.start, e.stop + self.start, e.text) for e in edits)
        return self.instruction.edited(*moved)


def _together(text: str, words: Iterable[shell.ShellWord]) -> list[tuple[int, int]]:
    """The places of words, those with only blanks between them as one."""
    places = list[tuple[int, int]]()
    for word in sorted(words, key=lambda w: w.start):
        if places and not text[places[-1][1] : word.start].strip(" \t"):
            places[-1] = (places[-1][0], word.stop)
        else:
            places.append((word.start, word.stop))
    return places
