"""What compilers read because a variable tells them of it.

Sources: GCC manual, "Environment Variables" and "Options for Directory Search"; which variables and
files these are is data. A compiler that pip or npm starts runs among the sources of what it
compiles, so that a relative path is none of the function's.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from lambdafix.catalog.variables import (
    is_header,
    is_tool,
    names_for_compilers,
    taken_as_it_is,
)
from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, below, join
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.variables.paths import directories_in, paths_in

# A path that begins with what only the running shell knows: `$(pwd)/a`, `${NAME}/a`
_BEGUN = regex(r"[)`]/|\$\{?(\w+)\}?/")
# `#include` of anything but a name below the directories that are searched anyway
_INCLUDES = regex(
    r"\.incbin|^[ \t]*#[ \t]*(?:include|include_next|import|embed)\b"
    r"(?![ \t]*(?:<[^/<>][^<>]*>|\"[^/\"][^\"]*\"))|^[ \t]*#.*[<\"/]\.\./",
    re.MULTILINE,
)


def told_of(call: Call, name: str, value: str) -> list[Area] | Unknown:
    """The files and directories that a variable names for compilers; none if it is for others.

    Unknown where a file of the build context there is run, or may make them read any other.
    """
    if not names_for_compilers(name):
        return []
    begun = (match[1] for match in _BEGUN.finditer(value))
    if any(n is None or call.scope.args.get(n, "") is None for n in begun):
        return Unknown(name, "the path in its value is not known")
    paths = [join("/", path) for path in paths_in(value)]
    for path in paths:
        files = sorted(f for f in call.files if below(f, path))
        odd = next((f for f in files if _leads_on(call, f)), None)
        if odd is not None:
            where = "it" if odd == path else "its directory"
            why = f"{name} names {where}, and what else it reads cannot be seen"
            return Unknown(basename(odd), why)
    return [Area(path, deep=True) for path in paths]


def tool_along(call: Call, value: str) -> str:
    """A file of the build context that PATH lets be found as a tool that compiles; or nothing."""
    directories = set(directories_in(call, value))
    return min((f for f in call.files if is_tool(f) and dirname(f) in directories), default="")


def _leads_on(call: Call, path: str) -> bool:
    """Whether a file of the build context may make a compiler read others beyond its directory."""
    if not is_header(path):
        return not taken_as_it_is(path)
    text = call.project.read(call.files[path])
    return text is None or bool(_INCLUDES.search(text))
