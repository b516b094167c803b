"""CDK programs in Python, read with `ast`; names with one value in their file are followed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from lambdafix.context.infrastructure.cdk import (
    FUNCTION_CLASSES,
    HANDED,
    Function,
    built,
    purpose_of,
)
from lambdafix.context.infrastructure.python_values import Values, dotted
from lambdafix.context.infrastructure.tree import Tree, Unreadable, each
from lambdafix.context.infrastructure.uses import Finding, Purpose
from lambdafix.regex import regex

_SNAKE = regex(r"_([a-z])")


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CDK programs build."""
    yield from each(_program, paths, tree)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the author's escapes, no concern of the user
            module = ast.parse(tree.text(path))
    except SyntaxError as error:
        raise Unreadable(f"not Python: {error.msg}", error.lineno or 0) from error
    except (MemoryError, ValueError) as error:
        raise Unreadable(f"not Python: {error}") from error
    values = Values.of(module, path)
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    functions = _functions(calls, values)
    handed = set(_handed(calls, values))
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
        around = functions.get(call, ())
        if call in handed:
            purpose = Purpose.SERVICE
        yield from built(purpose, directory, options, around, path, call.lineno, tree)


def _handed(calls: list[ast.Call], values: Values) -> Iterator[ast.expr]:
    """The assets that container services are given, in place or by a name."""
    for call in calls:
        owner, _, name = dotted(call.func).rpartition(".")
        if (owner.rpartition(".")[2], _camel(name)) == HANDED:
            for node in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from (node, *values.may_be(node))


def _functions(calls: list[ast.Call], values: Values) -> dict[ast.expr, list[Function]]:
    """Code -> the functions that are given it, in place or by a name."""
    found: dict[ast.expr, list[Function]] = {}
    for call in calls:
        words = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if dotted(call.func).rpartition(".")[2] not in FUNCTION_CLASSES or "code" not in words:
            continue
        node = words.get("id", call.args[1] if len(call.args) > 1 else None)
        name = values.worth(node) if node is not None else None
        architecture = dotted(words["architecture"]) if "architecture" in words else ""
        shown = name if isinstance(name, str) and "\0" not in name else "?"
        for code in (words["code"], *values.may_be(words["code"])):
            found.setdefault(code, []).append(Function(shown, architecture))
    return found


def _camel(name: str) -> str:
    return _SNAKE.sub(lambda match: match[1].upper(), name)
