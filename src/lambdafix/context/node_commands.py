"""Which commands sources of Node start: `execSync("git log")`, `spawn("ffmpeg", words)`.

Seen is a direct call with a literal, and nothing else: a function of node:child_process that is
handed on, renamed or asked for by another way may start anything (`spawns_unknown`). Source:
Node.js 24 documentation, "Child process".
"""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.catalog.commands import starters
from lambdafix.context.node_source import code
from lambdafix.context.shell_commands import first_words
from lambdafix.regex import regex

_PACKAGES = "node_modules/"
_STARTERS = r"(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)"
_OF_NODE = r"['\"`](?:node:)?child_process['\"`]"
_LOADED = rf"(?:await\s+)?(?:require|import)\s*\(\s*{_OF_NODE}\s*\)"
_DECLARED = r"\b(?:const|let|var)\s+"
_FROM = rf"\s*from\s*{_OF_NODE}"
# const { exec } = require("child_process"); import { exec } from "child_process"
_BY_NAME = regex(
    rf"(?:{_DECLARED}\{{[\s\w,]*\}}\s*=\s*{_LOADED}"
    rf"|\bimport\s+(?:type\s+)?\{{(?:(?!\bas\b)[\s\w,])*\}}{_FROM})"
)
# const cp = require("child_process"); import * as cp from "child_process"
_WHOLE = regex(
    rf"(?:{_DECLARED}([\w$]+)\s*=\s*{_LOADED}(?!\s*[.\[(?])"
    rf"|\bimport\s+(?:\*\s*as\s+)?([\w$]+){_FROM}"
    rf"|\bimport\s+([\w$]+)\s*=\s*require\(\s*{_OF_NODE}\s*\))"
)
_AT_ONCE = regex(rf"(?:\brequire\(\s*{_OF_NODE}\s*\)\s*\.\s*)(?={_STARTERS}\s*\()")
# A call whose first argument is a literal and no part of more.
_CALL = regex(
    rf"(?<![\w$.])(?:[\w$]+\s*(?:\?\.|\.)\s*)?({_STARTERS})\s*\("
    r"\s*(['\"`])((?:\\.|(?!\2)[^\\])*)\2(?=\s*[,)])"
)
_LEFT = regex(rf"\b{_STARTERS}\b|child_process")
_OF_ZX = regex(r"^#!.*\bzx\b")
_STRING = regex(r"['\"`]((?:@[\w.-]+/)?[\w.-]+)(?:/[^'\"`\n]*)?['\"`]")


def spawned(text: str) -> frozenset[str]:
    """The commands that a source starts by a literal; of what it forks, what packages have."""
    if "child_process" not in text:
        return frozenset()
    calls = _CALL.findall(_AT_ONCE.sub("", code(text)))
    forked = {literal for name, _, literal in calls if name == "fork" and _PACKAGES in literal}
    scripts = (literal for name, _, literal in calls if name != "fork")
    words = (word for script in scripts for word in first_words(script) if word)
    return frozenset((*forked, *words))


def spawns_unknown(text: str) -> bool:
    """Whether a source may start a command that its text does not name, or starts one by a
    library."""
    if _OF_ZX.search(text) or starters("nodejs").intersection(_STRING.findall(text)):
        return True
    rest = code(text)
    if "child_process" not in rest:
        return False
    names = {name for found in _WHOLE.findall(rest) for name in found if name}
    rest = _AT_ONCE.sub("", _WHOLE.sub("", _BY_NAME.sub("", rest)))
    calls = _CALL.findall(rest)
    rest = _CALL.sub("", rest)
    if _LEFT.search(rest) or not all(_plain(name, *literal) for name, *literal in calls):
        return True
    return any(re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", rest) for name in names)


def _plain(name: str, quote: str, literal: str) -> bool:
    if quote == "`" and "${" in literal:
        return False
    if name == "fork":  # another file of the project, which is read for itself
        return (
            literal.startswith("./")
            and _PACKAGES not in literal
            and basename(literal) not in ("", ".", "..")
        )
    return None not in first_words(literal)
