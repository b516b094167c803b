"""CDK programs in TypeScript and JavaScript; names with one value in their file are followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lambdafix.context.infrastructure.cdk import FUNCTION_CLASSES, Function, built, purpose_of
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.typescript import Call, Source, source_of
from lambdafix.context.infrastructure.uses import Finding, Purpose


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CDK programs build."""
    yield from each(_program, paths, tree)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    source = source_of(tree.text(path), path)
    calls = source.calls()
    around = [
        c for c in calls if c.name.rpartition(".")[2] in FUNCTION_CLASSES and len(c.arguments) > 2
    ]
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
        functions = [f for other in around if (f := _function(other, call, source))]
        yield from built(purpose, directory, options, functions, path, call.line, tree)


def _function(call: Call, code: Call, source: Source) -> Function | None:
    """`call` as the function that is given this code, in place or by a name; else None."""
    fields = source.fields(call.arguments[2])
    given = fields.get("code")
    if given is None or source.bound(given) != code.node:
        return None
    name = source.worth(call.arguments[1])
    architecture = source.worth(fields["architecture"]) if "architecture" in fields else ""
    shown = name if isinstance(name, str) and "\0" not in name else "?"
    return Function(shown, architecture if isinstance(architecture, str) else "", call.line)
