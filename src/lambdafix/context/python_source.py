"""What Python files say of a function: its handler, its imports, the paths that it names.

The files are read as trees and never run. A file that cannot be parsed gives None where a caller
must know, and else the answer that forbids the most.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lambdafix.context.globs import in_context
from lambdafix.context.project import Project
from lambdafix.context.python_commands import spawned, spawns_unknown
from lambdafix.context.python_tree import module_level, parsed
from lambdafix.regex import regex

__all__ = [
    "Handler",
    "defines",
    "find_handler",
    "handler_module",
    "imports",
    "literals_of",
    "names_literal",
    "spawned",
    "spawns_unknown",
]

_QUOTED = regex(r"'([^'\n]*)'|\"([^\"\n]*)\"")
TASK_ROOT: Mapping[str, str] = MappingProxyType({"": "."})  # the context is the task root


class Handler(NamedTuple):
    """A handler as the runtime takes it apart: `dir/mod.func` is module `dir.mod`."""

    module: str
    function: str

    @property
    def candidates(self) -> tuple[str, ...]:
        """Where the module may lie below the task root, in the order of Python's import."""
        path = self.module.replace(".", "/")
        return f"{path}/__init__.py", f"{path}.py"


def handler_module(handler: str) -> Handler | None:
    """A CMD word as a handler, by the rules of the runtime interface client; None if it is none.

    The last dot splits, `/` counts as a dot, built-in modules are refused.
    Source: github.com/aws/aws-lambda-python-runtime-interface-client, bootstrap.py, 2026-09.
    """
    path, _, function = handler.rpartition(".")
    module = path.replace("/", ".")
    parts = module.split(".")
    if not function.isidentifier() or not all(re.fullmatch(r"[\w-]+", p) for p in parts):
        return None
    return None if parts[0] in sys.builtin_module_names else Handler(module, function)


def find_handler(
    project: Project, handler: str, root_map: Mapping[str, str] = TASK_ROOT
) -> str | None:
    """The context's file in which the runtime finds the handler's module.

    `root_map`: a path below the task root (empty: the root itself) -> the file or directory of
    the context that was copied there.
    """
    found = handler_module(handler)
    for candidate in found.candidates if found else ():
        for place, source in root_map.items():
            below = f"{place.strip('/')}/".removeprefix("/")
            if candidate == place:
                path = in_context(source)
            elif candidate.startswith(below):
                path = in_context(f"{source}/{candidate[len(below) :]}")
            else:
                continue
            if project.exists(path) and not project.is_dir(path):
                return path
    return None


def defines(source: str, name: str) -> bool | None:
    """Whether a module has the name after import; True too where a `*` import or `__getattr__`
    may bring it, None if the source cannot be parsed."""
    tree = parsed(source)
    if tree is None:
        return None
    bound = set[str]()
    for node in module_level(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {a.asname or a.name.partition(".")[0] for a in node.names}
    return bool(bound & {name, "*", "__getattr__"})


def imports(source: str) -> frozenset[str] | None:
    """The top-level names that a module imports anywhere, relative ones left out; None: unknown."""
    tree = parsed(source)
    if tree is None:
        return None
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name.partition(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def names_literal(source: str, needle: str) -> frozenset[str]:
    """The string literals that name a path or something below it: `/app` in "/app/x", not in
    "/application" or "/srv/app". Docstrings do not count.

    A path that is put together from pieces is not seen. Without a tree the whole text is searched.
    """
    pattern = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-])")
    if needle not in source and "\\" not in source:
        return frozenset()
    if parsed(source) is None:
        return frozenset(line.strip() for line in source.splitlines() if pattern.search(line))
    return frozenset(t for t in literals_of(source) if pattern.search(t))


def literals_of(source: str) -> frozenset[str]:
    """Every string literal but docstrings; without a tree, whatever stands between quotes."""
    tree = parsed(source)
    if tree is None:
        return frozenset(a or b for a, b in _QUOTED.findall(source))
    idle = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    values = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in idle)
    texts = (v.decode("latin-1") if isinstance(v, bytes) else v for v in values)
    return frozenset(t for t in texts if isinstance(t, str))
