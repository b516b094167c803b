"""What was replayed -> what a person reads: a table and bars for each file, and for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lambdafix.report.not_done import failed, not_done
from lambdafix.report.replayed import Dear, Pair, Replayed, assumed, total
from lambdafix.report.table import amount, table
from lambdafix.report.words import one_line, shown_path

if TYPE_CHECKING:
    from lambdafix.verify.replay import Cost

WIDTH = 40  # of the longest bar
DEAREST = 5
_SUBJECT = 50  # characters of a commit's subject
_EIGHTHS = " ▏▎▍▌▋▊▉"


def text(files: Sequence[Replayed]) -> str:
    """Every file that was played, the total of several, why others were not, what is assumed."""
    played = [file for file in files if file.costs]
    blocks = [list(_file(file)) for file in played]
    if len(played) > 1:
        blocks.append(list(_total(played)))
    idle = [file for file in files if file.idle]
    if idle:
        blocks.append(list(not_done(idle, "played")))
    if played:
        blocks.append(["Assumed:", *(f"  - {words}" for words in assumed(files))])
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def errors(files: Sequence[Replayed]) -> str:
    """What could not be played, as a rewrite's summary says it."""
    return "".join(failed(f.path, f.failure) for f in files if f.failure)


def share(saved: float) -> str:
    """A share as percent, `none` where nothing is saved or lost."""
    percent = f"{saved:.1%}"
    return "none" if percent in ("0.0%", "-0.0%") else percent


def bars(pair: Pair) -> tuple[str, str]:
    """Two bars, the longer one of the full width; what is more than nothing is seen."""
    longest = max(*pair, 1)
    return _bar(pair.before / longest), _bar(pair.after / longest)


def _bar(part: float) -> str:
    eighths = max(round(part * WIDTH * 8), part > 0)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).strip()


def _file(file: Replayed) -> Iterator[str]:
    assert file.costs
    assert file.history
    commits = file.history.commits
    first, last = (_day(commits[at].time) for at in (0, -1))
    count = "1 commit" if len(commits) == 1 else f"{len(commits)} commits"
    yield f"{shown_path(file.path)}: {count}, {first} to {last}"
    yield from (f"  {note}" for note in file.notes)
    yield ""
    rows = (_row("builds that remade a layer", file.builds, str), *_rows(*file.costs))
    yield from table(("", "before", "after", "saved"), rows)
    yield ""
    yield from _picture(*file.costs)
    dearest = file.dearest(DEAREST)
    if dearest:
        yield ""
        yield from table(("pushed most", "before", "after", ""), [_dear(d) for d in dearest])


def _dear(dear: Dear) -> tuple[str, ...]:
    commit, pushed = dear
    subject = one_line(commit.subject)
    short = subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1]}…"
    return f"{commit.id[:8]} {_day(commit.time)}", *map(amount, pushed), short


def _total(played: Sequence[Replayed]) -> Iterator[str]:
    costs = total(played)
    yield f"All {len(played)} files"
    yield ""
    yield from table(("", "before", "after", "saved"), tuple(_rows(*costs)))
    yield ""
    yield from _picture(*costs)


def _rows(before: Cost, after: Cost) -> Iterator[tuple[str, ...]]:
    yield _row("RUN lines that ran again", Pair(before.runs, after.runs), str)
    yield _row("layers remade", Pair(before.rebuilt, after.rebuilt), str)
    yield _row("bytes remade", Pair(before.rebuilt_bytes, after.rebuilt_bytes), amount)
    yield _row("layers pushed", Pair(before.pushed, after.pushed), str)
    yield _row("bytes pushed", Pair(before.pushed_bytes, after.pushed_bytes), amount)


def _row(name: str, pair: Pair, shown: Callable[[int], str]) -> tuple[str, ...]:
    return name, shown(pair.before), shown(pair.after), share(pair.saved)


def _picture(before: Cost, after: Cost) -> Iterator[str]:
    pair = Pair(before.pushed_bytes, after.pushed_bytes)
    for name, bar, size in zip(("before", "after"), bars(pair), pair, strict=True):
        yield f"  {name:6}  {bar} {amount(size)}"


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
