"""A bar for many files on a terminal, which makes room for what is printed meanwhile.

It has no thread of its own: with one running, no process could be forked safely.
"""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 0.5  # seconds before it is shown
EVERY = 0.1  # seconds between two looks of it


class Bar:
    """Counts files; shows nothing where `stream` is no terminal, or `wanted` is False."""

    def __init__(self, total: int, stream: TextIO, *, wanted: bool = True) -> None:
        self.total, self.stream = total, stream
        self.done = 0
        self._wanted = wanted and stream.isatty()
        self._next = monotonic() + PATIENCE
        self._bar: Progress | None = None
        self._shown = False

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        if self._wanted and monotonic() >= self._next:
            self._next = monotonic() + EVERY
            self._show()

    def hide(self) -> None:
        """Before something else is printed on the terminal."""
        if self._shown and self._bar:
            self._bar.stop()
            self._shown = False

    def _show(self) -> None:
        if self._bar is None:
            self._bar = _bar(self.total, self.stream)
        self._bar.update(self._bar.task_ids[0], completed=self.done)
        if self._shown:
            self._bar.refresh()
        else:
            self._bar.start()
            self._shown = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.hide()


def _bar(total: int, stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(file=stream), transient=True, auto_refresh=False)
    bar.add_task("", total=total)
    return bar
