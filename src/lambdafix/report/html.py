"""Outcomes -> one HTML page that needs nothing beside it, for a person with a browser.

Files are kept on the disk until the counts are known that stand above them, so memory does not grow
with their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from tempfile import TemporaryFile

from lambdafix import __version__
from lambdafix.report.findings import by_weight
from lambdafix.report.outcome import Outcome, Status
from lambdafix.report.tally import Tally
from lambdafix.report.templates import Blocks
from lambdafix.report.words import lines, one_line, quotations

_WORDS = {"failed": "error", "refused": "refused", "withheld": "not without --unsafe"}
_LINES = (("+++", "head"), ("---", "head"), ("@@", "head"), ("+", "new"), ("-", "old"))
_PIECE = 1 << 20  # characters


class Html:
    """One page."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._print = Blocks("html", _text, {"sentence": _sentence})
        self._files = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - see end

    def add(self, outcome: Outcome) -> str:
        """Nothing yet: what stands above is known last."""
        rewrite = outcome.rewrite
        if outcome.status is Status.LEFT_ALONE and not outcome.named:
            return ""  # counted
        if outcome.status is Status.UNCHANGED and not outcome.withheld:
            return ""
        section = self._print(
            "file",
            path=outcome.path,
            left_alone=rewrite.left_alone if rewrite else "",
            saved=outcome.saved,
            findings=by_weight(outcome),
            words=_WORDS,
            diff=_coloured(outcome.diff),
        )
        self._files.write(section)
        return ""

    def end(self, tally: Tally) -> Iterator[str]:
        counts = tally.counts(written=False, verbose=True)
        yield self._print("head", counts=counts, saved=tally.saved, codemods=[*tally.rows()])
        with self._files as file:
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece
        yield self._print("end", version=__version__)


def _coloured(diff: str) -> list[tuple[str, str]]:
    """Each line with its class."""
    return [
        (next((kind for mark, kind in _LINES if line.startswith(mark)), "same"), line)
        for line in lines(diff)
    ]


def _text(value: object) -> str:
    """Fit for an element and for an attribute; a tab stays."""
    return escape("\t".join(map(one_line, str(value).split("\t"))))


def _sentence(text: str) -> str:
    """What it quotes in backticks is code."""
    said = quotations(text)
    return "".join(f"<code>{_text(s)}</code>" if quoted else _text(s) for s, quoted in said)
