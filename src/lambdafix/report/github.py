"""Outcomes -> workflow commands, which GitHub Actions shows at the lines of a pull request.

A line a finding; nothing that a file says can begin another line. Source: docs.github.com,
"Workflow commands for GitHub Actions" (percent-encoding as in actions/toolkit, command.ts), read
2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from lambdafix.report.findings import findings
from lambdafix.report.outcome import Outcome
from lambdafix.report.tally import Tally
from lambdafix.report.templates import Blocks
from lambdafix.report.words import one_line

_LEVELS = {
    "failed": "error",
    "undone": "error",
    "refused": "warning",
    "applied": "notice",
    "withheld": "notice",
}  # advice is for whoever asks for it


class Github:
    """Annotations, and one line of counts."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._print = Blocks("github", _data, {"property": _property})

    def add(self, outcome: Outcome) -> str:
        path = PurePath(outcome.path).as_posix()
        return self._print("file", path=path, findings=findings(outcome), levels=_LEVELS)

    def end(self, tally: Tally) -> Iterator[str]:
        yield self._print("end", counts=tally.counts(written=False))


def _data(value: object) -> str:
    return one_line(str(value)).replace("%", "%25")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
