"""serverless.ts and serverless.js: the object that is the service, as far as it is literal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.serverless import service
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.typescript import source_of
from lambdafix.context.infrastructure.uses import Finding
from lambdafix.context.infrastructure.yaml_nodes import documents


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The image functions of services."""
    yield from each(_service, paths, tree)


def _service(path: str, tree: Tree) -> Iterator[Finding]:
    source = source_of(tree.text(path), path)
    for literal, line in source.objects("provider"):
        [node] = documents(json.dumps(source.worth(literal)), json=True)
        for finding in service(node, path):
            yield finding._replace(place=finding.place._replace(line=line))
