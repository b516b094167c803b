"""A word of a shell script and what it is worth before the shell expands it.

Source of the rules: POSIX.1-2024, Shell Command Language, 2.2 Quoting and 2.6 Word Expansions;
braces as in bash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lambdafix.regex import regex
from lambdafix.syntax.quoting import joined

_PIECE = regex(
    r"\\(?P<escaped>.)|'(?P<single>[^']*)'|(?P<quote>\")|(?P<glob>[*?]|\[(?=.*\]))"
    r"|\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\}|(?P<other>[({'\"@*#?$!\d-]))"
    r"|(?P<run>[`()<>|&;\s])|(?P<text>.)",
    re.DOTALL | re.ASCII,
)
_DOUBLE_QUOTED = regex(
    r"\\(?P<escaped>[$`\"\\\n])|(?P<quote>\")"
    r"|\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\}|(?P<other>[({@*#?$!\d-]))"
    r"|(?P<run>`)|(?P<text>.)",
    re.DOTALL | re.ASCII,
)
_HOME = regex(r"~(?=/|\Z)")
_BRACES = regex(r"\{[^{}]*(?:,|\.\.)[^{}]*\}")


class ShellWord(NamedTuple):
    """`script[start:stop]` is `raw`.

    `value` is the text without quotes, its variables as written, a dollar that names none as
    `\\$` and a leading `~` as `${HOME}`; None where a command, arithmetic or a longer expansion
    decides. `globs`: the shell may make other words of it (`*`, `?`, `[`, braces). `inner` are
    the scripts of its command substitutions.
    """

    raw: str
    start: int
    value: str | None
    variables: tuple[str, ...] = ()
    globs: bool = False
    inner: tuple[str, ...] = ()

    @property
    def stop(self) -> int:
        return self.start + len(self.raw)


def shell_word(raw: str, start: int) -> ShellWord:
    """The word that a shell reads as `raw`."""
    try:
        pieces = [*_pieces(raw)]
    except _Dynamic:
        return ShellWord(raw, start, None)
    written = {"name": "${}", "braced": "${{{}}}"}
    return ShellWord(
        raw,
        start,
        joined((written.get(kind, "{}").format(text), kind in written) for kind, text in pieces),
        tuple(dict.fromkeys(text for kind, text in pieces if kind in written)),
        any(kind == "glob" for kind, _ in pieces) or bool(_BRACES.search(raw)),
    )


class _Dynamic(Exception):
    """Only a running shell knows what the word is worth."""


def _pieces(raw: str) -> Iterator[tuple[str, str]]:
    """(kind, text): names of variables, glob characters, and text that stands for itself."""
    here, inside = 0, False
    if raw.startswith("~"):
        if not _HOME.match(raw):
            raise _Dynamic  # another user's home
        yield "braced", "HOME"
        here = 1
    while here < len(raw):
        match = (_DOUBLE_QUOTED if inside else _PIECE).match(raw, here)
        if match is None or match["other"] or match["run"]:
            raise _Dynamic
        here = match.end()
        kind = match.lastgroup or ""
        if kind == "quote":
            inside = not inside
        elif not (kind == "escaped" and match[kind] == "\n"):
            yield kind, match[kind]
