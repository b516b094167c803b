"""A script's simple commands with the directory that each is called in, as far as the text says.

Not a shell: it splits at newlines and operators, follows `cd`, `pushd` and subshells, and knows
variables that are assigned one literal value. Where a word needs anything else, it holds UNKNOWN.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambdafix.regex import regex

# Bounded where a close may be missing: else a hostile line takes the square of its length.
_SUBSTITUTION = regex(r"\$\(((?:[^()]|\([^()]{0,500}\)){0,2000})\)|`([^`]{0,2000})`")
_NAMED = regex(r"\$\{(\w+)(:?[-=?+#%/].{0,500}?)?\}|\$(\w+)|\$[@*#?$!-]")
_TOKEN = regex(
    r"""(?P<space>[ \t\r]+|\\\r?\n)|(?P<comment>(?<![^\s;&|()])\#[^\n]*)"""
    r"""|(?P<operator>\n|;;|&&|\|\||[;&|(){}](?=\s|$|[;&|(){}])|[;&|()])"""
    r"""|(?P<redirect>\d*(?:>>?|<)(?!<)(?:&[\d-]|[ \t]*[^\s;&|()<>]+)|&>[ \t]*[^\s;&|()<>]+)"""
    r"""|(?P<word>(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|\$\{[^}\n]{0,500}\}|[^\s;&|()'"\\])+)""",
    re.DOTALL,
)
_QUOTED = regex(r"""'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^'"\\]+)""", re.DOTALL)
_ASSIGNED = regex(r"(\w+)=(.*)", re.DOTALL)
_KEYWORDS = frozenset("if then elif else do while until ! { time exec command fi done esac".split())
_OWN_DIRECTORY = regex(r"dirname|BASH_SOURCE|%/\*")
_TOP = regex(r"^\s*git rev-parse --show-toplevel\s*$")
_HERE = regex(r"^\s*(?:pwd(?: -P)?|realpath \.)\s*$")
_MOST_TURNS = 64  # of one loop
LONGEST = 4096  # no path is longer; variables made of variables would grow without end
UNKNOWN = "\0"  # stands in a word for what the text does not tell
_OWN, _TREE, _NEWLINE = "\x01", "\x02", "\x03"  # stand for what is put in, or counted, later


class Here(NamedTuple):
    """Where a script may be called; `own` is its own directory and `top` its work tree's."""

    directories: tuple[str, ...]
    own: str = ""
    top: str = ""


class Called(NamedTuple):
    """A simple command; `line` is counted from 0, and what is not known of a word is UNKNOWN.

    A directory of a loop over directories holds UNKNOWN, too.
    """

    words: tuple[str, ...]
    directories: tuple[str, ...]
    line: int


def commands(text: str, here: Here, variables: Mapping[str, str]) -> Iterator[Called]:
    """The simple commands in the order in which they are written."""
    values = dict(variables)
    loops: dict[str, tuple[str, ...]] = {}
    stack: list[tuple[str, ...]] = []
    directories, line = here.directories, 0
    for words, end, at in _split(text):
        if end == "(":
            stack.append(directories)
        line = at
        known = [_value(word, values, here) for word in words]
        while known and known[0] in _KEYWORDS:
            known, words = known[1:], words[1:]
        while known and (assigned := _ASSIGNED.fullmatch(words[0])):
            name, value = assigned[1], _value(assigned[2], values, here)
            # A second value makes the first uncertain, unless it is the same.
            values[name] = value if values.get(name, value) == value else UNKNOWN
            known, words = known[1:], words[1:]
        if known and known[0] in ("export", "local", "readonly", "declare"):
            for word in words[1:]:
                if assigned := _ASSIGNED.fullmatch(word):
                    values[assigned[1]] = _value(assigned[2], values, here)
        elif known and known[0] == "for" and len(words) > 1:
            values[words[1]] = UNKNOWN
            loops[words[1]] = _literal(known[3:]) if known[2:3] == ["in"] else ()
        elif known and known[0] in ("cd", "pushd"):
            to = known[1] if len(known) > 1 else UNKNOWN
            directories = _moved(directories, to, here)
        elif known:
            for turn in _turns(words, loops):
                round_ = {**values, **turn}
                called = [_value(word, round_, here) for word in words] if turn else known
                yield Called(tuple(called), directories, line)
        if end == ")" and stack:
            directories = stack.pop()


