"""What a run prints, outcome by outcome; nothing of a file is kept once it has been told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, TextIO

from lambdafix.report.outcome import Outcome
from lambdafix.report.summary import failures, reasons, result
from lambdafix.report.tally import Tally
from lambdafix.report.terminal import write_bytes, write_diff, write_page, write_summary

MANY = 50  # files; of more, each has one line, and all have a table


DOCUMENTS = {
    "json": ("lambdafix.report.json", "Json"),
    "sarif": ("lambdafix.report.sarif", "Sarif"),
    "github": ("lambdafix.report.github", "Github"),
    "markdown": ("lambdafix.report.markdown", "Markdown"),
    "html": ("lambdafix.report.html", "Html"),
}  # each loaded only where it is asked for


class Document(Protocol):
    """A report that is one document, written piece by piece."""

    def add(self, outcome: Outcome) -> str: ...

    def end(self, tally: Tally) -> Iterator[str]: ...


class Words(NamedTuple):
    """How a text report speaks; as the options are called. `patch`: the diffs go elsewhere."""

    write: bool = False
    check: bool = False
    quiet: bool = False
    verbose: bool = False
    patch: bool = False


class Text:
    """Diffs, names or the rewritten standard input on `out`; the summary on stderr."""

    def __init__(self, words: Words, files: int, out: TextIO) -> None:
        self.words = words
        self.out = out
        self.brief = files > MANY and not words.verbose
        self._failures: list[str] = []  # last, where a person sees them

    def add(self, outcome: Outcome) -> None:
        if outcome.filtered is not None or outcome.diff:
            self._show(outcome)
        self._failures += failures(outcome, self.words.verbose)
        if self.brief and not self.words.quiet:
            _tell([*result(outcome, written=self.words.write)])
        else:
            _tell([*reasons(outcome, self.words.verbose, self.words.quiet)])

    def end(self, tally: Tally) -> None:
        _tell(self._failures)
        if self.words.quiet:
            return
        if self.brief:
            write_summary(tally.table(), sys.stderr)
        _tell([tally.counts(written=self.words.write, verbose=self.words.verbose)])

    def _show(self, outcome: Outcome) -> None:
        words = self.words
        if outcome.filtered is not None and words.write:
            write_page(outcome.filtered.decode("utf-8", "surrogateescape"), self.out)
        elif words.check and outcome.diff:
            write_page(f"{outcome.path}\n", self.out)
        elif not (words.quiet or words.check or words.patch):
            write_diff(outcome.diff, self.out)


def _tell(lines: list[str]) -> None:
    if lines:
        write_summary("".join(f"{line}\n" for line in lines), sys.stderr)


class Whole:
    """One document on `out`."""

    def __init__(self, document: Document, out: TextIO) -> None:
        self.document = document
        self.out = out

    def add(self, outcome: Outcome) -> None:
        self._write(self.document.add(outcome))

    def end(self, tally: Tally) -> None:
        for piece in self.document.end(tally):
            self._write(piece)

    def _write(self, piece: str) -> None:
        write_bytes(piece.encode("utf-8", "surrogateescape"), self.out)


def document(name: str, *, strict: bool) -> Document:
    """The document of a format that is not text."""
    module, kind = DOCUMENTS[name]
    made: Document = getattr(import_module(module), kind)(strict=strict)
    return made
