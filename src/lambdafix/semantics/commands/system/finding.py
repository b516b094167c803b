"""find: reads what lies below its starting points, and changes it with -delete and -exec.

Source: GNU findutils 4.9 manual; busybox 1.36 knows a part of it. What is found is not seen, so
that a command of -exec counts as run on all that lies below the starting points.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lambdafix.semantics import commands
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.commands.system.paths import absolute, areas, changed, program

_ALONE = frozenset(
    """-empty -executable -readable -writable -true -false -nouser -nogroup -depth -d -mount -xdev
    -daystart -noleaf -follow -print -print0 -ls -delete -prune -quit -a -and -o -or -not ! ( ) ,
    -ignore_readdir_race -warn -nowarn""".split()
)
_VALUED = frozenset(
    """-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -size
    -perm -user -group -uid -gid -mtime -ctime -atime -mmin -cmin -amin -maxdepth -mindepth -links
    -inum -lname -ilname -fstype -used -printf""".split()
)
_FILES = frozenset({"-newer", "-anewer", "-cnewer", "-samefile"})
_RUNS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})


def read(call: Call) -> Trace | Unknown:
    words = [w for w in call.argv[1:] if w not in ("-L", "-P", "-H")]
    at = next((i for i, w in enumerate(words) if w.startswith("-") or w in ("(", "!")), len(words))
    starts = words[:at] or ["."]
    below = areas(call, starts, deep=True)
    reads, writes, variables = [*below], list[Area](), list[str]()
    for name, value in _expression(words[at:]):
        if name == "-delete":
            writes += below
        elif name in _FILES:
            reads += areas(call, value)
        elif name in _RUNS:
            ran = _ran(call, name, value, starts)
            if isinstance(ran, Unknown):
                return ran
            reads += (*program(value[0]), *ran.reads)
            writes += ran.writes
            variables += ran.variables
        elif name:
            return Unknown(f"find {name}", "what it does is not known")
    read_all, named = tuple(dict.fromkeys(reads)), tuple(dict.fromkeys(variables))
    if not writes:
        return Trace(reads=read_all, variables=named)
    runs = (call.cwd,) if _RUNS & set(words) else ()
    semantic = ("find", *absolute(call, starts), *words[at:], *runs)
    return changed(call, tuple(dict.fromkeys(writes)), semantic, read_all, named)


def _expression(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The primaries that read or change something more, and those that are not known."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in _RUNS:
            plus = next((i for i, w in enumerate(rest) if w == "+" and rest[i - 1] == "{}"), None)
            stop = min((i for i in (plus, *_ends(rest)) if i is not None), default=len(rest))
            yield word, rest[:stop]
            rest = rest[stop + 1 :]
        elif word in _VALUED or word in _FILES:
            yield (word if word in _FILES else ""), rest[:1]
            rest = rest[1:]
        else:
            yield ("" if word in _ALONE and word != "-delete" else word), []


def _ends(words: list[str]) -> list[int]:
    return [i for i, w in enumerate(words) if w == ";"]


def _ran(call: Call, name: str, words: list[str], starts: list[str]) -> Trace | Unknown:
    """The command that is run on what was found, as if on all below the starting points."""
    found = [f"{s.rstrip('/')}/*" for s in starts]
    argv = list[str]()
    for word in words:
        if "{}" in word and (not word.startswith("{}") or "/.." in word):
            return Unknown(word, "the path it names is not known")
        argv += [word.replace("{}", f) for f in found] if "{}" in word else [word]
    if not argv:
        return Unknown(f"find {name}", "it names no command")
    cwd = None if name.endswith("dir") else call.cwd  # the directory of each file
    if cwd is None:
        argv = [str(call.path(w[:-2])) + "/*" if w in found else w for w in argv]
    ran = commands.read(replace(call, argv=tuple(argv), cwd=cwd))
    if isinstance(ran, Unknown):
        return ran
    links = any(d.semantic[0] == "link" for d in ran.deposits)
    odd = ran.install or ran.packages or links
    return Unknown(f"find {name}", "what it runs is not known") if odd else ran
