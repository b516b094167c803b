"""Outcomes -> Markdown for a pull request: what, why, what is saved, what was refused, how to undo.

Shorter than GitHub takes (65,536 characters of a comment or a description): first the diffs are
left out that do not fit, then what is said of a file, then only numbers are given. The first line
is a mark by which a comment can be found and renewed rather than repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lambdafix.report.findings import by_weight
from lambdafix.report.markdown_text import block, cell, code, inline
from lambdafix.report.outcome import Outcome, Saved, Status
from lambdafix.report.tally import Tally
from lambdafix.report.templates import Blocks, Filter
from lambdafix.report.words import lines

MARK = "<!-- lambdafix -->"
MOST = 60_000  # characters
_ROOM = 6_000  # of them for what stands above and below the files
_ROWS = 20  # files of a table; of more, the codemods have one
CHECK = (
    "Build the image and call the function: the rewrite was shown from the files, not by a build.",
    "`lambdafix --check` finds nothing more to change in what is rewritten.",
)
_APPLY = ("`lambdafix --write` makes the changes; `git checkout -- FILE` takes one back.",)


class _Row(NamedTuple):
    """A file in the table of all."""

    path: str
    steps: tuple[str, ...]
    saved: Saved | None
    refused: int
    withheld: int


class Markdown:
    """One comment about a run; what does not fit is counted and forgotten."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._print = Blocks("markdown", _inline, _FILTERS)
        self._rows: list[_Row] = []
        self._sections: list[str] = []
        self._left = MOST - _ROOM
        self._untold = 0

    def add(self, outcome: Outcome) -> str:
        """Nothing yet: what stands above is known last."""
        if outcome.status not in (Status.REWRITTEN, Status.REFUSED, Status.FAILED):
            return ""
        if len(self._rows) <= _ROWS:
            self._rows.append(_row(outcome))
        for section in self._tries(outcome):
            if len(section) <= self._left:
                self._sections.append(section)
                self._left -= len(section)
                return ""
        self._untold += 1
        return ""

    def end(self, tally: Tally) -> Iterator[str]:
        """All of it, as a dry run would say it."""
        title = f"lambdafix: {tally.counts(written=False, verbose=True, why=False)}"
        yield self.page(title, tally, {"How to apply": _APPLY, "How to check": CHECK})

    def page(self, title: str, tally: Tally, below: Mapping[str, Iterable[str]]) -> str:
        """The page under a title, with lists below the files."""
        few = len(self._rows) <= _ROWS and sum(len(row.path) for row in self._rows) < _ROOM / 4
        return self._print(
            "page",
            title=title,
            saved=tally.saved,
            rows=self._rows if few else (),
            codemods=[*tally.rows()],
            sections=self._sections,
            untold=self._untold,
            below=below,
        )

    def _tries(self, outcome: Outcome) -> Iterator[str]:
        """What is said of a file: all, without the diff, in one line; the first that fits is
        taken."""
        values = {"path": outcome.path, "findings": by_weight(outcome), "diff": outcome.diff}
        yield self._print("file", fits=True, **values)
        yield self._print("file", fits=False, **values)
        yield self._print("line", path=outcome.path, status=outcome.status.value)


def _row(outcome: Outcome) -> _Row:
    refused = sum(found.kind == "refused" for found in by_weight(outcome))
    return _Row(outcome.path, outcome.steps, outcome.saved, refused, outcome.withheld)


def _inline(value: object) -> str:
    return inline(str(value))


def _diff(text: str) -> str:
    return block("\n".join(lines(text)), "diff")


_FILTERS: dict[str, Filter] = {
    "cell": cell,
    "code": code,
    "diff": _diff,
    "markdown": str,  # it is Markdown, and ours
}
