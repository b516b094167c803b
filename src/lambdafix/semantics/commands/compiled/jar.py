"""jar: unpacks an archive into the working directory, lists one, or makes one.

Source: Java 21 documentation, "The jar command". What an archive holds is not seen, so all of the
working directory counts as written.
"""

from __future__ import annotations

from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.commands.compiled.builds import NO_DIRECTORY, left

_VARIABLES = ("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JAVA_HOME", "PATH")
_LETTERS = frozenset("xtcvf0M")


def read(call: Call) -> Trace | Unknown:
    if len(call.argv) < 3 or call.cwd is None:
        return Unknown("jar", NO_DIRECTORY if call.cwd is None else "it names no archive")
    mode, archive, *entries = call.argv[1:]
    letters = mode.removeprefix("-")
    kind = set(letters) & set("xtc")
    if mode.startswith("--") or set(letters) - _LETTERS or len(kind) != 1 or "f" not in letters:
        return Unknown(mode, "this option is not known")
    path = call.path(archive)
    if path is None or set(archive) & set("*?["):
        return Unknown(archive, "the path it names is not known")
    if kind == {"c"}:
        return _made(call, path, entries)
    if any(e.startswith("-") for e in entries):
        return Unknown(entries[0], "this option is not known")
    area = (Area(call.cwd, deep=True),) if kind == {"x"} else ()
    made = (left(call, area),) if area else ()
    return Trace((Area(path),), area, made, variables=_VARIABLES)


def _made(call: Call, archive: str, entries: list[str]) -> Trace | Unknown:
    """An archive of files; `-C` names the directory of the entry behind the next word."""
    sources, rest = list[str](), list(entries)
    while rest:
        word = rest.pop(0)
        if word == "-C" and len(rest) > 1:
            sources.append(f"{rest.pop(0)}/{rest.pop(0)}")
        elif word.startswith(("-", "@")):
            return Unknown(word, "this option is not known")
        else:
            sources.append(word)
    globbed = [s for s in sources if set(s) & set("*?[")]
    paths = [call.path(s) for s in sources if s not in globbed]
    if None in paths:
        return Unknown(sources[0], "the path it names is not known")
    reads = tuple(Area(p, deep=True) for p in paths if p)
    wide = (Area(call.cwd or "/", deep=True),) if globbed else ()
    outside = any(s.startswith(("/", "../")) for s in globbed)
    area = (Area(join("/", archive)),)
    everywhere = (Area("/", deep=True),) if outside else ()
    return Trace((*reads, *wide, *everywhere), area, (left(call, area),), variables=_VARIABLES)
