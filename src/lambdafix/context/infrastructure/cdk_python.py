"""CDK programs in Python, read with `ast`; names with one value in their file are followed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lambdafix.context.infrastructure.cdk import FUNCTION_CLASSES, Function, built, purpose_of
from lambdafix.context.infrastructure.python_values import Values, dotted
from lambdafix.context.infrastructure.tree import Tree, Unreadable, each
from lambdafix.context.infrastructure.uses import Finding

_SNAKE = re.compile(r"_([a-z])")


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CDK programs build."""
    yield from each(_program, paths, tree)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    try:
        module = ast.parse(tree.text(path))
    except SyntaxError as error:
        raise Unreadable(f"not Python: {error.msg}", error.lineno or 0) from error
    except (MemoryError, ValueError) as error:
        raise Unreadable(f"not Python: {error}") from error
    values = Values.of(module, path)
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    around = [c for c in calls if dotted(c.func).rpartition(".")[2] in FUNCTION_CLASSES]
    for call in calls:
        owner, _, name = dotted(call.func).rpartition(".")
        known = purpose_of(owner, _camel(name))
        if known is None:
            continue
        purpose, position = known
        options = {_camel(k.arg): values.worth(k.value) for k in call.keywords if k.arg}
        place = options.get("directory", options.get("path"))
        directory: Any = place
        if directory is None and len(call.args) > position:
            directory = values.worth(call.args[position])
        functions = [f for other in around if (f := _function(other, call, values))]
        yield from built(purpose, directory, options, functions, path, call.lineno, tree)


def _function(call: ast.Call, code: ast.Call, values: Values) -> Function | None:
    """`call` as the function that is given this code, in place or by a name; else None."""
    words = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    given = words.get("code")
    if given is not code and (
        given is None or not any(node is code for node in values.may_be(given))
    ):
        return None
    node = words.get("id", call.args[1] if len(call.args) > 1 else None)
    name = values.worth(node) if node is not None else None
    architecture = dotted(words["architecture"]) if "architecture" in words else ""
    shown = name if isinstance(name, str) and "\0" not in name else "?"
    return Function(shown, architecture, call.lineno)


def _camel(name: str) -> str:
    return _SNAKE.sub(lambda match: match[1].upper(), name)
