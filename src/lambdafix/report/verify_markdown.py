"""What was verified -> Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.report.verified import Verified
from lambdafix.report.verify import counts, differences, figures, short
from lambdafix.report.words import one_line

if TYPE_CHECKING:
    from lambdafix.verify.verdict import Asked, Verdict

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~"})
_MOST = 20  # faults that are shown


def text(files: Sequence[Verified]) -> str:
    """One section a file, the counts above."""
    blocks = [f"### lambdafix verify: {counts(files)}"]
    for file in files:
        blocks += _file(file)
    return "\n\n".join(blocks) + "\n"


def _file(file: Verified) -> Iterator[str]:
    yield f"#### {_code(file.path)}: {file.status}"
    if file.idle:
        yield _plain(file.idle)
    if file.failure:
        hint = f" ({_plain(file.failure.hint)})" if file.failure.hint else ""
        yield _plain(file.failure.message) + hint
    if file.verdict:
        yield from _verdict(file.verdict)


def _verdict(verdict: Verdict) -> Iterator[str]:
    if verdict.faults:
        more = len(verdict.faults) - _MOST
        shown = [f"- {_plain(fault)}" for fault in verdict.faults[:_MOST]]
        yield "\n".join([*shown, *([f"- ... and {more} more"] if more > 0 else [])])
    if verdict.before and verdict.after:
        yield _table("| | before | after | ratio |", "--- ---: ---: ---:", figures(verdict))
    for asked in verdict.asked:
        yield from _asked(asked)
    if verdict.notes:
        yield "\n".join(f"- note: {_plain(note)}" for note in verdict.notes)


def _asked(asked: Asked) -> Iterator[str]:
    same = "differs" if asked.differences else "the same"
    yield f"Event {_code(short(asked.event))}: {asked.before.outcome.value}, {same}"
    if asked.differences:
        rows = (tuple(map(_code, row)) for row in differences(asked))
        yield _table("| field | before | after |", "--- --- ---", rows)


def _table(head: str, columns: str, rows: Iterable[tuple[str, ...]]) -> str:
    lines = (f"| {' | '.join(row)} |" for row in (tuple(columns.split()), *rows))
    return "\n".join((head, *lines))


def _plain(words: str) -> str:
    """Words of a file or a tool as words, whatever they hold."""
    return one_line(words).translate(_SPECIAL)


def _code(words: str) -> str:
    """As code in a line of a table; a bar would end the cell."""
    line = one_line(words).replace("|", "\\|")
    ticks = "``" if "`" in line else "`"
    return f"{ticks} {line} {ticks}" if line else ""
