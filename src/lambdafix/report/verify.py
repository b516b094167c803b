"""What was verified -> what a person reads: a verdict, figures and differences for each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.report.not_done import failed, not_done
from lambdafix.report.table import amount, table
from lambdafix.report.verified import Verified
from lambdafix.report.words import one_line, shown_path

if TYPE_CHECKING:
    from lambdafix.verify.verdict import Asked, Verdict

_SHOWN = 60  # characters of an event or of a value
_MOST = 20  # differences that are shown


def text(files: Sequence[Verified]) -> str:
    """Every file that was tried, then why others had nothing to verify, then the counts."""
    tried = [file for file in files if file.verdict]
    blocks = [list(_file(file, file.verdict)) for file in tried if file.verdict]
    idle = [file for file in files if file.idle]
    if idle:
        blocks.append(list(not_done(idle, "verified")))
    blocks.append([counts(files)])
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def errors(files: Sequence[Verified]) -> str:
    """What could not be tried, as a rewrite's summary says it."""
    return "".join(failed(f.path, f.failure, f.logs) for f in files if f.failure)


def counts(files: Sequence[Verified]) -> str:
    """`3 files: 2 proved, 1 not proved`."""
    number = Counter(file.status for file in files)
    written = sum(file.written for file in files)
    what = "1 file" if len(files) == 1 else f"{len(files)} files"
    order = ("proved", "not proved", "could not be tried", "nothing to verify")
    parts = [f"{number[status]} {status}" for status in order if number[status]]
    parts += [f"{written} written"] if written else []
    return f"{what}: {', '.join(parts)}"


def figures(verdict: Verdict) -> Iterator[tuple[str, str, str, str]]:
    """Name, before, after, ratio; a dash where nothing was measured."""
    for name, pair in verdict.figures.items():
        ratio = "-" if pair.ratio is None else f"{pair.ratio:.3g}"
        yield name, figure(name, pair.before), figure(name, pair.after), ratio


def figure(name: str, value: float | None) -> str:
    """A measure for people, `-` for none; its name tells seconds, bytes or a count."""
    if value is None:
        return "-"
    if "seconds" in name:
        return f"{value:.1f}"
    return amount(int(value)) if name.startswith("bytes") else f"{value:.0f}"


def differences(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Field, before, after, shortened."""
    for path, before, after in asked.differences[:_MOST]:
        yield path or "(the whole answer)", short(before), short(after)
    left = len(asked.differences) - _MOST
    if left > 0:
        yield f"... and {left} more", "", ""


def short(words: str) -> str:
    """Words on one line, cut where it is long."""
    line = one_line(words)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _file(file: Verified, verdict: Verdict) -> Iterator[str]:
    written = ", written" if file.written else ""
    yield f"{shown_path(file.path)}: {file.status}{written}"
    yield from (f"  - {one_line(fault)}" for fault in verdict.faults[:_MOST])
    if len(verdict.faults) > _MOST:
        yield f"  - ... and {len(verdict.faults) - _MOST} more, all of them in --format json"
    if verdict.before and verdict.after:
        yield ""
        yield from table(("", "before", "after", "ratio"), tuple(figures(verdict)))
    for asked in verdict.asked:
        yield ""
        same = "differs" if asked.differences else "the same"
        yield f"  event {short(asked.event)}: {asked.before.outcome.value}, {same}"
        yield from table(("", "before", "after", ""), _rows(asked)) if asked.differences else ()
    if verdict.notes or file.logs:
        yield ""
    yield from (f"  note: {one_line(note)}" for note in verdict.notes)
    if file.logs:
        yield f"  logs: {one_line(file.logs)}"


def _rows(asked: Asked) -> tuple[tuple[str, ...], ...]:
    return tuple((*row, "") for row in differences(asked))
