"""All outcomes -> what a person reads: reasons, failures and one line of counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lambdafix.codemod import Verdict
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome, Status

_VERDICTS = {
    Verdict.APPLIED: "",
    Verdict.WITHHELD: "not without --unsafe: ",
    Verdict.REFUSED: "refused: ",
    Verdict.ADVICE: "advice: ",
}


def summary(
    outcomes: Sequence[Outcome],
    *,
    written: bool,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The summary: `verbose` adds advice, notes, axioms and every file that was left alone.

    `written`: this is not a dry run. `quiet`: failures only. Plain Python, for every run needs it,
    and jinja2 takes a fifth of the time of a run.
    """
    lines = [line for outcome in outcomes for line in _file(outcome, verbose, quiet)]
    lines += (line for outcome in outcomes for line in _failure(outcome, verbose))
    if not quiet:
        lines.append(counts(outcomes, written=written, verbose=verbose))
    return "".join(f"{line}\n" for line in lines)


def _file(outcome: Outcome, verbose: bool, quiet: bool) -> Iterator[str]:
    """A line for each reason and note, with what to do below it; then what was undone."""
    rewrite = outcome.rewrite
    if rewrite and not quiet:
        whole = _at(outcome.path, 0)
        if rewrite.left_alone and (outcome.named or verbose):
            yield f"{whole}: left alone: {one_line(rewrite.left_alone)}"
        for name, reason in outcome.reasons:
            if verbose or reason.verdict is not Verdict.ADVICE or reason in rewrite.remarks:
                said = f"{_VERDICTS[reason.verdict]}{one_line(reason.text)}"
                yield f"{_at(outcome.path, reason.line)}: {name}: {said}"
                yield from _hint(reason.hint)
        for name, note in rewrite.notes if verbose else ():
            yield f"{_at(outcome.path, note.line)}: {name}: note: {one_line(note.text)}"
        for axiom in rewrite.axioms if verbose else ():
            yield f"{whole}: taken as given: {one_line(axiom)}"
    for name, broken in outcome.withdrawn:
        undone = f"undone, for it broke an invariant: {one_line(broken)}"
        yield f"{_at(outcome.path, 0)}: {name}: {undone}"
        yield from _hint("this is a bug of lambdafix: please report it with the file")


def _failure(outcome: Outcome, verbose: bool) -> Iterator[str]:
    if failure := outcome.failure:
        where = _at(outcome.path, failure.line)
        yield f"{where}: {kind(failure)}: {one_line(failure.message)}"
        yield from _hint(failure.hint)
        if verbose and failure.trace:
            yield failure.trace


def _hint(hint: str) -> Iterator[str]:
    if hint:
        yield f"    {one_line(hint)}"


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


def _at(path: str, line: int) -> str:
    return f"{one_line(path)}:{line}" if line else one_line(path)


def kind(failure: Failure) -> str:
    return "internal error" if failure.exit_code == OUR_BUG else "error"


def one_line(text: str) -> str:
    """On one line, whatever a file put into it: a reason may quote the file's own words."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
