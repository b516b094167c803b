"""Text to tree, nothing lost: directives, comments, continuations, here-documents.

Follows BuildKit line by line; source of the rules: moby/buildkit,
frontend/dockerfile/parser/parser.go and directives.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.syntax import faults
from lambdafix.syntax.heredoc import heredocs_of
from lambdafix.syntax.lines import (
    BLANKS,
    is_blank,
    is_comment,
    split_continuation,
    split_indent,
    split_lines,
    split_newline,
)
from lambdafix.syntax.splitting import first_word
from lambdafix.syntax.tree import Dialect, Dockerfile, Gap, Instruction, Item, Kind, Stage, Token

_DIRECTIVE = regex(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")
_DIRECTIVES = ("syntax", "escape", "check")


@lru_cache(maxsize=8)
def parse(text: str) -> Dockerfile:
    """The tree of a Dockerfile's text (no byte order mark); raises errors.SyntaxFault.

    `parse(text).text == text` for every text that is not refused. The latest are kept: what a file
    copies is asked for before what it is.
    """
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    final_newline = text.endswith("\n")
    lines = _Lines(split_lines(text if final_newline else text + newline))
    header, escape = _header(lines)
    dialect = Dialect(escape, newline, final_newline)
    preamble, stages, footer = _gathered(_units(lines, dialect))
    if not stages:
        raise faults.no_stage(len(preamble), len(lines.all))
    return Dockerfile(header, preamble, stages, footer, dialect)


class _Lines(Struct):
    """The physical lines, and how many are read."""

    all: list[str]
    read: int = 0

    def __iter__(self) -> Iterator[str]:
        while self.read < len(self.all):
            self.read += 1
            yield self.all[self.read - 1]


def _header(lines: _Lines) -> tuple[tuple[Token, ...], str]:
    """The parser directives at the very top, and the escape character."""
    tokens: list[Token] = []
    seen: dict[str, str] = {}
    for line in lines:
        content = split_newline(line)[0].lstrip(BLANKS)
        match = _DIRECTIVE.match(content[1:].lstrip(BLANKS)) if content.startswith("#") else None
        if match is None or match[1].lower() not in _DIRECTIVES:
            lines.read -= 1
            break
        name, value = match[1].lower(), match[2]
        if name in seen:
            raise faults.second_directive(name, lines.read)
        if name == "escape" and value not in ("\\", "`"):
            raise faults.bad_escape(value, lines.read)
        seen[name] = value
        tokens.append(Token(Kind.DIRECTIVE, line))
    return tuple(tokens), seen.get("escape", "\\")


def _units(lines: _Lines, dialect: Dialect) -> Iterator[Token | Instruction]:
    """Blank lines, comments and bare instructions, in order."""
    before: Instruction | None = None
    for line in lines:
        if is_comment(line):
            yield Token(Kind.COMMENT, line)
        elif is_blank(line):
            yield Token(Kind.BLANK, line)
        else:
            instruction = _instruction(line, lines, dialect.escape)
            faults.check(instruction, before, lines.all, dialect)
            heredocs = tuple(_heredocs(instruction, lines, dialect.escape))
            if heredocs:
                instruction = replace(instruction, tokens=(*instruction.tokens, *heredocs))
            before = instruction
            yield instruction


class _Row(NamedTuple):
    """A physical line of an instruction; a comment and a blank line add no piece to its text."""

    number: int
    piece: str
    tail: Token


def _rows(first: str, lines: _Lines, escape: str) -> Iterator[_Row]:
    """The physical lines of one instruction, up to its newline or the end of the file."""
    line: str | None = first
    inside = False
    while line is not None:
        content, newline = split_newline(line)
        cut = split_continuation(content, escape)
        if inside and is_comment(line):
            yield _Row(lines.read, "", Token(Kind.COMMENT, line))
        elif inside and is_blank(line):
            yield _Row(lines.read, "", Token(Kind.BLANK, line))
        elif cut is None:
            yield _Row(lines.read, content, Token(Kind.NEWLINE, newline))
            return
        else:
            yield _Row(lines.read, cut[0], Token(Kind.CONTINUATION, cut[1] + newline))
        inside = True
        line = next(iter(lines), None)


def _instruction(first: str, lines: _Lines, escape: str) -> Instruction:
    """One instruction without its trivia and here-documents."""
    rows = list(_rows(first, lines, escape))
    word = first_word("".join(row.piece for row in rows).strip(BLANKS))
    if not word:
        raise faults.nothing_but_continuation(rows[0].number)
    tokens: list[Token] = []
    start = 0
    for row in rows:
        piece = row.piece
        if not start:
            indent, piece = split_indent(piece)
            tokens.append(Token(Kind.INDENT, indent))
            if piece:
                start = row.number
                if not piece.startswith(word):
                    raise faults.split_word(word, start)
                space, piece = split_indent(piece[len(word) :])
                tokens += (Token(Kind.KEYWORD, word), Token(Kind.SPACE, space))
        tokens += (Token(Kind.TEXT, piece), row.tail)
    return Instruction((), tuple(t for t in tokens if t.text), start)


def _heredocs(instruction: Instruction, lines: _Lines, escape: str) -> Iterator[Token]:
    for heredoc in heredocs_of(f"{instruction.keyword} {instruction.body}", escape):
        body: list[str] = []
        for line in lines:
            body.append(line)
            if heredoc.ends_at(line):
                break
        else:
            raise faults.open_heredoc(heredoc, instruction.line)
        yield Token(Kind.HEREDOC, "".join(body))


def _gathered(
    units: Iterator[Token | Instruction],
) -> tuple[tuple[Item, ...], tuple[Stage, ...], tuple[Token, ...]]:
    """Trivia to their instructions, the rest to gaps, instructions to stages."""
    preamble: list[Item] = []
    stages: list[list[Item]] = []
    waiting: list[Token] = []
    for unit in units:
        if isinstance(unit, Token):
            waiting.append(unit)
            continue
        above = len(waiting)
        while above and waiting[above - 1].kind is Kind.COMMENT:
            above -= 1
        if unit.keyword == "FROM":
            stages.append([])
        elif not stages and unit.keyword != "ARG":
            raise faults.before_from(unit)
        items = stages[-1] if stages else preamble
        if above:
            items.append(Gap(tuple(waiting[:above])))
        items.append(replace(unit, trivia=tuple(waiting[above:])) if waiting[above:] else unit)
        waiting = []
    return tuple(preamble), tuple(Stage(tuple(items)) for items in stages), tuple(waiting)
