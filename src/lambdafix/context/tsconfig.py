"""tsconfig.json: where the compiler writes, through `extends`.

Source: TypeScript 5.9 documentation, "TSConfig Reference" and "What is a tsconfig.json"; release
notes of 5.5 (`${configDir}`). The file is JSON with comments and trailing commas. What is no path
in `extends` is looked for as a module, in node_modules of every directory above.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from posixpath import basename, dirname, join, normpath

from lambdafix.catalog.tsconfig_bases import base
from lambdafix.context.project import Project
from lambdafix.regex import regex

_COMMENT = regex(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = regex(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
_VERSION = regex(r"[\w.+^~<>=|* -]*")  # or a tag: no path, no repository, no other name
_PATHS = ("outDir", "outFile", "declarationDir", "rootDir", "tsBuildInfoFile")
# The directory of the tsconfig.json that the compiler is started with, whichever file says so.
_CONFIG_DIR = regex(r"\$\{configDir\}/*", re.IGNORECASE)
_BEFORE_5_5 = regex(r"[\^~=v]*[0-4]\b.*|[~=v]*5\.[0-4]\b.*")
_DEEPEST = 20  # a chain of `extends` beyond this is a circle


def compiler_options(
    project: Project, path: str, packages: Mapping[str, Collection[str]] | None = None
) -> Mapping[str, object] | str:
    """The compilerOptions of a tsconfig.json of the context, inherited ones too, or why they cannot
    be known. Paths come out relative to the context. `packages`: what is installed for it, by name,
    and the versions that are asked for."""
    found: dict[str, object] = {}
    asked = (packages or {}).get("typescript", ())
    old = next((f"`{version}`" for version in asked if _BEFORE_5_5.fullmatch(version)), "")
    waiting = [(path, f"./{basename(path)}")]
    for _ in range(_DEEPEST):
        if not waiting:
            return found
        above, word = waiting.pop()
        if not word.startswith("."):
            why = _inherited(word, found, packages or {})
            if why:
                return f"`{above}` extends `{word}`, {why}"
            continue
        here = _named(normpath(join(dirname(above), word)))
        table = _read(project, here)
        if isinstance(table, str):
            return table
        if table.get("references"):
            return f"`{here}` has references to other projects"
        options = table.get("compilerOptions")
        for name, value in options.items() if isinstance(options, dict) else ():
            if isinstance(value, str) and name in _PATHS:
                told = _CONFIG_DIR.match(value)
                if told and old and name not in found:
                    return (
                        f"`{here}` says `{told[0]}`, which TypeScript knows from 5.5 on, not {old}"
                    )
                start = path if told else here
                value = normpath(join(dirname(start), value[told.end() :] if told else value))
            found.setdefault(name, value)
        extends = table.get("extends")
        words = [extends] if isinstance(extends, str) else extends or []
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            return f"`{here}` extends something that is no path"
        # of several, the last one wins
        waiting += [(here, w) for w in words]
    return f"`{path}` extends itself"


def _inherited(
    word: str, found: Mapping[str, object], packages: Mapping[str, Collection[str]]
) -> str:
    """Why it is not known what a package's base adds to the settings nearer by; empty if nothing
    that decides where the compiler writes."""
    known = base(word)
    if known is None:
        return (
            "which is neither a file of the build context nor a base that is known here; a copy of "
            "it in the context can be read"
        )
    asked = packages.get(known.package, ())
    if not asked:
        return f"and no package.json beside or above it requires `{known.package}`"
    odd = next((a for a in asked if not _VERSION.fullmatch(a)), None)
    if odd is not None:
        return f"and `{odd}` may be another `{known.package}` than the one on npm"
    open_ = next((s for s in known.sets if s not in found), None)
    return f"which may set `{open_}`: say `{open_}` in `compilerOptions`" if open_ else ""


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
