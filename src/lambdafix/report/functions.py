"""What was found -> a table for a person, and lists of what is left alone or not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lambdafix.context.infrastructure.uses import Use
from lambdafix.report.found import Found, Survey
from lambdafix.report.places import located, shown
from lambdafix.report.table import columns
from lambdafix.report.words import shown_path

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
    parts = [columns([_HEAD, *rows])] if rows else ["No function was found.\n"]
    alone = [f"{file.path}: {file.left_alone}" for file in survey.found if file.left_alone]
    parts.append(_list("Left alone", alone))
    parts.append(
        _list("Contexts that disagree", [line for f in survey.found for line in _against(f)])
    )
    parts.append(_list("Not known", [f"{located(u.place)}: {u.text}" for u in survey.unresolved]))
    parts.append(_list("Not read", list(_failures(survey.found))))
    return "\n".join(part for part in parts if part)


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
            located(use.place) if use else _NONE,
        )


def _against(file: Found) -> Iterator[str]:
    for use in file.against:
        yield (
            f"{located(use.place)}: builds {file.path} from {shown(use.context)}; "
            f"taken is {file.context}"
        )


def _failures(found: Sequence[Found]) -> Iterator[str]:
    for file in found:
        if file.failure:
            line = f":{file.failure.line}" if file.failure.line else ""
            yield f"{file.path}{line}: {file.failure.message}"


def _list(title: str, lines: Sequence[str]) -> str:
    return (
        "".join(f"{line}\n" for line in (f"{title}:", *(f"  {shown_path(x)}" for x in lines)))
        if lines
        else ""
    )
