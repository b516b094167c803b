"""What a saved image weighs, against its base and an older image."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lambdafix.verify.archive import ImageArchive


class LayerBytes(NamedTuple):
    """A layer by the digest of its content, and the bytes of its tar."""

    diff_id: str
    bytes: int


def layers_of(archive: Path) -> tuple[LayerBytes, ...]:
    """The layers of the only image in an archive, the lowest first; raises UnreadableImage."""
    with ImageArchive(str(archive)) as opened:
        return tuple(
            LayerBytes(
                layer.diff_id,
                layer.stored
                if opened.compression(layer) == "none"
                else opened.unpacked_bytes(layer),
            )
            for layer in opened.image().layers
        )


def shared(layers: Sequence[LayerBytes], base: Sequence[str]) -> int:
    """How many of the lowest layers are those of the base."""
    common = 0
    for own, below in zip(layers, base, strict=False):
        if own.diff_id != below:
            break
        common += 1
    return common


def new_bytes(layers: Sequence[LayerBytes], there: Sequence[str]) -> int:
    """The bytes of the layers that a registry that has the others has not."""
    return sum(layer.bytes for layer in layers if layer.diff_id not in there)
