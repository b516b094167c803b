"""The layers of an image, each with its bytes, what it is, and the step that made it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable

from msgspec import Struct

from lambdafix.verify.archive import Image, ImageArchive, ImageLayer
from lambdafix.verify.archive.steps import instruction
from lambdafix.verify.archive.streams import CHUNK
from lambdafix.verify.archive.tar import entries
from lambdafix.verify.lambda_limits import Finding, of_archive, of_image
from lambdafix.verify.layer_kinds import BASE, base_of, is_dependency, kind

_LEVEL = 6  # of gzip, as engines pack


class Listed(Struct, frozen=True):
    """One layer. `unpacked` are the bytes of its tar, `stored` those in the archive; `packed` is
    gzip, zstd or none; `step` is the instruction, "" where the image does not tell."""

    layer: ImageLayer
    unpacked: int
    packed: str
    what: str
    step: str

    @property
    def stored(self) -> int:
        return self.layer.stored


class Listing(Struct, frozen=True):
    """An image, layer by layer. `base` is the name of the base image as far as it can be told."""

    path: str
    image: Image
    layers: tuple[Listed, ...]
    base: str
    findings: tuple[Finding, ...]

    @property
    def unpacked(self) -> int:
        return sum(listed.unpacked for listed in self.layers)

    @property
    def above(self) -> int | None:
        """Bytes above the base, unpacked; None where the base cannot be told."""
        if not self.base:
            return None
        return sum(listed.unpacked for listed in self.layers if listed.what != BASE)


class Changed(Struct, frozen=True):
    """Two images, layer by layer: in both, in the first alone, in the second alone. `push` are the
    bytes that a registry which has the first is sent of the second, packed with gzip."""

    equal: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    new: tuple[Listed, ...]
    push: int


def listing(
    archive: ImageArchive, image: Image, advance: Callable[[str], None] = lambda name: None
) -> Listing:
    """Reads and verifies every layer; `advance` is told of each before it is read."""
    below, base = base_of(image)
    layers: list[Listed] = []
    unpacked = 0
    for number, layer in enumerate(image.layers):
        advance(layer.id)
        layers.append(_listed(archive, layer, in_base=number < below))
        unpacked += layers[-1].unpacked
        archive.limits.check(unpacked, 0, archive.path)
    packing = [listed.packed for listed in layers]
    docker = archive.contents.docker
    findings = (
        *of_archive(archive.contents),
        *of_image(image, packing, unpacked, docker=docker),
    )
    return Listing(archive.path, image, tuple(layers), base, findings)


def changed(before: Listing, after: Listing, archive: ImageArchive) -> Changed:
    """What a second image has of the first; `archive` holds the second."""
    left = Counter(listed.layer.diff_id for listed in before.layers)
    equal: list[Listed] = []
    new: list[Listed] = []
    for listed in after.layers:
        (equal if left[listed.layer.diff_id] > 0 else new).append(listed)
        left[listed.layer.diff_id] -= 1
    there = {listed.layer.diff_id for listed in after.layers}
    gone = tuple(listed for listed in before.layers if listed.layer.diff_id not in there)
    known = {listed.layer.diff_id for listed in before.layers}
    sent = {n.layer.diff_id: n for n in new if n.layer.diff_id not in known}
    push = sum(_packed_bytes(archive, listed) for listed in sent.values())
    return Changed(tuple(equal), gone, tuple(new), push)


def _listed(archive: ImageArchive, layer: ImageLayer, *, in_base: bool) -> Listed:
    unpacked = archive.tar(layer)
    packages = files = 0
    installed = False
    for entry, _ in entries(unpacked.stream, f"{archive.path}: layer {layer.id}", archive.limits):
        files += entry.size
        packages += entry.size if is_dependency(entry.path) else 0
        installed = installed or entry.path.endswith(".dist-info/METADATA")
    size = unpacked.finish()
    step = instruction(layer.step)
    what = BASE if in_base else kind(step, dependencies=installed or 2 * packages > files)
    return Listed(layer, size, archive.compression(layer), what, step)


def _packed_bytes(archive: ImageArchive, listed: Listed) -> int:
    if listed.packed != "none":
        return listed.stored
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    stream = archive.tar(listed.layer).stream
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(packer.compress(chunk))
    return size + len(packer.flush())
