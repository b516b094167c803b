"""Modules that an interpreter takes from a directory instead of its own.

Source: Python documentation 3.13, "site" and "The initialization of the sys.path module search
path"; which modules it looks for is data. A directory without `__init__.py` hides no module.
"""

from __future__ import annotations

from posixpath import basename

from lambdafix.catalog.variables import modules
from lambdafix.semantics.areas import Area, below, join
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.variables.paths import directories_in


def looked_for(call: Call, name: str, value: str) -> list[Area] | Unknown:
    """The files that an interpreter looks for whenever it starts, because a variable lists their
    directories; Unknown where it runs one that is there."""
    wanted, reads = modules(name), list[Area]()
    if wanted is None:
        return []
    for directory in directories_in(call, value):
        archive = basename(directory) if directory in call.files else ""
        found = archive or shadowing(call, directory, name)
        if found:
            what = "names it" if archive else "names its directory"
            return Unknown(found, f"{name} {what}, and what it does cannot be seen")
        reads += (Area(join(directory, f"{start}.py")) for start in sorted(wanted.start))
    return reads


def shadowing(call: Call, directory: str, variable: str) -> str:
    """The file below a directory that an interpreter runs, found as `variable` makes it look for
    one: a module that it starts with, or one with the name of a module of its own. Empty: none."""
    wanted = modules(variable)
    if wanted is None:
        return ""
    there = (p for p in call.present | call.files.keys() | call.made if below(p, directory))
    known = wanted.start | wanted.others.union(*map(wanted.brought, call.argv[:3]))
    for path in sorted(p[len(directory.rstrip("/")) + 1 :] for p in there):
        first, slash, file = path.partition("/")
        module = first.partition(".")[0]
        package = slash and file.partition(".")[0] == wanted.package and "/" not in file
        if module in known and (package or not slash) and path.endswith(wanted.suffixes):
            return path
    return ""
