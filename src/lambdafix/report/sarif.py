"""Outcomes -> SARIF 2.1.0, for code scanning; written piece by piece.

Every finding is a result at its line, and the first change of a file carries the whole of its
rewrite as a fix: what one reason changes is not to be parted from the others.
Source: OASIS, Static Analysis Results Interchange Format 2.1.0; docs.github.com, "SARIF support for
code scanning", read 2026-11.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import quote

from lambdafix import __version__
from lambdafix.report.diff import lines
from lambdafix.report.explain import names, page, title
from lambdafix.report.findings import NOT_READABLE, findings
from lambdafix.report.outcome import PENDING, REFUSED, Change, Outcome
from lambdafix.report.tally import Tally
from lambdafix.report.templates import Blocks
from lambdafix.report.words import one_line

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"failed": "error", "undone": "error", "applied": "warning"}  # all else: note
_OTHERS = {
    "comments": "A comment for lambdafix is not understood",
    "build-context": "The build context is not certain",
    NOT_READABLE: "The file could not be read or written",
}


class Replacement(NamedTuple):
    """Lines that go, as a region of SARIF, and the text that comes."""

    region: dict[str, int]
    text: str


class Fix(NamedTuple):
    """What changes in one file."""

    path: str
    replacements: tuple[Replacement, ...]


class Sarif:
    """One run."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._print = Blocks("sarif", json.dumps, {"line": _line, "uri": _uri})
        self._before = self._print("head", schema=SCHEMA, version=__version__, rules=[*_rules()])
        self._first = True

    def add(self, outcome: Outcome) -> str:
        return "".join(self._results(outcome))

    def end(self, tally: Tally) -> Iterator[str]:
        code = tally.exit_code
        yield self._head()
        yield self._print("end", exit_code=code, successful=code in (0, PENDING, REFUSED))

    def _results(self, outcome: Outcome) -> Iterator[str]:
        changes = () if outcome.failure else tuple(map(fix, outcome.changes))
        for found in findings(outcome):
            carried, changes = (changes, ()) if found.kind == "applied" else ((), changes)
            level = _LEVELS.get(found.kind, "note")
            values = {"found": found, "level": level, "path": outcome.path, "changes": carried}
            yield self._head() + self._print("result", first=self._first, **values)
            self._first = False

    def _head(self) -> str:
        head, self._before = self._before, ""
        return head


def fix(change: Change) -> Fix:
    """The change line by line; where it is applied, lines are those of the file as it was."""
    old, new = ([*lines((text or "").removeprefix("\ufeff"))] for text in change[1:])
    opcodes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Fix(
        change.path,
        tuple(
            Replacement(_region(old, start, stop), "".join(new[first:last]))
            for kind, start, stop, first, last in opcodes
            if kind != "equal"
        ),
    )


def _region(old: list[str], start: int, stop: int) -> dict[str, int]:
    line, column = _position(old, start)
    end_line, end_column = _position(old, stop)
    return {
        "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
    }  # fmt: skip


def _position(old: list[str], number: int) -> tuple[int, int]:
    """Line and column before a line, both from 1; behind the last one, if there is no newline."""
    if number and number == len(old) and not old[-1].endswith("\n"):
        return number, len(old[-1]) + 1
    return number + 1, 1


def _rules() -> Iterator[dict[str, str]]:
    for name in names():
        yield {"id": name, "title": title(name), "help": page(name)}
    for name, text in _OTHERS.items():
        yield {"id": name, "title": text, "help": text}


def _line(text: str) -> str:
    return json.dumps(one_line(text))


def _uri(name: str) -> str:
    path = PurePath(name).as_posix()
    scheme = "file://" if path.startswith("/") else ""
    return json.dumps(scheme + quote(path, safe="/", errors="surrogateescape"))
