"""Who of a Node function may ask for packages: its sources, its compiler, its other packages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.build_files import is_settings
from lambdafix.catalog.builds import package_managers
from lambdafix.context import node_commands, node_source
from lambdafix.context.node_locks import Locked
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.simulate import Built

# Sources that nothing but a build or a test runs, unless another source or the start names them.
_APART = regex(
    r"(^|/)(tests?|__tests__|__mocks__|cypress|e2e)/|\.(test|spec|e2e-spec|stories)\.\w+$"
    r"|(^|/)(\.\w+rc|[\w.-]+\.config|gulpfile|gruntfile)\.[cm]?[jt]s$",
    re.IGNORECASE,
)


def starters() -> frozenset[str]:
    """What may start a command of a package."""
    return package_managers("nodejs") | {"node", "npx"}


def asked(
    names: frozenset[str],
    lock: Locked,
    builder: Built,
    project: Project,
    start: tuple[str, ...],
) -> Iterator[str]:
    """A source, a compiler or a package for the function that asks for one of these names."""
    if names & lock.welcome:
        yield f"a package of the function may ask for {min(names & lock.welcome)}"
    copied = sorted({c for s in builder.steps for _, c in s.effect.files.values() if c})
    for path in copied:
        text = project.read(path) or ""
        if basename(path).startswith("tsconfig") and "importHelpers" in text and "tslib" in names:
            yield f"with importHelpers of {path}, what is compiled asks for tslib"
        if "NODE_OPTIONS" in text and basename(path) != "package.json":
            yield f"{path} names NODE_OPTIONS, which may load one of them"
    for path in sorted(_of_function(copied, project, start)):
        text = project.read(path) or ""
        if found := node_source.asked(text) & names:
            yield f"{path} asks for `{min(found)}`"
        if node_source.asks_unknown(text):
            yield f"{path} asks for a package that its text does not name"
        if named := node_source.strings_name(text, names):
            yield f"{path} names `{min(named)}`"
        started = node_commands.spawned(text)
        tools = {c for c in started if "node_modules/" in c or basename(c) in starters()}
        tool = min(tools, default="")
        if tool or node_commands.spawns_unknown(text):
            yield f"{path} starts {tool or 'a command'} that may be one of them"


def _of_function(copied: list[str], project: Project, start: tuple[str, ...]) -> set[str]:
    """The sources that the function may run: all but those apart that no other of them names, nor
    a table of names in package.json or tsconfig.json, nor the start."""
    texts = {p: project.read(p) or "" for p in copied if p.endswith(node_source.SUFFIXES)}
    if not start:
        return set(texts)
    found = {p for p in texts if not _APART.search(p) and not is_settings(p)}
    tables = [table(p, project.read(p) or "") for p in copied if p.endswith(".json")]
    while True:
        said = (*tables, *(texts[p] for p in found))
        more = {
            path
            for path in texts.keys() - found
            if begins(start, path) or any(node_source.names_file(t, path) for t in said)
        }
        if not more:
            return found
        found |= more


def begins(start: tuple[str, ...], path: str) -> bool:
    """Whether the words of a start name a source, with or without its suffix."""
    stem = basename(path).rpartition(".")[0]
    pattern = re.compile(rf"(?<![\w-]){re.escape(stem)}(?![\w-])")
    return any(map(pattern.search, start))


def table(path: str, text: str) -> str:
    """Where files have other names: a package's `imports`, `exports` and `main`, a compiler's
    `paths`."""
    if basename(path).startswith("tsconfig"):
        return text.partition('"paths"')[2]
    if basename(path) != "package.json":
        return ""
    try:
        package = json.loads(text)
    except (ValueError, RecursionError):
        return text
    keys = ("main", "module", "imports", "exports")
    return json.dumps([package.get(k) for k in keys]) if isinstance(package, dict) else text
