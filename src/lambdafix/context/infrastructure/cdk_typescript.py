"""CDK programs in TypeScript and JavaScript; names with one value in their file are followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lambdafix.context.infrastructure.cdk import (
    FUNCTION_CLASSES,
    HANDED,
    Function,
    built,
    purpose_of,
)
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.typescript import Call, Source, source_of
from lambdafix.context.infrastructure.uses import Finding, Purpose

if TYPE_CHECKING:
    from tree_sitter import Node


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CDK programs build."""
    yield from each(_program, paths, tree)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    source = source_of(tree.text(path), path)
    calls = source.calls()
    functions = _functions(calls, source)
    handed = {source.bound(node).id for call in calls for node in _handed(call)}
    for call in calls:
        owner, _, name = call.name.rpartition(".")
        known = purpose_of(owner, name)
        if known is None or len(call.arguments) <= known[1]:
            continue
        purpose, position = known
        words = [source.worth(argument) for argument in call.arguments[position:]]
        options: dict[str, Any] = next((w for w in reversed(words) if isinstance(w, dict)), {})
        directory = words[0]
        if purpose is Purpose.IMAGE:  # new DockerImageAsset(this, 'id', { directory, ... })
            directory = options.get("directory")
        around = functions.get(call.node.id, ())
        if call.node.id in handed:
            purpose = Purpose.SERVICE
        yield from built(purpose, directory, options, around, path, call.line, tree)


def _handed(call: Call) -> list[Node]:
    """The asset that a container service is given."""
    owner, _, name = call.name.rpartition(".")
    return call.arguments if (owner.rpartition(".")[2], name) == HANDED else []


def _functions(calls: list[Call], source: Source) -> dict[int, list[Function]]:
    """Id of the code's node -> the functions that are given it, in place or by a name."""
    found: dict[int, list[Function]] = {}
    for call in calls:
        if call.name.rpartition(".")[2] not in FUNCTION_CLASSES or len(call.arguments) < 3:
            continue
        fields = source.fields(call.arguments[2])
        if "code" in fields:
            name = source.worth(call.arguments[1])
            said = source.worth(fields["architecture"]) if "architecture" in fields else ""
            shown = name if isinstance(name, str) and "\0" not in name else "?"
            function = Function(shown, said if isinstance(said, str) else "")
            found.setdefault(source.bound(fields["code"]).id, []).append(function)
    return found
