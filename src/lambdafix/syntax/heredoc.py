"""Here-documents: which ones a line opens, and where each of them ends.

Source of the rules: moby/buildkit, frontend/dockerfile/parser/parser.go.
"""

from __future__ import annotations

from typing import NamedTuple

from lambdafix.regex import regex
from lambdafix.syntax.lines import split_newline
from lambdafix.syntax.splitting import behind_flags, is_json_array, split_keyword
from lambdafix.syntax.words import WordFault, shell_words

_HOLDERS = ("ADD", "COPY", "RUN")
_OPENING = regex(r"([0-9]*)<<(-?)[ \t\n\f\r]*([^<]*)\Z")


class Heredoc(NamedTuple):
    """What `3<<-'EOF'` says: the terminator, the file descriptor, tabs cut, variables replaced."""

    name: str
    descriptor: int | None
    strips_tabs: bool
    expands: bool

    def ends_at(self, line: str) -> bool:
        """Is this physical line the terminator?"""
        content, _ = split_newline(line)
        return (content.lstrip("\t") if self.strips_tabs else content) == self.name


def heredocs_of(line: str, escape: str = "\\") -> tuple[Heredoc, ...]:
    """The here-documents that a whole logical line, keyword included, opens, in their order.

    Only ADD, COPY, RUN and ONBUILD of these open any, and not in their JSON form. Where a quote
    is left open in the line, BuildKit sees none at all.
    """
    if "<<" not in line or not _may_hold(line, escape):
        return ()
    try:
        words = shell_words(line, raw_quotes=True, raw_escapes=True)
    except WordFault:
        return ()
    found = (_heredoc(word) for word in words)
    return tuple(h for h in found if h is not None)


def _may_hold(line: str, escape: str) -> bool:
    keyword, rest = split_keyword(line)
    if keyword.upper() == "ONBUILD":
        keyword, rest = split_keyword(behind_flags(rest, escape))
    return keyword.upper() in _HOLDERS and not is_json_array(behind_flags(rest, escape))


def _heredoc(word: str) -> Heredoc | None:
    match = _OPENING.match(word)
    if not match or not match[3]:
        return None
    names = shell_words(match[3], raw_quotes=False, raw_escapes=False)
    if len(names) != 1:
        return None
    quoted = shell_words(match[3], raw_quotes=True, raw_escapes=False)[0]
    return Heredoc(
        name=names[0],
        descriptor=int(match[1]) if match[1] else None,
        strips_tabs=match[2] == "-",
        expands=_quotes(names[0]) == _quotes(quoted),
    )


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
