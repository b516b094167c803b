"""What there is to tell of one file, as values: the same for every format of a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lambdafix.report.outcome import Outcome

_WEIGHTS = ("failed", "undone", "refused", "applied", "withheld")  # what is told, in this order
NOT_READABLE = "not-readable"


class Finding(NamedTuple):
    """One thing at one line of the author's file; line 0 is the whole file.

    `kind` is a verdict's value, `failed` or `undone`; `rule` a codemod's name, or what stands in
    for one.
    """

    kind: str
    rule: str
    line: int
    text: str
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The text, and what to do."""
        return f"{self.text} ({self.hint})" if self.hint else self.text


def findings(outcome: Outcome) -> Iterator[Finding]:
    """The failure, every reason, and what was undone."""
    if failure := outcome.failure:
        yield Finding("failed", NOT_READABLE, failure.line, failure.message, failure.hint)
    for name, reason in outcome.reasons:
        yield Finding(reason.verdict.value, name, reason.line, reason.text, reason.hint)
    for name, broken in outcome.withdrawn:
        text = f"undone, for it broke an invariant, a bug of lambdafix: {broken}"
        yield Finding("undone", name, 0, text)


def by_weight(outcome: Outcome) -> list[Finding]:
    """What a reviewer has to know, the heaviest first; no advice."""
    told = (found for found in findings(outcome) if found.kind in _WEIGHTS)
    return sorted(told, key=lambda found: _WEIGHTS.index(found.kind))
