"""Builds Dockerfiles for real, one after the other, in scratch roots that are used again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from posixpath import dirname

from lambdafix.context.project import Project
from tests.proof import tree
from tests.proof.bases import EXTRAS, base_named
from tests.proof.build import Build
from tests.proof.copying import Failed
from tests.proof.scratch import Scratch, workshop
from tests.proof.stage import Stage

Files = Mapping[str, str | bytes]


class Executor:
    """Holds the roots, a shell in each, and the caches of one build. To be closed."""

    def __init__(self) -> None:
        self._roots = dict[tuple[str, int], Scratch]()
        self._where = workshop()
        self._caches = dict[str, str]()

    def close(self) -> None:
        for root in self._roots.values():
            root.close()
        shutil.rmtree(self._where, ignore_errors=True)

    def build(self, text: str, files: Files) -> list[Stage]:
        """Every stage, in order; the last one is what is deployed."""
        context = str(self._where / "context")
        shutil.rmtree(context, ignore_errors=True)
        write_files(context, visible(files))
        for cache in self._caches.values():
            shutil.rmtree(cache, ignore_errors=True)
        self._caches = {}
        return Build(self, context).all(text)

    def root(self, image: str, used: int) -> Scratch:
        """A clean root on a base image; `used` tells those of one build apart."""
        base = base_named(image)
        if base is None:
            raise Failed(f"no image {image}")
        where, known = self._where / f"{base.name}-{used}", self._roots.get((base.name, used))
        if known:
            try:
                known.clean()
            except RecursionError:  # a step that went wrong copied a directory into itself
                known.close()
                subprocess.run(["rm", "-rf", where], check=True)
                known = None
        self._roots[base.name, used] = known or Scratch(base, where)
        return self._roots[base.name, used]

    def extra(self, name: str) -> str:
        """An image that files are only copied from, on the disk."""
        where = str(self._where / re.sub(r"\W", "-", name))
        if not os.path.isdir(where):
            for place, entry in EXTRAS[name].items():
                os.makedirs(dirname(where + place), exist_ok=True)
                tree.write(where + place, entry)
        return where

    def cache(self, name: str) -> str:
        """What a cache holds from one RUN of a build to the next."""
        if name not in self._caches:
            self._caches[name] = str(self._where / f"cache-{len(self._caches)}")
            os.mkdir(self._caches[name])
        return self._caches[name]


def visible(files: Files) -> Files:
    """The context less what .dockerignore hides, which moby's own matcher has proved elsewhere."""
    shown = set(Project.of(files).files())
    return {name: content for name, content in files.items() if name in shown}


def write_files(directory: str, files: Files) -> None:
    """A build context on the disk; scripts may be run."""
    os.makedirs(directory)
    for path, content in files.items():
        there = f"{directory}/{path}"
        os.makedirs(os.path.dirname(there), exist_ok=True)
        with open(there, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(there, 0o755 if path.endswith(".sh") else 0o644)
