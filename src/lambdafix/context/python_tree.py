"""Python source as a tree, or the knowledge that it cannot be read."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=32)
def parsed(source: str) -> ast.Module | None:
    """The module's tree; None if this Python cannot parse it (Python 2, a template, not Python)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the author's escapes, no concern of the user
            return ast.parse(source.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs on import: not the bodies of functions, classes and comprehensions."""
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES):
            todo.extend(ast.iter_child_nodes(node))


_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
