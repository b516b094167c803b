"""A tree on the disk, and what its infrastructure says of it; paths are told from its root."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lambdafix.context import functions
from lambdafix.context.infrastructure.uses import Use


class Told(NamedTuple):
    """What a tree says: `uses`, and `unresolved` as `file:line: text`."""

    uses: tuple[Use, ...]
    unresolved: tuple[str, ...]

    @property
    def builds(self) -> list[tuple[str, str]]:
        """Dockerfile and build context of each use."""
        return [(use.dockerfile, use.context) for use in self.uses]

    @property
    def use(self) -> Use:
        """The one use that there is."""
        assert not self.unresolved
        [use] = self.uses
        return use


def told(root: Path, files: Mapping[str, str | bytes]) -> Told:
    """Write the files (`app/Dockerfile` with nothing in it is enough) and read the tree."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = functions.read(root)

    def short(path: str) -> str:
        return os.path.relpath(path, root)

    return Told(
        tuple(
            use._replace(
                dockerfile=short(use.dockerfile),
                context=short(use.context),
                place=use.place._replace(path=short(use.place.path)),
            )
            for use in found.uses
        ),
        tuple(f"{short(u.place.path)}:{u.place.line}: {u.text}" for u in found.unresolved),
    )
