"""What was verified -> Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.report.markdown_text import cell, code, inline
from lambdafix.report.verified import Verified
from lambdafix.report.verify import counts, differences, figures, short

if TYPE_CHECKING:
    from lambdafix.verify.verdict import Asked, Verdict

_MOST = 20  # faults that are shown


def text(files: Sequence[Verified]) -> str:
    """One section a file, the counts above."""
    blocks = [f"### lambdafix verify: {counts(files)}"]
    for file in files:
        blocks += _file(file)
    return "\n\n".join(blocks) + "\n"


def _file(file: Verified) -> Iterator[str]:
    yield f"#### {code(file.path)}: {file.status}"
    if file.idle:
        yield inline(file.idle)
    if file.failure:
        hint = f" ({inline(file.failure.hint)})" if file.failure.hint else ""
        yield inline(file.failure.message) + hint
    if file.verdict:
        yield from _verdict(file.verdict)


def _verdict(verdict: Verdict) -> Iterator[str]:
    if verdict.faults:
        more = len(verdict.faults) - _MOST
        shown = [f"- {inline(fault)}" for fault in verdict.faults[:_MOST]]
        yield "\n".join([*shown, *([f"- ... and {more} more"] if more > 0 else [])])
    if verdict.before and verdict.after:
        yield _table("| | before | after | ratio |", "--- ---: ---: ---:", figures(verdict))
    for asked in verdict.asked:
        yield from _asked(asked)
    if verdict.notes:
        yield "\n".join(f"- note: {inline(note)}" for note in verdict.notes)


def _asked(asked: Asked) -> Iterator[str]:
    same = "differs" if asked.differences else "the same"
    yield f"Event {code(short(asked.event))}: {asked.before.outcome.value}, {same}"
    if asked.differences:
        rows = (tuple(map(_cell, row)) for row in differences(asked))
        yield _table("| field | before | after |", "--- --- ---", rows)


def _table(head: str, columns: str, rows: Iterable[tuple[str, ...]]) -> str:
    lines = (f"| {' | '.join(row)} |" for row in (tuple(columns.split()), *rows))
    return "\n".join((head, *lines))


def _cell(words: str) -> str:
    return cell(words) if words else ""
