"""Compose files: what each service is built from.

Paths are relative to the first compose file, `dockerfile` to the context; `${NAME:-default}`
counts as its default. Source: docs.docker.com/reference/compose-file/build (2026-09).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.uses import Builder, Finding, Place
from lambdafix.context.infrastructure.yaml_nodes import Node, documents
from lambdafix.regex import regex

_VARIABLE = regex(r"\$\{\w+:?-([^}$]*)\}|\$(?!\$)(?:\w+|\{[^}]{0,500}\})")


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that compose builds."""
    yield from each(_compose, paths, tree)


def _compose(path: str, tree: Tree) -> Iterator[Finding]:
    own = os.path.dirname(path)
    for document in documents(tree.text(path)):
        services = document.get("services")
        for _, service in services.items() if services else ():
            node = service.get("build")
            if node is not None and not (node.is_map and node.get("dockerfile_inline")):
                build = _build(node, service)
                yield from use_of(build, [own], Builder.COMPOSE, Place(path, node.line))


def _build(node: Node, service: Node) -> Build:
    platforms = node.get("platforms") or service.get("platform")
    words = list(platforms.elements()) if platforms and platforms.is_list else [platforms]
    platform = ",".join(word for n in words if n and (word := _text(n)))
    if not node.is_map:
        return Build(_text(node), platform=platform)
    arguments = node.get("args")
    pairs = list(arguments.items()) if arguments else []
    listed = [(n.text or "").partition("=") for n in (arguments.elements() if arguments else ())]
    context = node.get("context")
    file = node.get("dockerfile")
    return Build(
        _text(context) if context else ".",
        _text(file) if file else "",
        file_in_context=True,
        target=_text(node.get("target")) or "",
        platform=platform,
        arguments=(
            *((name, _text(value) or "") for name, value in pairs),
            *((name, value) for name, _, value in listed),
        ),
    )


def _text(node: Node | None) -> str | None:
    text = node.text if node else None
    if text is None or any(match[1] is None for match in _VARIABLE.finditer(text)):
        return None
    return _VARIABLE.sub(lambda match: match[1], text).replace("$$", "$")
