"""Bake files: docker-bake.hcl and .json, one image a target.

A context is relative to where `docker buildx bake` is run, taken to be the bake file's directory;
`dockerfile` is relative to the context; `inherits` and variables with defaults are followed.
Source: docs.docker.com/build/bake/reference (2026-09).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping

from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.hcl import Block, Value, blocks, evaluated
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.tree import Tree, Unreadable, each, line_at
from lambdafix.context.infrastructure.uses import Builder, Finding, Place


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that bake files describe."""
    yield from each(_bake, paths, tree)


def _bake(path: str, tree: Tree) -> Iterator[Finding]:
    text = tree.text(path)
    targets = _from_json(text) if path.endswith(".json") else _from_hcl(text)
    known: dict[str, dict[str, Value]] = {}
    shared = {str(p) for own, _ in targets.values() for p in _list(own.get("inherits"))}
    for name, (_, line) in targets.items():
        target = _inherited(name, targets, known)
        if "dockerfile-inline" in target or "matrix" in target:
            continue
        if name in shared and not target.keys() & {"context", "dockerfile"}:
            continue  # it is there for others to inherit
        arguments = target.get("args")
        pairs = arguments.items() if isinstance(arguments, Mapping) else ()
        build = Build(
            _text(target, "context", "."),
            _text(target, "dockerfile", ""),
            file_in_context=True,
            target=_text(target, "target", ""),
            platform=",".join(map(str, _list(target.get("platforms")))),
            arguments=tuple((key, str(value or "")) for key, value in pairs),
        )
        directories = list(dict.fromkeys((os.path.dirname(path), tree.root)))
        yield from use_of(build, directories, Builder.BAKE, Place(path, line))


def _from_hcl(text: str) -> dict[str, tuple[dict[str, Value], int]]:
    found = blocks(text)
    names = {b.labels[0]: b for b in found if b.kind == "variable" and b.labels}
    values = {n: evaluated(b.attributes.get("default"), lambda _: None) for n, b in names.items()}
    return {
        block.labels[0]: (_attributes(block, values), block.line)
        for block in found
        if block.kind == "target" and block.labels
    }


def _attributes(block: Block, values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: evaluated(node, values.get) for name, node in block.attributes.items()}


def _from_json(text: str) -> dict[str, tuple[dict[str, Value], int]]:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}", getattr(error, "lineno", 0)) from error
    targets = content.get("target") if isinstance(content, dict) else None
    return {
        name: (target, line_at(text, max(text.find(json.dumps(name)), 0)))
        for name, target in (targets.items() if isinstance(targets, dict) else ())
        if isinstance(target, dict)
    }


def _inherited(
    name: str,
    targets: Mapping[str, tuple[dict[str, Value], int]],
    known: dict[str, dict[str, Value]],
) -> dict[str, Value]:
    """A target with what it inherits; `known` are those that have been worked out."""
    if name not in known:
        own = known[name] = targets.get(name, ({}, 0))[0]
        above: dict[str, Value] = {}
        for parent in _list(own.get("inherits")):
            above |= _inherited(str(parent), targets, known)
        known[name] = {**above, **own}
    return known[name]


def _text(target: Mapping[str, Value], name: str, default: str) -> str | None:
    if name not in target:
        return default
    value = target[name]
    return value if isinstance(value, str) and UNKNOWN not in value else None


def _list(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list) else []
