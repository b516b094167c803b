"""Sources of Node as far as their text tells: strings, packages, kind of module.

The text is asked, for every source of a function is, and a tree of each would cost too much; in
doubt the answer is the one that holds a change back. Which commands they start: node_commands.
Source: Node.js 24 documentation, "Modules: Packages" (how a file's kind of module is decided).
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from posixpath import basename, dirname

from lambdafix.context.project import Project
from lambdafix.regex import regex

COMPILED = (".ts", ".mts", ".cts", ".jsx", ".tsx")
SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")

# A comment that begins its line, to its end: what stands behind it on the line is code.
_COMMENT = regex(r"^(?:[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*))+", re.MULTILINE)
_STRING = regex(r"(['\"`])((?:\\.|(?!\1)[^\\\n])*)\1")
_MODULE = regex(
    r"^\s*(import\s+[\w{*'\"]|export\s+(default|const|let|async|function|class|\{|\*))",
    re.MULTILINE,
)
_REQUIRED = regex(r"\brequire\s*\(\s*['\"]([^'\"]+)['\"]\s*\)")
# Types alone, which leave nothing behind; `import type from "a"` brings a value of this name.
_TYPES = regex(
    r"(?<![\w.$])(?:import|export)\s+type\s*(?:[{*]|\s(?!from\s*['\"])\w)[^'\";]*?\bfrom\s*"
    r"(['\"])[^'\"\n]*\1"
)
_IMPORTED = regex(r"(?<![\w.$])import\b\s*(?:[\w{*$][^'\";()]*?\bfrom\s*)?['\"]([^'\"]+)['\"]")
_REEXPORTED = regex(r"(?<![\w.$])export\s*[\w{*][^'\";()]*?\bfrom\s*['\"]([^'\"]+)['\"]")
_BY_CALL = regex(r"\b(?:import|require(?:\.resolve)?)\s*\(\s*['\"`]([^'\"`$]+)['\"`]\s*[),]")
_CALLED = regex(r"(?<![\w.$])(?:import|require(?:\.resolve)?)\s*\((?!\s*['\"`][^'\"`$]*['\"`])")
# What a string begins with, and where it goes on to name a package.
_BEGUN = regex(
    r"(?:['\"`!]|\bnode_modules/|(?<![\w-])(?:-r|--[\w-]+)(?:=|\s+))(?=(@?[\w.-]+(?:/[\w.-]+)?))"
)
# The modules of node itself that need no prefix.
_BUILTIN = frozenset(
    """assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls
    trace_events tty url util v8 vm wasi worker_threads zlib""".split()
)
_PART = regex(r"[\w.@-]+")


# What is asked of node itself: `from "./a"`, `require("./a")`, `import "./a"`.
_ASKED = regex(r"(\bfrom|\bimport|\b(?:require|import)\()\s*(['\"])[^'\"\n]*\2")
# A source that lists, copies or serves a directory: which one is seldom written in one piece.
_LISTS = regex(
    r"\b(readdir|opendir|scandir)\w*|\bglob(?!al)\w*|\bwalk\w*\(|\b(cp|copy)(Sync)?\("
    r"|\b(fdir|klaw|serve-?static|tinyglobby)\b|\bstatic\(|\brequire-?(all|dir)|\.directory\("
)
# The end of a file's name, as a string of its own or behind what a template puts in.
_END = regex(r"(?<=['\"`}])[\w-]*\.[\w.-]+(?=['\"`])")
_STARRED = regex(r"[\w.*-]*\*[\w.*-]*")
# A path with a pattern, or with the suffix of TypeScript; `*` alone is no path.
_PATTERN = regex(r"\*[\w*./{\[-]|[\w./-]\*|\.[cm]?tsx?(?!\w)|^[cm]?tsx?$")


def code(text: str) -> str:
    """A source less the comments that begin a line."""
    return _COMMENT.sub("", text)


def names_literal(text: str, needle: str) -> bool:
    """Whether a source names something outside of comments."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-])")
    return pattern.search(code(text)) is not None


