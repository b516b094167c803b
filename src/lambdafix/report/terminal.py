"""Write a report to a stream: bytes as they are, in colour where a person looks on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TextIO

from lambdafix.regex import regex
from lambdafix.report.words import lines, one_line

_DIFF = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))
_SUMMARY = regex(
    r"(?P<bad>(?<=: )(internal error|error)(?=:))"
    r"|(?P<no>(?<=: )(refused|not without --unsafe|undone)(?=[:,]))"
    r"|(?P<quiet>(?<=: )(left alone|advice|note|taken as given)(?=:))"
    r"|(?P<place>^[^\s:]+(:\d+)?(?=:))",
    re.MULTILINE,
)
_REPLAY = regex(
    r"(?P<bad>-\d+\.\d%$)"
    r"|(?P<good>\d+\.\d%$|(?<=^  after   )[█▏▎▍▌▋▊▉]+)"
    r"|(?P<old>(?<=^  before  )[█▏▎▍▌▋▊▉]+)"
    r"|(?P<quiet>^Assumed:|^  - .*|(?<=[: ])not played(?=:))"
    r"|(?P<place>^[^\s:][^:]*(?=: )|^All \d+ files$)",
    re.MULTILINE,
)
_LAYERS = regex(
    r"(?P<bad>(?<=: )not for Lambda(?=:))"
    r"|(?P<good>^  \+  \S+)|(?P<old>^  -  \S+)"
    r"|(?P<quiet>^ +ID +SIZE .*)"
    r"|(?P<place>^[^\s:][^:]*(?=: ))",
    re.MULTILINE,
)
_VERIFIED = regex(
    r"(?P<good>(?<=: )proved)"
    r"|(?P<bad>(?<=: )not proved|(?<=, )differs$|^  - .*)"
    r"|(?P<quiet>^  note: .*|^  logs: .*|(?<=: )not verified(?=:))"
    r"|(?P<place>^[^\s:][^:]*(?=: ))",
    re.MULTILINE,
)
_STYLES = {
    "bad": "bold red", "good": "green", "no": "yellow", "old": "red", "place": "bold",
    "quiet": "dim",
}  # fmt: skip
_PATIENCE = 0.5  # seconds before a progress bar is shown


def write_diff(diff: str, stream: TextIO) -> None:
    """A diff, byte for byte unless `stream` is a terminal."""
    if not stream.isatty():
        write_bytes(diff.encode("utf-8", "surrogateescape"), stream)
        return
    from rich.text import Text

    coloured = Text()
    for line in lines(diff):
        style = next((style for mark, style in _DIFF if line.startswith(mark)), "")
        coloured.append(line + "\n", style)
    _show(coloured, stream)


def write_page(text: str, stream: TextIO) -> None:
    """Lines of any kind, byte for byte unless `stream` is a terminal."""
    if stream.isatty():
        text = "".join(f"{line}\n" for line in lines(text))
    write_bytes(text.encode("utf-8", "surrogateescape"), stream)


def write_summary(summary: str, stream: TextIO) -> None:
    """A summary, plain unless `stream` is a terminal."""
    _write(summary, _SUMMARY, stream)


def write_replay(text: str, stream: TextIO) -> None:
    """What was replayed, plain unless `stream` is a terminal."""
    _write(text, _REPLAY, stream)


def write_layers(text: str, stream: TextIO) -> None:
    """The layers of images, plain unless `stream` is a terminal."""
    _write(text, _LAYERS, stream)


def write_verified(text: str, stream: TextIO) -> None:
    """What was verified, plain unless `stream` is a terminal."""
    _write(text, _VERIFIED, stream)


@contextmanager
def progress(total: int, stream: TextIO) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal once it takes long; the function says what is done next."""
    if not stream.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    name = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    columns = (BarColumn(), MofNCompleteColumn(), name)
    bar = Progress(*columns, console=Console(file=stream), transient=True)
    task = bar.add_task("", total=total, completed=-1)
    patience = Timer(_PATIENCE, bar.start)
    patience.start()
    try:
        yield lambda name: bar.update(task, advance=1, description=one_line(name))
    finally:
        patience.cancel()
        patience.join()
        bar.stop()


def write_bytes(content: bytes, stream: TextIO) -> None:
    """Past the stream's encoding and newlines: CRLF and any name come out as they are."""
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()


def _write(text: str, marks: re.Pattern[str], stream: TextIO) -> None:
    if not stream.isatty():
        write_bytes(text.encode("utf-8", "surrogateescape"), stream)
        return
    from rich.text import Text

    text = "".join(f"{line}\n" for line in lines(text))
    coloured = Text(text)
    for match in marks.finditer(text):
        coloured.stylize(_STYLES[match.lastgroup or "place"], *match.span())
    _show(coloured, stream)


def _show(text: object, stream: TextIO) -> None:
    from rich.console import Console

    Console(file=stream, soft_wrap=True, highlight=False).print(text, end="")
