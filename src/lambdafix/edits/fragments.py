"""New instructions from text: templates/ -> text -> parser -> the file's own dialect."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Dialect, Edit, Gap, Instruction, Kind, Token

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, dialect: Dialect, **values: object) -> Instruction:
    """An instruction made from `templates/stages/<template>.jinja2`."""
    text = _environment().get_template(f"{template}.jinja2").render(values)
    return instruction(text.strip(), dialect)


def instruction(text: str, dialect: Dialect, line: int = 0) -> Instruction:
    """One instruction from its text; `line` is that of the author's line it stands for."""
    whole = parse(f"{_directive(dialect)}FROM scratch{dialect.newline}{_in_dialect(text, dialect)}")
    return replace(whole.stages[0].instructions[-1], line=line)


def cased(instruction: Instruction, like: Instruction) -> Instruction:
    """The instruction with its keywords in lower case, if those of `like` are."""
    if not any(t.kind is Kind.KEYWORD and t.text.islower() for t in like.tokens):
        return instruction
    lower = (
        Token(t.kind, t.text.lower() if t.kind is Kind.KEYWORD else t.text)
        for t in instruction.tokens
    )
    new = replace(instruction, tokens=tuple(lower))
    found = re.search(r"\sAS\s", new.body) if new.keyword == "FROM" else None
    return new.edited(Edit(found.start() + 1, found.end() - 1, "as")) if found else new


def gap(dialect: Dialect) -> Gap:
    """One blank line."""
    return Gap((Token(Kind.BLANK, dialect.newline),))


def _directive(dialect: Dialect) -> str:
    return "" if dialect.escape == "\\" else f"# escape={dialect.escape}{dialect.newline}"


def _in_dialect(text: str, dialect: Dialect) -> str:
    return f"{text.rstrip()}\n".replace("\n", dialect.newline)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("lambdafix", "templates/stages")
    return Environment(  # Dockerfiles, not HTML: nothing to escape
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
