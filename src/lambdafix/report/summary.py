"""All outcomes -> what a person reads: reasons, failures and one line of counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from lambdafix.codemod import Note, Reason, Verdict
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome, Status

_VERDICTS = {
    Verdict.APPLIED: "",
    Verdict.WITHHELD: "not without --unsafe: ",
    Verdict.REFUSED: "refused: ",
    Verdict.ADVICE: "advice: ",
}


class _Page(NamedTuple):
    """What the template shows of one file."""

    path: str
    left_alone: str
    reasons: tuple[tuple[str, Reason], ...]
    notes: tuple[tuple[str, Note], ...]
    axioms: tuple[str, ...]
    withdrawn: tuple[tuple[str, str], ...]
    failure: Failure | None


def summary(
    outcomes: Sequence[Outcome],
    *,
    written: bool,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The summary: `verbose` adds advice, notes, axioms and every file that was left alone.

    `written`: this is not a dry run. `quiet`: failures only.
    """
    from lambdafix.report.templates import render  # jinja2 loads in 60 ms: not for --help

    return render(
        "summary.jinja2",
        {"at": _at, "line": one_line, "verdict": _verdict, "kind": kind},
        files=[_page(outcome, verbose) for outcome in outcomes],
        counts=counts(outcomes, written=written, verbose=verbose),
        verbose=verbose,
        quiet=quiet,
    )


def counts(outcomes: Sequence[Outcome], *, written: bool, verbose: bool = False) -> str:
    """One line: `2 rewritten, 1 left alone (1 not a Lambda function image); 3 more with ...`."""
    numbers = Counter(outcome.status for outcome in outcomes)
    words = {Status.REWRITTEN: "rewritten" if written else "to rewrite"}
    parts = [
        f"{numbers[status]} {words.get(status, status.value)}"
        + (_why_left_alone(outcomes) if status is Status.LEFT_ALONE else "")
        for status in Status
        if numbers[status]
    ]
    notes = [", ".join(parts)]
    if withheld := sum(outcome.withheld for outcome in outcomes):
        notes.append(f"{withheld} more with --unsafe")
    advice = sum(r.verdict is Verdict.ADVICE for o in outcomes for _, r in o.reasons)
    advice -= sum(len(o.rewrite.remarks) for o in outcomes if o.rewrite)
    if advice and not verbose:
        notes.append(f"{advice} {'piece' if advice == 1 else 'pieces'} of advice with -v")
    return "; ".join(notes)


def _why_left_alone(outcomes: Sequence[Outcome]) -> str:
    """The reasons with their numbers, each without what it says of one file."""
    why = Counter(
        general(outcome.rewrite.left_alone)
        for outcome in outcomes
        if outcome.status is Status.LEFT_ALONE and outcome.rewrite
    )
    if len(why) == 1:
        return f": {next(iter(why))}"
    return " (" + ", ".join(f"{number} {reason}" for reason, number in why.most_common()) + ")"


def general(reason: str) -> str:
    """The reason up to a colon, unless the colon is part of a quotation."""
    match = re.match(r"(`[^`]*`|[^:`])*", reason)
    return match[0] if match else reason


def _page(outcome: Outcome, verbose: bool) -> _Page:
    rewrite = outcome.rewrite
    return _Page(
        path=outcome.path,
        left_alone=rewrite.left_alone if rewrite and (outcome.named or verbose) else "",
        reasons=tuple(
            (name, reason)
            for name, reason in outcome.reasons
            if verbose
            or reason.verdict is not Verdict.ADVICE
            or (rewrite and reason in rewrite.remarks)
        ),
        notes=rewrite.notes if rewrite and verbose else (),
        axioms=rewrite.axioms if rewrite and verbose else (),
        withdrawn=outcome.withdrawn,
        failure=outcome.failure,
    )


def _at(path: str, line: int) -> str:
    return f"{one_line(path)}:{line}" if line else one_line(path)


def _verdict(reason: Reason) -> str:
    return _VERDICTS[reason.verdict]


def kind(failure: Failure) -> str:
    return "internal error" if failure.exit_code == OUR_BUG else "error"


def one_line(text: str) -> str:
    """On one line, whatever a file put into it: a reason may quote the file's own words."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
