"""The infrastructure of each tree, read once for all of its Dockerfiles."""

from __future__ import annotations

import os
from pathlib import Path

from lambdafix.context import functions
from lambdafix.context.functions import Infrastructure
from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.discover import dockerfiles


class Readings:
    """What has been read so far, by the top of its tree."""

    def __init__(self) -> None:
        self._trees: dict[Path, Infrastructure] = {}

    def of(self, dockerfile: str | Path) -> tuple[Use, ...]:
        """The uses of a Dockerfile by the infrastructure of its tree."""
        return self.tree(tree_of(Path(dockerfile))).of(dockerfile)

    def dockerfiles(self, directory: Path) -> list[Path]:
        """Those below a directory, by name or because the infrastructure builds them; sorted."""
        top = os.path.join(os.path.abspath(directory), "")
        found = {os.path.abspath(path): path for path in dockerfiles(directory)}
        for use in self.tree(tree_of(Path(top, "Dockerfile"))).uses:
            if use.dockerfile.startswith(top):
                found.setdefault(use.dockerfile, directory / use.dockerfile.removeprefix(top))
        return sorted(found.values())

    def tree(self, top: Path) -> Infrastructure:
        """All that a tree says."""
        if top not in self._trees:
            self._trees[top] = functions.read(top)
        return self._trees[top]
