"""Words and figures in columns, as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lambdafix.report.words import one_line, shown_path

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def amount(count: int) -> str:
    """Bytes with three digits and a unit: `1.25 GB`."""
    size, unit = float(count), 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    digits = 0 if not unit or size >= 99.95 else 1 if size >= 9.995 else 2
    return f"{size:.{digits}f} {_UNITS[unit]}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The first column and the last of words to the left, figures to the right."""
    table = (head, *rows)
    widths = [max(len(row[at]) for row in table) for at in range(len(head))]
    for row in table:
        first, *figures, last = row
        last = last if not head[-1] else last.rjust(widths[-1])
        middle = (figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=False))
        yield "  " + "  ".join((first.ljust(widths[0]), *middle, last)).rstrip()


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in columns, each cell printable."""
    clean = [(shown_path(first), *map(one_line, rest)) for first, *rest in rows]
    widths = [max(len(row[i]) for row in clean) for i in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in clean
    )
    return "\n".join(lines) + "\n"
