"""Outcomes -> workflow commands, which GitHub Actions shows at the lines of a pull request.

Source: docs.github.com, "Workflow commands for GitHub Actions" (percent-encoding as in
actions/toolkit, command.ts), read 2026-11. GitHub shows ten of each kind a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from lambdafix.codemod import Verdict
from lambdafix.report.outcome import Outcome
from lambdafix.report.tally import Tally
from lambdafix.report.words import one_line

_LEVELS = {
    Verdict.APPLIED: "notice",
    Verdict.REFUSED: "warning",
    Verdict.WITHHELD: "notice",
    Verdict.ADVICE: "notice",
}
_BEFORE = {Verdict.WITHHELD: "not without --unsafe: "}


class Github:
    """A line a reason; nothing that a file says can begin another line."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict

    def add(self, outcome: Outcome) -> str:
        return "".join(f"{line}\n" for line in _commands(outcome))

    def end(self, tally: Tally) -> str:
        return _data(tally.counts(written=False)) + "\n"


def _commands(outcome: Outcome) -> Iterator[str]:
    if failure := outcome.failure:
        yield _command("error", outcome.path, failure.line, "error", failure.message)
    for name, reason in outcome.reasons:
        said = f"{_BEFORE.get(reason.verdict, '')}{reason.text}"
        if reason.verdict is not Verdict.ADVICE:
            yield _command(_LEVELS[reason.verdict], outcome.path, reason.line, name, said)
    for name, broken in outcome.withdrawn:
        yield _command("error", outcome.path, 0, name, f"undone, a bug of lambdafix: {broken}")


def _command(level: str, path: str, line: int, name: str, text: str) -> str:
    file = _property(PurePath(path).as_posix())
    return f"::{level} file={file},line={max(line, 1)},title=lambdafix {name}::{_data(text)}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
