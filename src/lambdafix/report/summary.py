"""Outcomes -> what a person reads: reasons, failures and one line of counts.

Plain Python, for every run needs it, and jinja2 takes a fifth of the time of a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lambdafix.codemod import Verdict
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome, Status
from lambdafix.report.tally import Tally
from lambdafix.report.words import lines, one_line, place

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
    """All of it: the reasons of each, then the failures, then the counts.

    `written`: this is not a dry run. `quiet`: failures only.
    """
    lines = [line for outcome in outcomes for line in reasons(outcome, verbose, quiet)]
    lines += (line for outcome in outcomes for line in failures(outcome, verbose))
    if not quiet:
        lines.append(Tally(outcomes).counts(written=written, verbose=verbose))
    return "".join(f"{line}\n" for line in lines)


def reasons(outcome: Outcome, verbose: bool = False, quiet: bool = False) -> Iterator[str]:
    """A line for each reason and note, with what to do below it; then what was undone.

    `verbose` adds advice on files that nobody named, notes, axioms and every file that was left
    alone.
    """
    rewrite = outcome.rewrite
    if rewrite and not quiet:
        whole = place(outcome.path, 0)
        if rewrite.left_alone and (outcome.named or verbose):
            yield f"{whole}: left alone: {one_line(rewrite.left_alone)}"
        for name, reason in outcome.reasons:
            if verbose or outcome.tells(reason):
                said = f"{_VERDICTS[reason.verdict]}{one_line(reason.text)}"
                yield f"{place(outcome.path, reason.line)}: {name}: {said}"
                yield from _hint(reason.hint)
        for name, note in rewrite.notes if verbose else ():
            yield f"{place(outcome.path, note.line)}: {name}: note: {one_line(note.text)}"
        for axiom in rewrite.axioms if verbose else ():
            yield f"{whole}: taken as given: {one_line(axiom)}"
    yield from undone(outcome)


def result(outcome: Outcome, *, written: bool) -> Iterator[str]:
    """One line for a file of many, where there is anything to say; then what was undone."""
    rewrite = outcome.rewrite
    if rewrite and outcome.status in (Status.REWRITTEN, Status.REFUSED):
        no = [f"{n}:{r.line}" for n, r in outcome.reasons if r.verdict is Verdict.REFUSED]
        parts = []
        if outcome.diff and not outcome.failure:
            parts.append(f"{'rewritten' if written else 'to rewrite'}: {', '.join(outcome.steps)}")
        if no:
            parts.append(f"refused: {', '.join(no)}")
        yield f"{place(outcome.path, 0)}: {'; '.join(parts)}"
    elif rewrite and rewrite.left_alone and outcome.named:
        yield f"{place(outcome.path, 0)}: left alone: {one_line(rewrite.left_alone)}"
    yield from undone(outcome)


def undone(outcome: Outcome) -> Iterator[str]:
    """Steps that broke an invariant: always told."""
    for name, broken in outcome.withdrawn:
        said = f"undone, for it broke an invariant: {one_line(broken)}"
        yield f"{place(outcome.path, 0)}: {name}: {said}"
        yield from _hint("this is a bug of lambdafix: please report it with the file")


def failures(outcome: Outcome, verbose: bool = False) -> Iterator[str]:
    """Why there is no rewrite, and what to do."""
    if failure := outcome.failure:
        where = place(outcome.path, failure.line)
        yield f"{where}: {kind(failure)}: {one_line(failure.message)}"
        yield from _hint(failure.hint)
        if verbose and failure.trace:
            yield from (f"    | {line}" for line in lines(failure.trace))


def _hint(hint: str) -> Iterator[str]:
    if hint:
        yield f"    {one_line(hint)}"


def kind(failure: Failure) -> str:
    """Whose fault a failure is."""
    return "internal error" if failure.exit_code == OUR_BUG else "error"
