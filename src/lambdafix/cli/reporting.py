"""What a run prints, outcome by outcome; nothing of a file is kept once it has been told."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NamedTuple, Protocol

from lambdafix.report.outcome import Outcome
from lambdafix.report.summary import failures, reasons, result
from lambdafix.report.tally import Tally
from lambdafix.report.terminal import write_bytes, write_diff, write_summary

MANY = 50  # files; of more, each has one line, and all have a table


DOCUMENTS = {
    "json": ("lambdafix.report.json", "Json"),
    "sarif": ("lambdafix.report.sarif", "Sarif"),
    "github": ("lambdafix.report.github", "Github"),
    "markdown": ("lambdafix.report.markdown", "Markdown"),
}  # each loaded only where it is asked for


class Document(Protocol):
    """A report that is one document on stdout, written piece by piece."""

    def add(self, outcome: Outcome) -> str: ...

    def end(self, tally: Tally) -> str: ...


class Words(NamedTuple):
    """How a text report speaks; as the options are called. `patch`: the diffs go elsewhere."""

    write: bool = False
    check: bool = False
    quiet: bool = False
    verbose: bool = False
    patch: bool = False


class Text:
    """Diffs, names or the rewritten standard input on stdout; the summary on stderr."""

    def __init__(self, words: Words, files: int) -> None:
        self.words = words
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
            write_bytes(outcome.filtered, sys.stdout)
        elif words.check and outcome.diff:
            write_bytes(f"{outcome.path}\n".encode("utf-8", "surrogateescape"), sys.stdout)
        elif not (words.quiet or words.check or words.patch):
            write_diff(outcome.diff, sys.stdout)


def _tell(lines: list[str]) -> None:
    if lines:
        write_summary("".join(f"{line}\n" for line in lines), sys.stderr)


class Whole:
    """One document on stdout."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def add(self, outcome: Outcome) -> None:
        write_bytes(self.document.add(outcome).encode("utf-8", "surrogateescape"), sys.stdout)

    def end(self, tally: Tally) -> None:
        write_bytes(self.document.end(tally).encode("utf-8", "surrogateescape"), sys.stdout)


def document(name: str, *, strict: bool) -> Document:
    """The document of a format that is not text."""
    module, kind = DOCUMENTS[name]
    made: Document = getattr(import_module(module), kind)(strict=strict)
    return made