def _literal(words: list[str]) -> tuple[str, ...]:
    """The words of a loop, if there is nothing in them for the shell to put in."""
    plain = len(words) <= _MOST_TURNS and not any(
        set(word) & set(f"{UNKNOWN}*?[{{") for word in words
    )
    return tuple(words) if plain else ()


def _turns(words: list[str], loops: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """What the variable of a loop is worth, one turn after the other, where words name it."""
    named = [m[1] or m[3] for word in words for m in _NAMED.finditer(word)]
    over = next((name for name in named if loops.get(name)), None)
    yield from ({over: word} for word in loops[over]) if over else [{}]


def _moved(directories: tuple[str, ...], to: str, here: Here) -> tuple[str, ...]:
    """Where `cd` leads; into one of several directories only below a place that the text names."""
    if to == "-" or (to == UNKNOWN and directories == here.directories):
        return ()
    moved = (os.path.normpath(os.path.join(d, to)) for d in directories)
    return tuple(d for d in dict.fromkeys(moved) if UNKNOWN in d or os.path.isdir(d))


def _split(text: str) -> Iterator[tuple[list[str], str, int]]:
    """Words of each simple command, the operator that ends it, and its first line from 0."""
    words: list[str] = []
    line = first = 0
    for match in _TOKEN.finditer(_SUBSTITUTION.sub(_substituted, text)):
        token = match[0]
        if match.lastgroup == "word":
            first = first if words else line
            words.append(token.replace(_NEWLINE, ""))
        elif match.lastgroup == "operator":
            yield words, token, first
            words = []
        line += token.count("\n") + token.count(_NEWLINE)
    yield words, "\n", first


def _substituted(match: re.Match[str]) -> str:
    """The directories that scripts ask for: their own, the work tree's, the current one."""
    inner = match[1] if match[1] is not None else match[2]
    lines = _NEWLINE * match[0].count("\n")
    if _OWN_DIRECTORY.search(inner) and re.search(r"\$0|BASH_SOURCE", inner):
        beyond = re.search(r"""\)"?((?:/[\w.-]+)+)""", inner)  # cd "$(dirname "$0")/.." && pwd
        return _OWN + (beyond[1] if beyond else "") + lines
    if _TOP.match(inner):
        return _TREE
    return "." if _HERE.match(inner) else UNKNOWN + lines


def _value(word: str, values: Mapping[str, str], here: Here) -> str:
    """What a word is worth."""
    parts: list[str] = []
    for match in _QUOTED.finditer(word):
        single, double, escaped, bare = match.groups()
        if single is not None or escaped is not None:
            parts.append(single if single is not None else escaped)
        else:
            text = double if double is not None else bare
            parts.append(_NAMED.sub(lambda m: _variable(m, values), text))
    own, top = here.own or UNKNOWN, here.top or UNKNOWN
    found = "".join(parts).replace(_OWN, own).replace(_TREE, top)
    return found if len(found) <= LONGEST else UNKNOWN


def _variable(match: re.Match[str], values: Mapping[str, str]) -> str:
    name, change = match[1] or match[3], (match[2] or "").removeprefix(":")
    if name == "PWD":
        return "."
    if not name or change[:1] not in ("", "-", "=", "?"):
        return UNKNOWN
    if name in values:
        return values[name]
    default = change[1:] if change[:1] in ("-", "=") else UNKNOWN
    return UNKNOWN if "$" in default else default
