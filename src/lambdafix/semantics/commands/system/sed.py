"""sed: prints what it reads, or with -i writes it.

Source: GNU sed 4.9 manual. A script may read and write other files (`r`, `w`) and run commands
(`e`), so each one is read, and one that does so, or that cannot be read, is not known.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import areas, changed, spelled

_FLAGS = (
    "-n --quiet --silent -E -r --regexp-extended -i --in-place -s --separate -u --unbuffered -z "
    "--null-data --posix --sandbox --follow-symlinks"
)
_VALUED = "-e --expression -f --file -i --in-place -l"
_ADDRESS = regex(r"\s*(?:\d+(?:~\d+)?|\$|/(?:\\.|\[[^\]]*\]|[^/\\\n])*/[IM]*|[+~]\d+)\s*")
_OTHER_ADDRESS = regex(r"\s*\\(.)(?:\\.|(?!\1)[^\\\n])*\1[IM]*\s*", re.DOTALL)
_PLAIN = regex(r"[dDgGhHnNpPx=zF]")
_NUMBERED = regex(r"[qQlL]\s*\d*")
_LABEL = regex(r"(?::\s*[^\n;]+|[btT]\s*[^\n;}]*)")
_TEXT = regex(r"[aic](?:\\.|[^\\])*?(?=(?<!\\)\n|\Z)", re.DOTALL)
_BRACKET = regex(r"\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]")
_FLAGS_OF_S = regex(r"[gpiIM\d]*")


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    given = words.all("-e", "--expression", "-f", "--file")
    scripts = [*words.all("-e", "--expression")]
    scripts += [] if given else words.operands[:1]
    named, files = words.all("-f", "--file"), words.operands[0 if given else 1 :]
    reads, paths = areas(call, named), areas(call, files, deep=False)
    unset = next((s for s in scripts if "${" in s.replace("\\${", "")), None)
    if unset is not None:
        return Unknown(unset, "its value is not known")
    texts = [call.project.read(call.files[a.path]) if a.path in call.files else None for a in reads]
    if not all(text is not None and is_plain(text) for text in (*scripts, *texts)):
        return Unknown("sed", "its script may run commands or write other files")
    if not words.flags & {"-i", "--in-place"} and not words.all("-i", "--in-place"):
        return Trace(reads=(*reads, *paths))
    if not paths:
        return Unknown("sed", "it names no file")
    backups = (_backup(a, s) for s in words.all("-i", "--in-place") for a in paths)
    words.operands = files
    semantic = ("sed", *spelled(call, words, *scripts))
    return changed(call, (*paths, *backups), semantic, (*reads, *paths))


def _backup(area: Area, suffix: str) -> Area:
    """The copy that `-i.bak` keeps; a `*` in it stands for the name of the file."""
    if area.deep:
        return area
    name = basename(area.path)
    kept = suffix.replace("*", name) if "*" in suffix else name + suffix
    return Area(join(dirname(area.path), kept))


def is_plain(script: str) -> bool:
    """Whether a script only edits: no file is read or written, no command is run."""
    at, depth = 0, 0
    while at < len(script):
        if script[at] in " \t\n;":
            at += 1
            continue
        if script[at] == "#":
            at = (script.find("\n", at) + 1) or len(script)
            continue
        if script[at] == "}":
            at, depth = at + 1, depth - 1
            continue
        at = _after_addresses(script, at)
        if script[at : at + 1] == "{":
            at, depth = at + 1, depth + 1
            continue
        end = _after_command(script, at)
        if end is None:
            return False
        at = end
    return depth == 0


def _after_addresses(script: str, at: int) -> int:
    for separator in (",", ""):
        match = _ADDRESS.match(script, at) or _OTHER_ADDRESS.match(script, at)
        at = match.end() if match else at
        if not match or script[at : at + 1] != separator:
            break
        at += 1
    while script[at : at + 1] in ("!", " ", "\t") and at < len(script):
        at += 1
    return at


def _after_command(script: str, at: int) -> int | None:
    """Where a command ends; None if it does more than edit or cannot be read."""
    if script[at : at + 1] in ("s", "y") and len(script) > at + 1:
        end = _after_pair(script, at + 1)
        flags = _FLAGS_OF_S.match(script, end) if end else None
        return _ended(script, flags.end()) if flags else None
    text = _TEXT.match(script, at)
    if text:
        return text.end()
    match = _PLAIN.match(script, at) or _NUMBERED.match(script, at) or _LABEL.match(script, at)
    return _ended(script, match.end()) if match else None


def _after_pair(script: str, at: int) -> int | None:
    """The end of `/pattern/replacement/`, whatever the delimiter; a bracket expression of the
    pattern may hold it."""
    delimiter, left = script[at], 2
    if delimiter in "\\\n":
        return None
    at += 1
    while at < len(script):
        if script[at] == "\\":
            at += 2
            continue
        bracket = _BRACKET.match(script, at) if left == 2 else None
        if bracket:
            at = bracket.end()
            continue
        if script[at] == delimiter:
            left -= 1
        at += 1
        if not left:
            return at
    return None


def _ended(script: str, at: int) -> int | None:
    """Past the blanks that end a command; None if more words follow it."""
    rest = script[at:].lstrip(" \t")
    return len(script) - len(rest) if not rest or rest[0] in "\n;}#" else None
