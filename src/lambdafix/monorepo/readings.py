"""The infrastructure of each tree, read once for all of its Dockerfiles."""

from __future__ import annotations

from pathlib import Path

from lambdafix.context import functions
from lambdafix.context.functions import Infrastructure
from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.contexts import tree_of


class Readings:
    """What has been read so far, by the top of its tree."""

    def __init__(self) -> None:
        self._trees: dict[Path, Infrastructure] = {}

    def of(self, dockerfile: str | Path) -> tuple[Use, ...]:
        """The uses of a Dockerfile by the infrastructure of its tree."""
        return self.tree(tree_of(Path(dockerfile))).of(dockerfile)

    def tree(self, top: Path) -> Infrastructure:
        """All that a tree says."""
        if top not in self._trees:
            self._trees[top] = functions.read(top)
        return self._trees[top]
