"""The catalog's base images as a table for a person, with their source and its date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lambdafix.catalog.runtimes import Runtime, as_of, runtimes

_HEAD = ("IMAGE", "OS", "PACKAGES", "GLIBC", "STATUS", "SUPPORTED UNTIL", "SOURCE")


def table(today: date) -> str:
    """Every base image with its status on `today`; below it the numbered sources."""
    known = runtimes()
    sources = list(dict.fromkeys(runtime.source for runtime in known))
    rows = [_HEAD, *(_row(runtime, today, sources) for runtime in known)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEAD))]
    lines = [_joined(row, widths) for row in rows]
    lines += ["", f"As of {as_of()}; status on {today}."]
    lines += [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    return "\n".join(lines) + "\n"


def _row(runtime: Runtime, today: date, sources: Sequence[str]) -> tuple[str, ...]:
    return (
        runtime.image,
        runtime.os,
        runtime.package_manager,
        runtime.glibc,
        runtime.status_on(today),
        str(runtime.deprecation or "not scheduled"),
        f"[{sources.index(runtime.source) + 1}]",
    )


def _joined(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()
