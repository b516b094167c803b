"""Go files as far as their text tells: imports, commands that they start, files that they open.

No Go parser is at hand, and in doubt the answer is the one that holds a change back. Source: the
documentation of the standard library of Go 1.24 (os, os/exec, time, html/template, net/http).
"""

from __future__ import annotations

import re

from lambdafix.regex import regex

_IMPORTS = regex(r'^\s*import\s*(?:\((.*?)\)|(?:[\w.]+\s+)?"([^"]+)")', re.MULTILINE | re.DOTALL)
_QUOTED = regex(r'"([^"]+)"')
_COMMENT = regex(r"^[ \t]*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_MAIN = regex(r"^\s*package\s+main\b", re.MULTILINE)
_OPENS = regex(
    r"\b(?:os\.(?:Open|OpenFile|ReadFile|ReadDir|Stat|Lstat|DirFS|Chdir)|ioutil\.Read(?:File|Dir)"
    r"|filepath\.(?:Walk|WalkDir|Glob)|(?:template\.|\.)Parse(?:Files|Glob)|http\.(?:Dir|ServeFile)"
    r"|godotenv\.|viper\.|plugin\.Open|sql\.Open\(\"sqlite)"
)
_ITSELF = regex(r"\bos\.(?:Args|Executable)\b")
_ZONES = regex(r"\btime\.LoadLocation\(")
_COMMAND = regex(r"\bexec\.(?:Command\(|CommandContext\([^,]*,|LookPath\()\s*")
_LITERAL = regex(r'"([^"\n]+)"|`([^`]+)`')


def code(text: str) -> str:
    """A source less its comments that stand alone."""
    return _COMMENT.sub("", text)


def imports(text: str) -> frozenset[str]:
    found = set[str]()
    for block, single in _IMPORTS.findall(code(text)):
        found |= set(_QUOTED.findall(block)) if block else {single}
    return frozenset(found)


def is_program(text: str) -> bool:
    """Whether a file belongs to a program: `package main`."""
    return _MAIN.search(code(text)) is not None


def opens(text: str) -> str:
    """The first call by which a file may open another one; empty where there is none."""
    match = _OPENS.search(code(text))
    return match[0].rstrip("(") if match else ""


def asks_where_it_lies(text: str) -> bool:
    return _ITSELF.search(code(text)) is not None


def loads_time_zones(text: str) -> bool:
    return _ZONES.search(code(text)) is not None


def spawned(text: str) -> frozenset[str | None]:
    """The commands that a file starts; None for one that is put together."""
    bare = code(text)
    found = (_LITERAL.match(bare, m.end()) for m in _COMMAND.finditer(bare))
    return frozenset((m[1] or m[2]) if m else None for m in found)
