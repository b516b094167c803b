"""What an image weighs: its layers, against those of its base and of an older image."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from lambdafix.verify.archive import ImageArchive


class LayerBytes(NamedTuple):
    """A layer by the digest of its content, and the bytes of its tar."""

    diff_id: str
    bytes: int


def layers_of(archive: Path) -> tuple[LayerBytes, ...]:
    """The layers of the only image in an archive, the lowest first; raises LambdafixError."""
    with ImageArchive(str(archive)) as opened:
        layers = opened.image().layers
        return tuple(LayerBytes(layer.diff_id, opened.unpacked_bytes(layer)) for layer in layers)


def above(layers: tuple[LayerBytes, ...], base: tuple[LayerBytes, ...]) -> tuple[LayerBytes, ...]:
    """The layers that stand on those of the base."""
    common = 0
    for own, below in zip(layers, base, strict=False):
        if own.diff_id != below.diff_id:
            break
        common += 1
    return layers[common:]


def new_bytes(layers: tuple[LayerBytes, ...], there: tuple[LayerBytes, ...]) -> int:
    """The bytes of the layers that a registry that has the other image has not."""
    known = {layer.diff_id for layer in there}
    return sum(layer.bytes for layer in layers if layer.diff_id not in known)
