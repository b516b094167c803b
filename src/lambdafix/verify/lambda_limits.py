"""What of an image archive Lambda does not take, with the flag of the build that avoids it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lambdafix.catalog.layers import ImageLimits, image_limits
from lambdafix.verify.archive.model import Contents, Image

_NO_INDEX = "build with --provenance=false --sbom=false"
_GZIP = "build with --output type=oci,dest=FILE,compression=gzip,force-compression=true"


class Finding(NamedTuple):
    """What is wrong and what to do."""

    text: str
    hint: str


def of_archive(contents: Contents) -> Iterator[Finding]:
    """What is wrong with the archive as a whole."""
    platforms = sorted({str(image.config.platform) for image in contents.images})
    platforms += sorted(f"{platform} (not in the archive)" for platform in set(contents.absent))
    if contents.attestations:
        yield Finding(
            f"{contents.attestations} attestation manifest"
            f"{'s' if contents.attestations > 1 else ''}: with them the image is an index, "
            "which Lambda does not take",
            _NO_INDEX,
        )
    elif contents.index and len(platforms) == 1:
        yield Finding("an image index, which Lambda does not take", _NO_INDEX)
    if len(platforms) > 1:
        yield Finding(
            f"several platforms: {', '.join(platforms)}; Lambda takes an image for one",
            "build with --platform linux/amd64 or --platform linux/arm64",
        )
    for artifact in contents.artifacts:
        yield Finding(f"an OCI artifact, no image: {artifact}", "push it under another name")


def of_image(image: Image, packing: list[str], unpacked: int, *, docker: bool) -> Iterator[Finding]:
    """What is wrong with one image. `packing`: what each layer is packed with; `unpacked`: bytes of
    all of them; `docker`: an engine will pack plain layers with gzip when it pushes them."""
    limits = image_limits()
    platform = image.config.platform
    if platform.os != limits.os or platform.architecture not in limits.architectures:
        yield Finding(
            f"{platform}: Lambda runs linux/amd64 and linux/arm64",
            "build with --platform linux/amd64 or --platform linux/arm64",
        )
    if unpacked > limits.unpacked:
        yield Finding(
            f"{unpacked:,} bytes unpacked: Lambda takes {limits.unpacked:,}, all layers together",
            "what a later layer deletes still counts: delete it in the RUN that makes it, or copy "
            "only what is needed from a build stage",
        )
    if len(image.layers) > limits.layers:
        yield Finding(
            f"{len(image.layers)} layers: engines take {limits.layers}",
            "put RUN lines together, or copy from a build stage",
        )
    if image.manifest_bytes > limits.manifest:
        yield Finding(
            f"a manifest of {image.manifest_bytes:,} bytes: Lambda takes {limits.manifest:,}",
            "fewer layers, fewer annotations",
        )
    yield from _types(image, packing, limits, docker)


def _types(
    image: Image, packing: list[str], limits: ImageLimits, docker: bool
) -> Iterator[Finding]:
    if image.media_type and image.media_type not in limits.manifest_types:
        yield Finding(
            f"a manifest of type {image.media_type}, which Lambda does not take",
            "build with --output type=docker or type=oci",
        )
    wrong: dict[str, list[str]] = {}
    for layer, packed in zip(image.layers, packing, strict=True):
        if packed == "zstd":
            wrong.setdefault("packed with zstd; Lambda takes gzip", []).append(layer.id)
        elif packed == "none" and not docker:
            wrong.setdefault("not packed; Lambda takes gzip", []).append(layer.id)
        elif packed == "gzip" and layer.media_type not in ("", *limits.layer_types):
            why = f"of type {layer.media_type}, which Lambda does not take"
            wrong.setdefault(why, []).append(layer.id)
    for why, ids in wrong.items():
        yield Finding(f"{_counted(ids)} {why}", _GZIP)


def _counted(ids: list[str]) -> str:
    if len(ids) == 1:
        return f"layer {ids[0]} is"
    return f"{len(ids)} layers ({', '.join(ids[:2])}{', ...' if len(ids) > 2 else ''}) are"
