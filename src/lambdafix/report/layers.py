"""The layers of one image or two -> a table for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.report.table import amount
from lambdafix.report.words import one_line, shown_path

if TYPE_CHECKING:
    from lambdafix.verify.listing import Changed, Listed, Listing

_STEP = 88  # characters of a step
_HEAD = ("ID", "SIZE", "WHAT", "STEP")


def text(listing: Listing) -> str:
    """One image: its layers from the lowest up, totals, what Lambda does not take."""
    lines = [_title(listing), "", *_table(_HEAD, [_row(layer) for layer in listing.layers]), ""]
    lines += [*_totals(listing), *_findings(listing)]
    return "".join(f"{line}\n" for line in lines)


def compared(before: Listing, after: Listing, changed: Changed) -> str:
    """Two images: the layers of both, marked by which has them."""
    marks = (("=", changed.equal), ("-", changed.gone), ("+", changed.new))
    rows = [(mark, *_row(layer)) for mark, layers in marks for layer in layers]
    lines = [_title(before), _title(after), "", *_table(("", *_HEAD), rows), ""]
    for name, layers in (("equal", changed.equal), ("gone", changed.gone), ("new", changed.new)):
        lines.append(f"  {name:8}{_count(layers)}")
    lines.append(f"  {'push':8}{amount(changed.push)}, the new layers packed with gzip")
    for listing in (before, after):
        lines += ["", f"{shown_path(listing.path)}", *_totals(listing), *_findings(listing)]
    return "".join(f"{line}\n" for line in lines)


def _title(listing: Listing) -> str:
    names = " ".join((*listing.image.names, str(listing.image.config.platform)))
    return f"{shown_path(listing.path)}: {one_line(names)}"


def _row(listed: Listed) -> tuple[str, ...]:
    step = one_line(" ".join(listed.step.split())) or "(the image does not tell)"
    short = step if len(step) <= _STEP else f"{step[: _STEP - 1]}…"
    return listed.layer.id, amount(listed.unpacked), listed.what, short


def _totals(listing: Listing) -> Iterator[str]:
    yield f"  {'total':8}{_count(listing.layers)}"
    if listing.above is None:
        yield f"  {'above':8}not known: no step tells where the base image ends"
    else:
        size, name = amount(listing.above), one_line(listing.base)
        yield f"  {'above':8}{size} above the base image ({name}, by its last step)"


def _count(layers: Sequence[Listed]) -> str:
    count = "1 layer" if len(layers) == 1 else f"{len(layers)} layers"
    return f"{count}, {amount(sum(layer.unpacked for layer in layers))} unpacked"


def _findings(listing: Listing) -> Iterator[str]:
    for finding in listing.findings:
        yield f"{shown_path(listing.path)}: not for Lambda: {one_line(finding.text)}"
        yield f"    {finding.hint}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Sizes to the right, all else to the left."""
    table = (head, *rows)
    widths = [max(len(row[at]) for row in table) for at in range(len(head))]
    for row in table:
        cells = (
            cell.rjust(width) if name == "SIZE" else cell.ljust(width)
            for name, cell, width in zip(head, row, widths, strict=True)
        )
        yield "  " + "  ".join(cells).rstrip()
