"""tsconfig.json: where the compiler writes, through `extends`.

Source: TypeScript 5.9 documentation, "TSConfig Reference" and "What is a tsconfig.json". The file
is JSON with comments and trailing commas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from lambdafix.context.project import Project
from lambdafix.regex import regex

_COMMENT = regex(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = regex(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
_PATHS = ("outDir", "outFile", "declarationDir", "rootDir", "tsBuildInfoFile")
_DEEPEST = 20  # a chain of `extends` beyond this is a circle


def compiler_options(project: Project, path: str) -> Mapping[str, object] | str:
    """The compilerOptions of a tsconfig.json of the context, inherited ones too, or why they cannot
    be known. Paths come out relative to the context."""
    found: dict[str, object] = {}
    waiting = [path]
    for _ in range(_DEEPEST):
        if not waiting:
            return found
        here = waiting.pop()
        table = _read(project, here)
        if isinstance(table, str):
            return table
        if table.get("references"):
            return f"`{here}` has references to other projects"
        options = table.get("compilerOptions")
        for name, value in options.items() if isinstance(options, dict) else ():
            placed = isinstance(value, str) and name in _PATHS
            found.setdefault(name, normpath(join(dirname(here), value)) if placed else value)
        extends = table.get("extends")
        above = [extends] if isinstance(extends, str) else extends or []
        if not isinstance(above, list) or not all(isinstance(a, str) for a in above):
            return f"`{here}` extends something that is no path"
        package = next((a for a in above if not a.startswith(".")), None)
        if package is not None:
            return f"`{here}` extends `{package}`, which is no file of the build context"
        # of several, the last one wins
        waiting += [_named(normpath(join(dirname(here), a))) for a in above]
    return f"`{path}` extends itself"


def _named(path: str) -> str:
    return path if path.endswith(".json") else f"{path}.json"


def _read(project: Project, path: str) -> Mapping[str, object] | str:
    text = project.read(path)
    if text is None:
        return f"`{path}` is not in the build context"
    bare = _COMMENT.sub(lambda m: m[1] or " ", text.removeprefix("\ufeff"))
    try:
        table = json.loads(_TRAILING.sub(lambda m: m[1] or "", bare))
    except (ValueError, RecursionError):
        return f"`{path}` cannot be read"
    return table if isinstance(table, dict) else f"`{path}` holds no object"
