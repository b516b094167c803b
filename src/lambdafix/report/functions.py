"""What was found -> a table for a person, and lists of what is left alone or not known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from lambdafix.context.infrastructure.uses import Place, Use
from lambdafix.report.found import Found, Survey
from lambdafix.report.words import one_line, shown_path

_HEAD = (
    "FUNCTION",
    "DOCKERFILE",
    "CONTEXT",
    "HANDLER",
    "ARCHITECTURE",
    "TARGET",
    "BUILDER",
    "SAID IN",
)
_NONE = "-"


def text(survey: Survey) -> str:
    """The table and the lists below it."""
    rows = [row for file in survey.found for row in _rows(file)]
    parts = [_table([_HEAD, *rows])] if rows else ["No function was found.\n"]
    alone = [f"{file.path}: {file.left_alone}" for file in survey.found if file.left_alone]
    parts.append(_list("Left alone", alone))
    parts.append(
        _list("Contexts that disagree", [line for f in survey.found for line in _against(f)])
    )
    parts.append(_list("Not known", [f"{_at(u.place)}: {u.text}" for u in survey.unresolved]))
    parts.append(_list("Not read", list(_failures(survey.found))))
    return "\n".join(part for part in parts if part)


def shown(path: str) -> str:
    """A path as seen from here, where it lies below; else as it is."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def handler_of(file: Found, use: Use | None) -> str:
    """What the function runs: the infrastructure's word overrides CMD."""
    return " ".join(use.command) if use and use.command else file.handler


def _rows(file: Found) -> Iterator[tuple[str, ...]]:
    for use in file.functions:
        yield (
            (use.function if use else "") or _NONE,
            file.path,
            file.context,
            handler_of(file, use) or _NONE,
            (use.architecture if use else "") or _NONE,
            (use.target if use else "") or _NONE,
            use.builder.value if use else _NONE,
            _at(use.place) if use else _NONE,
        )


def _against(file: Found) -> Iterator[str]:
    for use in file.against:
        yield (
            f"{_at(use.place)}: builds {file.path} from {shown(use.context)}; "
            f"taken is {file.context}"
        )


def _failures(found: Sequence[Found]) -> Iterator[str]:
    for file in found:
        if file.failure:
            line = f":{file.failure.line}" if file.failure.line else ""
            yield f"{file.path}{line}: {file.failure.message}"


def _at(place: Place) -> str:
    return f"{shown(place.path)}:{place.line}" if place.line else shown(place.path)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    clean = [(shown_path(first), *map(one_line, rest)) for first, *rest in rows]
    widths = [max(len(row[i]) for row in clean) for i in range(len(_HEAD))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in clean
    )
    return "\n".join(lines) + "\n"


def _list(title: str, lines: Sequence[str]) -> str:
    return (
        "".join(f"{line}\n" for line in (f"{title}:", *(f"  {shown_path(x)}" for x in lines)))
        if lines
        else ""
    )
