"""What is being done, told while it is done: lines in a log, one moving line on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TextIO

from lambdafix.report.words import shown_path

Say = Callable[[str, str], None]


@contextmanager
def steps(stream: TextIO) -> Iterator[Say]:
    """The function takes a path and what is done with it; threads may call it."""
    if not stream.isatty():
        lock = Lock()

        def line(path: str, words: str) -> None:
            with lock:
                stream.write(f"{shown_path(path)}: {words}\n")
                stream.flush()

        yield line
        return
    from rich.console import Console
    from rich.text import Text

    doing = dict[str, str]()
    with Console(file=stream).status("") as status:

        def moving(path: str, words: str) -> None:
            doing[path] = words
            told = (f"{shown_path(p)}: {w}" for p, w in doing.copy().items() if w)
            status.update(Text("; ".join(told), overflow="ellipsis", no_wrap=True))

        yield moving
