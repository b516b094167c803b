"""What Lambda takes of an image, and what the step of a layer tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lambdafix.catalog.loading import load


class ImageLimits(NamedTuple):
    """`unpacked` and `manifest` are bytes."""

    unpacked: int
    layers: int
    manifest: int
    architectures: tuple[str, ...]
    os: str
    manifest_types: tuple[str, ...]
    layer_types: tuple[str, ...]


def image_limits() -> ImageLimits:
    """What an image has to keep to be taken by Lambda."""
    table = load("layers")["limits"]
    return ImageLimits(
        unpacked=table["unpacked"],
        layers=table["layers"],
        manifest=table["manifest"],
        architectures=tuple(table["architectures"]),
        os=table["os"],
        manifest_types=tuple(table["manifests"]["types"]),
        layer_types=tuple(table["layer"]["types"]),
    )


def largest_answer() -> int:
    """The bytes that an answer may have which is not streamed."""
    return int(load("layers")["limits"]["answer"])


def base_ends() -> Mapping[str, str]:
    """The last step of well-known base images -> the name of the image."""
    return {row["step"]: row["base"] for row in load("layers")["end"]}


def kind_of_command(words: tuple[str, ...]) -> str | None:
    """`OS packages`, `dependencies`, `build`; None for a command that says neither."""
    name = words[0].rpartition("/")[2]
    if name.startswith("python") and name[6:].replace(".", "").isdigit():
        name = "python"
    for kind, commands in load("layers")["kinds"].items():
        for command in commands:
            first, _, second = command.partition(" ")
            if name == first and (second in words[1:] if second else len(words) == 1):
                return str(kind)
    return None
