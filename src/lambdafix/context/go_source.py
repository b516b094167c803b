"""Go files as far as their text tells: imports, commands that they start, files that they open.

No Go parser is at hand, and in doubt the answer is the one that holds a change back. Source: the
documentation of the standard library of Go 1.24 (os, os/exec, time, html/template, net/http).
"""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.catalog.commands import passing, starters
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
_LINKS = regex(
    r"#cgo\b[^\n:]*(?:LDFLAGS:[^\n]*(?<!\S)-l(?!(?:m|c|dl|rt|pthread|stdc\+\+)(?!\S))|pkg-config:)"
)
_ITSELF = regex(r"\bos\.(?:Args|Executable)\b")
_ZONES = regex(r"\btime\.LoadLocation\(")
# A command in a literal that is no part of more.
_COMMAND = regex(
    r"\bexec\.(?:Command\(|CommandContext\([\w.()]*,|LookPath\()\s*"
    r"""(?:"([^"\n]+)"|`([^`]+)`)(?=\s*[,)])"""
)
_HARMLESS = regex(r"\bexec\.(?:Error|ExitError|ErrNotFound|ErrDot|ErrWaitDelay)\b|\*exec\.Cmd\b")
_LEFT = regex(
    r"\bexec\.\w|\bStartProcess\b|\bForkExec\b|\b(?:syscall|unix)\.Exec\b|\bSYS_EXECVE"
    r"|\bC\.(?:system|popen|exec\w+|posix_spawn\w*)\b"
)
# The packages that start commands, by another name or by none.
_RENAMED = regex(r'(?<![\w"])(\w+|\.)[ \t]*"(?:os/exec|syscall|golang\.org/x/sys/unix)"')


def code(text: str) -> str:
    """A source less its comments that stand alone."""
    return _COMMENT.sub("", text)


def imports(text: str) -> frozenset[str]:
    found = set[str]()
    for block, single in _IMPORTS.findall(code(text)):
        found |= set(_QUOTED.findall(block)) if block else {single}
    return frozenset(found)


def links(text: str) -> bool:
    """Whether a file that calls C asks for libraries besides those of the C library."""
    return _LINKS.search(text) is not None


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
    """The commands that a file starts; None where it may start one that its text does not name."""
    bare = code(text)
    found = {m[1] or m[2] for m in _COMMAND.finditer(bare)}
    rest = _HARMLESS.sub("", _COMMAND.sub("", bare))
    renamed = any(name not in ("_", "import") for name in _RENAMED.findall(bare))
    unseen = renamed or _LEFT.search(rest) or imports(text) & starters("go")
    passed = any(basename(word) in passing() for word in found)
    return frozenset(found | ({None} if unseen or passed else set()))
