"""The small commands of every image: each reads and writes the paths that it names.

Source: POSIX.1-2024 utilities and GNU coreutils 9 manual. A path with an unknown variable is
unknown; a glob counts as all of its directory.
"""

from __future__ import annotations

from posixpath import dirname

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown

_NOTHING = frozenset(
    """echo printf true false : pwd sleep date env id whoami which uname set unset""".split()
)
_READ = frozenset(["cat", "ls", "test", "[", "find"])
_TARGETED = frozenset("cp install ln mv".split())
# The last word is written, the ones before it are read; `mv` takes away what it reads.
_LAST_WRITTEN = frozenset(["cp", "install", "ln"])
_GLOB = frozenset("*?[{")
# How many words after the options are no paths: a mode, an owner.
_MODE = {"chmod": 1, "chown": 1}
_FIND_WRITES = ("-delete", "-exec", "-execdir", "-fprint", "-ok")


def read(call: Call) -> Trace | Unknown:
    name, words = call.argv[0], call.argv[1:]
    if name == "cd":
        target = call.path(words[0]) if words else "/root"
        return Trace(cwd=target) if target else Unknown("cd", "the directory it names is not known")
    if name == "env" and words:
        return Unknown("env", "what it runs is not known")
    if name in _TARGETED and any(w.startswith(("-t", "--target")) for w in words):
        return Unknown(f"{name} -t", "only the last word is known as the target")
    if name in _NOTHING:
        return Trace()
    if name == "find":
        return _find(call)
    operands = _operands(words)[_MODE.get(name, 0) :]
    paths = [_area(call, word) for word in operands]
    if None in paths:
        return Unknown(operands[paths.index(None)], "the path it names is not known")
    areas = tuple(a for a in paths if a)
    if name in _READ:
        return Trace(reads=areas or (Area(call.cwd or "/", deep=True),))
    if not areas:
        return Unknown(name, "it names no path")
    return _change(call, reads=areas, writes=areas[-1:] if name in _LAST_WRITTEN else areas)


def _operands(words: tuple[str, ...]) -> list[str]:
    """The words that are not options; none of these commands' usual options takes a word."""
    return [w for w in words if not w.startswith("-") and w not in ("]", "=", "!=")]


def _area(call: Call, word: str) -> Area | None:
    if "$" in word:
        return None
    globbed = next((i for i, c in enumerate(word) if c in _GLOB), None)
    path = call.path(word if globbed is None else dirname(word[:globbed]) or ".")
    return Area(path, deep=True) if path else None


def _find(call: Call) -> Trace | Unknown:
    starts = []
    words = [w for w in call.argv[1:] if w not in ("-L", "-P", "-H")]
    for word in words if words and not words[0].startswith("-") else [".", *words]:
        if word.startswith(("-", "(", "!", "\\")):
            break
        starts.append(_area(call, word))
    areas = tuple(a for a in starts if a)
    if len(areas) != len(starts):
        return Unknown("find", "the directory it names is not known")
    if not any(w in _FIND_WRITES for w in call.argv):
        return Trace(reads=areas)
    at = next(i for i, w in enumerate(call.argv) if w in _FIND_WRITES)
    if call.argv[at] in ("-exec", "-execdir", "-ok") and call.argv[at + 1 : at + 2] != ("rm",):
        return Unknown(f"find {call.argv[at]}", "what it runs is not known")
    return _change(call, reads=areas, writes=areas)


def _change(call: Call, reads: tuple[Area, ...], writes: tuple[Area, ...]) -> Trace:
    words = (
        call.argv[0],
        *(call.path(w) or w if not w.startswith("-") else w for w in call.argv[1:]),
    )
    made = Deposit(writes, words, " ".join(call.argv))
    return Trace(reads=reads, writes=writes, deposits=(made,))
