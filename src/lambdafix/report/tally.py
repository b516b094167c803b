"""The counts of a run, file by file: all that is kept of one once it has been reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lambdafix.codemod import Verdict
from lambdafix.report.outcome import Outcome, Saved, Status, worst
from lambdafix.report.words import general, one_line


class Tally:
    """What has been counted so far; grows with what can happen, not with the files."""

    def __init__(self, outcomes: Iterable[Outcome] = (), *, strict: bool = False) -> None:
        self.strict = strict
        self.statuses: Counter[Status] = Counter()
        self.left_alone: Counter[str] = Counter()  # by the reason, without what it says of one file
        self.changed: Counter[str] = Counter()  # codemod -> files
        self.places: dict[Verdict, Counter[str]] = {verdict: Counter() for verdict in Verdict}
        self.withheld = 0
        self.hidden = 0  # advice that takes -v
        self.saved = Saved()
        self._codes: set[int] = set()
        for outcome in outcomes:
            self.add(outcome)

    def add(self, outcome: Outcome) -> None:
        """Counts one more file."""
        self.statuses[outcome.status] += 1
        self._codes.add(outcome.exit_code(strict=self.strict))
        self.withheld += outcome.withheld
        self.saved = self.saved.and_that_of(outcome.saved)
        for name, reason in outcome.reasons:
            self.places[reason.verdict][name] += 1
            self.hidden += not outcome.tells(reason)
        if rewrite := outcome.rewrite:
            self.changed.update(outcome.steps)
            if outcome.status is Status.LEFT_ALONE:
                self.left_alone[one_line(general(rewrite.left_alone))] += 1

    @property
    def files(self) -> int:
        return sum(self.statuses.values())

    def lacks_stage(self, name: str) -> bool:
        """Whether files were left alone for want of a stage of this name, and no file has it."""
        lacking = any(why.startswith(f"it has no stage `{name}`") for why in self.left_alone)
        return lacking and not self.files - self.statuses[Status.LEFT_ALONE]

    @property
    def exit_code(self) -> int:
        return worst(self._codes)

    def counts(self, *, written: bool, verbose: bool = False, why: bool = True) -> str:
        """One line: `2 rewritten, 1 left alone (1 not a Lambda function image); 3 more with ...`

        `why`: with the reasons of those that are left alone.
        """
        words = {Status.REWRITTEN: "rewritten" if written else "to rewrite"}
        parts = [
            f"{self.statuses[status]} {words.get(status, status.value)}"
            + (self._why_left_alone() if why and status is Status.LEFT_ALONE else "")
            for status in Status
            if self.statuses[status]
        ]
        notes = [", ".join(parts) or "no file to look at"]
        if self.withheld:
            notes.append(f"{self.withheld} more with --unsafe")
        if self.hidden and not verbose:
            pieces = "piece" if self.hidden == 1 else "pieces"
            notes.append(f"{self.hidden} {pieces} of advice with -v")
        return "; ".join(notes)

    def _why_left_alone(self) -> str:
        if len(self.left_alone) == 1:
            return f": {next(iter(self.left_alone))}"
        why = (f"{number} {reason}" for reason, number in self.left_alone.most_common())
        return " (" + ", ".join(why) + ")"

    def rows(self) -> Iterator[tuple[str, int, int, int]]:
        """Each codemod that had something to say: files changed, places refused, with --unsafe."""
        refused, withheld = self.places[Verdict.REFUSED], self.places[Verdict.WITHHELD]
        for name in sorted({*self.changed, *refused, *withheld}):
            yield name, self.changed[name], refused[name], withheld[name]

    def table(self) -> str:
        """The same as text: a line for each."""
        heads = ("codemod", "files changed", "places refused", "with --unsafe")
        rows = [heads, *((name, *map(str, figures)) for name, *figures in self.rows())]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
            for row in rows
        )
        return "".join(f"{line}\n" for line in lines) if rows[1:] else ""
