"""Write a report to a stream: bytes as they are, in colour where a person looks on."""

from __future__ import annotations

import re
from typing import TextIO

_DIFF = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))
_SUMMARY = re.compile(
    r"(?P<bad>(?<=: )(internal error|error)(?=:))"
    r"|(?P<no>(?<=: )(refused|not without --unsafe|undone)(?=[:,]))"
    r"|(?P<quiet>(?<=: )(left alone|advice|note|taken as given)(?=:))"
    r"|(?P<place>^[^\s:]+(:\d+)?(?=:))",
    re.MULTILINE,
)
_STYLES = {"bad": "bold red", "no": "yellow", "quiet": "dim", "place": "bold"}


def write_diff(diff: str, stream: TextIO) -> None:
    """A diff, byte for byte unless `stream` is a terminal."""
    if not stream.isatty():
        write_bytes(diff.encode("utf-8", "surrogateescape"), stream)
        return
    from rich.text import Text

    coloured = Text()
    for line in diff.split("\n"):
        style = next((style for mark, style in _DIFF if line.startswith(mark)), "")
        coloured.append(line + "\n", style)
    coloured.right_crop(1)
    _show(coloured, stream)


def write_summary(summary: str, stream: TextIO) -> None:
    """A summary, plain unless `stream` is a terminal."""
    if not stream.isatty():
        write_bytes(summary.encode("utf-8", "surrogateescape"), stream)
        return
    from rich.text import Text

    coloured = Text(summary)
    for match in _SUMMARY.finditer(summary):
        coloured.stylize(_STYLES[match.lastgroup or "place"], *match.span())
    _show(coloured, stream)


def write_bytes(content: bytes, stream: TextIO) -> None:
    """Past the stream's encoding and newlines: CRLF and any name come out as they are."""
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()


def _show(text: object, stream: TextIO) -> None:
    from rich.console import Console

    Console(file=stream, soft_wrap=True, highlight=False).print(text, end="")
