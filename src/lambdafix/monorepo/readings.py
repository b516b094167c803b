"""What is read of directories for all of a run: their files and their infrastructure, each once."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from lambdafix.context import functions
from lambdafix.context.functions import Infrastructure
from lambdafix.context.infrastructure.uses import Place, Unresolved, Use
from lambdafix.context.listing import files_under
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.discover import dockerfiles

MOST_FILES = 200_000  # a tree beyond this is a home directory without git


class Readings:
    """What has been read so far; paths inside are absolute."""

    def __init__(self) -> None:
        self._trees: dict[Path, Infrastructure] = {}
        self._listed: dict[str, list[str]] = {}

    def of(self, dockerfile: str | Path) -> tuple[Use, ...]:
        """The uses of a Dockerfile by the infrastructure of its tree."""
        return self.around(dockerfile).of(dockerfile)

    def around(self, dockerfile: str | Path) -> Infrastructure:
        """What the tree of a Dockerfile says."""
        return self.tree(tree_of(Path(dockerfile)))

    def dockerfiles(self, directory: Path) -> list[Path]:
        """Those below a directory, by name or because the infrastructure builds them; sorted."""
        top = os.path.join(os.path.abspath(directory), "")
        found = {str(path) for path in dockerfiles(Path(top), self._files(top))}
        uses = self.tree(tree_of(Path(top, "Dockerfile"))).uses
        found |= {use.dockerfile for use in uses if use.dockerfile.startswith(top)}
        return sorted(directory / path.removeprefix(top) for path in found)

    def tree(self, top: Path) -> Infrastructure:
        """All that a tree says."""
        if top not in self._trees:
            files = self._files(os.path.join(top, ""), MOST_FILES + 1)
            if len(files) > MOST_FILES:
                text = f"more than {MOST_FILES} files: what they say of functions is not read"
                self._trees[top] = Infrastructure((), (Unresolved(Place(str(top), 0), text),))
            else:
                self._trees[top] = functions.read(top, files)
        return self._trees[top]

    def _files(self, top: str, most: int | None = None) -> list[str]:
        """The files below a directory, which a directory above it may have shown already."""
        above = top
        while above:
            if above in self._listed:
                files = self._listed[above]
                return files if above == top else [p for p in files if p.startswith(top)]
            above = above[: above.rstrip(os.sep).rfind(os.sep) + 1]
        found = list(islice(files_under(top.rstrip(os.sep) or os.sep), most))
        if most is None or len(found) < most:
            self._listed[top] = found
        return found