def path_parts(text: str) -> frozenset[str]:
    """The names that may be of directories and files in the strings of a source, less what it asks
    node itself for: `"src/**/*.ts"` has src."""
    strings = _STRING.findall(_ASKED.sub("", code(text)))
    return frozenset(part for _, string in strings for part in _PART.findall(string))


def lists(text: str) -> bool:
    """Whether a source may list, copy or serve a directory as a whole."""
    return _LISTS.search(code(text)) is not None


def names_typescript(text: str) -> bool:
    """Whether a source has a string that may stand for sources of TypeScript: a path with a
    pattern, or the suffix. What it asks node itself for is none."""
    strings = _STRING.findall(_ASKED.sub("", code(text)))
    return any(_PATTERN.search(string) for _, string in strings)


def is_module(text: str) -> bool:
    """Whether a source has the syntax of an ES module."""
    return _MODULE.search(code(text)) is not None


def required(text: str) -> frozenset[str]:
    """The packages that a source asks for with `require`."""
    return _required(code(text))


def imported(text: str) -> frozenset[str]:
    """The packages that a source asks for with `import`; types alone leave nothing behind."""
    return _packages(_IMPORTED.findall(_TYPES.sub("", code(text))))


def asked(text: str) -> frozenset[str]:
    """The packages that a source asks for in any way, types apart."""
    bare = _TYPES.sub("", code(text))
    found = (p.findall(bare) for p in (_IMPORTED, _REEXPORTED, _REQUIRED, _BY_CALL))
    return _packages([name for names in found for name in names])


def strings_name(text: str, names: frozenset[str]) -> frozenset[str]:
    """Those of these packages that a string of a source may ask somebody for: the string is the
    name, goes on behind it with a file or an option, or has it behind `-r` or in node_modules."""
    found = set[str]()
    for name in _BEGUN.findall(_TYPES.sub("", code(text))):
        parts = name.split("/")
        found |= {parts[0], "/".join(parts[:2])} & names
    return frozenset(found)


def names_file(text: str, path: str) -> bool:
    """Whether a string of a source ends in a file's name, with or without its suffix."""
    directory, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    ends = [stem, basename(directory)] if stem == "index" and directory else [stem]
    pattern = "|".join(map(re.escape, ends))
    return re.search(rf"['\"`/](?:{pattern})(?:\.\w+)?/?['\"`]", code(text)) is not None


def name_end(text: str, name: str) -> str:
    """What ends a file's name and stands alone in a source, so that a name may be put together with
    it; empty: nothing."""
    ends = (end for end in _END.findall(code(text)) if end != name and name.endswith(end))
    return next(ends, "")


def name_pattern(text: str, name: str) -> str:
    """A pattern in a string of a source that a file's name fits; `*` alone is none."""
    words = (w for _, string in _STRING.findall(code(text)) for w in _STARRED.findall(string))
    return next((w for w in words if w.strip("*") and fnmatchcase(name, w)), "")


def asks_unknown(text: str) -> bool:
    """Whether a source asks for a module by a name that is put together, or makes a require()."""
    bare = code(text)
    return _CALLED.search(bare) is not None or "createRequire" in bare


def kind_of(project: Project, path: str) -> str:
    """`module` or `commonjs`, as the suffix or the nearest package.json of the context says."""
    if path.endswith((".mjs", ".mts")):
        return "module"
    if path.endswith((".cjs", ".cts")):
        return "commonjs"
    directory = dirname(path)
    while True:
        text = project.read(f"{directory}/package.json".lstrip("/"))
        if text is not None:
            return "module" if _type(text) == "module" else "commonjs"
        if not directory:
            return "commonjs"
        directory = dirname(directory)


def _type(text: str) -> str:
    try:
        table = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return ""
    found = table.get("type") if isinstance(table, dict) else None
    return found if isinstance(found, str) else ""


def _required(text: str) -> frozenset[str]:
    return _packages(_REQUIRED.findall(text))


def _packages(named: list[str]) -> frozenset[str]:
    """The packages among what is asked for, less node's own: `@a/b/c` is @a/b."""
    names = (m for m in named if not m.startswith((".", "/", "node:")))
    bare = ("/".join(n.split("/")[: 2 if n.startswith("@") else 1]) for n in names)
    return frozenset(n for n in bare if n not in _BUILTIN)
