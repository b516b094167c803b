"""`docker save` as it was before OCI: manifest.json, a config, and a plain tar for each layer."""

from __future__ import annotations

import hashlib

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.config import config_of, diff_ids_of, steps_of
from lambdafix.verify.archive.documents import Fields, parsed, parsed_list
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.members import Members
from lambdafix.verify.archive.model import Contents, Image, ImageLayer


def read_saved(members: Members, limits: Limits) -> Contents:
    """Every image that `manifest.json` names; podman and buildah write the same form."""
    name = f"{members.path}: manifest.json"
    listed = parsed_list(members.document("manifest.json"), name)
    if len(listed) > limits.images:
        raise UnreadableImage(f"{name}: {len(listed):,} images")
    return Contents(tuple(_image(entry, members, limits) for entry in listed), docker=True)


def names_of(members: Members) -> dict[str, tuple[str, ...]]:
    """The names of each image, by the member that is its config."""
    listed = parsed_list(members.document("manifest.json"), f"{members.path}: manifest.json")
    return {entry.text("Config"): entry.texts("RepoTags") for entry in listed}


def _image(entry: Fields, members: Members, limits: Limits) -> Image:
    member = entry.text("Config")
    content = members.document(member)
    document = parsed(content, f"{members.path}: {member}")
    digest = hashlib.sha256(content).hexdigest()
    said = member.rpartition("/")[2].removesuffix(".json")
    if len(said) == 64 and said != digest:
        raise UnreadableImage(f"{members.path}: {member}: the content does not match its digest")
    config = config_of(document, f"sha256:{digest}")
    diff_ids, layers = diff_ids_of(document), entry.texts("Layers")
    if len(diff_ids) != len(layers):
        raise UnreadableImage(f"{entry.name}: {len(layers)} layers, the config has {len(diff_ids)}")
    if len(layers) > limits.layers:
        raise UnreadableImage(f"{entry.name}: {len(layers):,} layers")
    steps = steps_of(config, len(diff_ids))
    return Image(
        config=config,
        layers=tuple(
            ImageLayer(diff_id, "", "", members.size(layer), layer, step)
            for diff_id, layer, step in zip(diff_ids, layers, steps, strict=True)
        ),
        names=entry.texts("RepoTags"),
    )
