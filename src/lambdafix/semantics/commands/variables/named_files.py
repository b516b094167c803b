"""Files that variables of the environment name: what programs read without a word about it.

Which variables these are is data, with its sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.catalog.variables import is_library, names_a_file, names_libraries
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.commands.variables.compilers import told_of, tool_along
from lambdafix.semantics.commands.variables.modules import looked_for
from lambdafix.semantics.commands.variables.paths import directories_in, paths_in
from lambdafix.semantics.patterns import fits

# What programs look for in the user's directory, where the file says which that is.
_OF_THE_USER = (".config", ".curlrc", ".gitconfig", ".netrc", ".npmrc", ".ssh", ".wgetrc")


def with_named(call: Call, trace: Trace) -> Trace | Unknown:
    """What a command does, with what it reads because a variable names it; Unknown where it runs a
    file of the build context by that. What reads everything anyway reads no more."""
    if EVERYTHING in trace.reads:
        return trace
    given = dict(_set(call))
    reads = [area for name, value in given.items() for area in _by_any(call, name, value)]
    for name, value in given.items():
        if not fits(name, trace.variables):
            continue
        compiles = name == "PATH" and "CC" in trace.variables
        if compiles and (tool := tool_along(call, value)):
            return Unknown(basename(tool), "it is found along PATH, and what it does is not seen")
        for found in (told_of(call, name, value), looked_for(call, name, value)):
            if isinstance(found, Unknown):
                return found
            reads += found
    return replace(trace, reads=(*trace.reads, *reads)) if reads else trace


def _set(call: Call) -> Iterator[tuple[str, str]]:
    """The variables with a value, less those that are as the base image sets them, which name its
    own files; a value that only the shell knows is as written."""
    for name, known in {**call.scope.args, **call.scope.env}.items():
        value = call.written.get(name) if known is None else known
        if value and value != call.inherited.get(name):
            yield name, value


def _by_any(call: Call, name: str, value: str) -> Iterator[Area]:
    """What any program may read of it."""
    if names_a_file(name):
        found = paths_in(value)
        if not found and call.cwd and re.fullmatch(r"\.?[\w./@+-]*[./][\w./@+-]*", value):
            found = [value]
        yield from (Area(join(call.cwd or "/", path), deep=True) for path in found)
    elif name == "HOME" and value.startswith("/"):
        yield from (Area(join(value, own), deep=True) for own in _OF_THE_USER)
    elif names_libraries(name):
        directories = set(directories_in(call, value))
        there = sorted(p for p in call.present | call.files.keys() if is_library(p))
        yield from (Area(p) for p in there if dirname(p) in directories)
