"""The images that an OCI layout names: through an index, an index in an index, or at once."""

from __future__ import annotations

import hashlib

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.config import (
    checked,
    config_of,
    diff_ids_of,
    platform_of,
    steps_of,
)
from lambdafix.verify.archive.documents import Fields, parsed
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.members import Members
from lambdafix.verify.archive.model import Contents, Image, ImageConfig, ImageLayer, Platform

_CONFIGS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
)
_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


def blob(digest: str, name: str) -> str:
    """The member that holds a blob."""
    kind, _, digits = checked(digest, name).partition(":")
    return f"blobs/{kind}/{digits}"


def read_layout(members: Members, limits: Limits) -> Contents:
    """Everything that `index.json` leads to."""
    found = _Found(members, limits)
    top = parsed(members.document("index.json"), f"{members.path}: index.json")
    descriptors = list(top.all_fields("manifests"))
    for descriptor in descriptors:
        found.follow(descriptor, (), 0)
    return Contents(
        images=tuple(found.images.values()),
        docker="manifest.json" in members,
        index=found.index,
        attestations=found.attestations,
        absent=tuple(found.absent),
        artifacts=tuple(found.artifacts),
    )


class _Found(Struct):
    members: Members
    limits: Limits
    images: dict[str, Image] = field(default_factory=dict)  # by the digest of the manifest
    index: bool = False
    attestations: int = 0
    absent: list[Platform] = field(default_factory=list)
    artifacts: list[str] = field(default_factory=list)
    seen: int = 0

    def follow(self, descriptor: Fields, names: tuple[str, ...], depth: int) -> None:
        """Read what a descriptor names; `depth` is the number of indexes above it."""
        self.seen += 1
        if depth > self.limits.nesting or self.seen > self.limits.images:
            raise UnreadableImage(f"{descriptor.name}: too many indexes or manifests")
        notes = descriptor.mapping("annotations")
        names = names or tuple(dict.fromkeys(notes[n] for n in _NAMES if n in notes))[:1]
        media_type = descriptor.text("mediaType")
        if notes.get("vnd.docker.reference.type") == "attestation-manifest":
            self.index, self.attestations = True, self.attestations + 1
            return
        digest = checked(descriptor.text("digest"), descriptor.name)
        member = blob(digest, descriptor.name)
        if depth and member not in self.members:  # an engine saves what it has pulled
            self.absent.append(platform_of(descriptor.fields("platform")))
            return
        content = self.members.document(member)
        name = f"{self.members.path}: {member}"
        _verify(content, digest, name)
        document = parsed(content, name)
        media_type = document.text("mediaType", media_type)
        if media_type in _INDEXES or (document.has("manifests") and not document.has("config")):
            self.index = True
            for below in document.all_fields("manifests"):
                self.follow(below, names, depth + 1)
        else:
            self._manifest(document, digest, media_type, names, len(content))

    def _manifest(
        self, document: Fields, digest: str, media_type: str, names: tuple[str, ...], size: int
    ) -> None:
        if digest in self.images:
            known = self.images[digest]
            both = tuple(dict.fromkeys((*known.names, *names)))
            self.images[digest] = replace(known, names=both)
            return
        config_type = document.fields("config").text("mediaType")
        if document.has("artifactType") or (config_type and config_type not in _CONFIGS):
            self.artifacts.append(document.text("artifactType", config_type))
            return
        config, diff_ids = _config(document.fields("config"), self.members)
        layers = _layers(document, config, diff_ids, self.members, self.limits)
        self.images[digest] = Image(
            config=config,
            layers=layers,
            names=names,
            digest=digest,
            media_type=media_type,
            manifest_bytes=size,
            config_type=config_type,
            annotations=document.mapping("annotations"),
        )


def _config(descriptor: Fields, members: Members) -> tuple[ImageConfig, tuple[str, ...]]:
    digest = checked(descriptor.text("digest"), descriptor.name)
    member = blob(digest, descriptor.name)
    content = members.document(member)
    name = f"{members.path}: {member}"
    _verify(content, digest, name)
    document = parsed(content, name)
    return config_of(document, digest), diff_ids_of(document)


def _layers(
    manifest: Fields,
    config: ImageConfig,
    diff_ids: tuple[str, ...],
    members: Members,
    limits: Limits,
) -> tuple[ImageLayer, ...]:
    descriptors = list(manifest.all_fields("layers"))
    if len(descriptors) != len(diff_ids):
        raise UnreadableImage(
            f"{manifest.name}: {len(descriptors)} layers, but the config has {len(diff_ids)}"
        )
    if len(descriptors) > limits.layers:
        raise UnreadableImage(f"{manifest.name}: {len(descriptors):,} layers")
    layers = []
    steps = steps_of(config, len(diff_ids))
    for descriptor, diff_id, step in zip(descriptors, diff_ids, steps, strict=True):
        digest = checked(descriptor.text("digest"), descriptor.name)
        member = blob(digest, descriptor.name)
        stored = members.size(member)
        if stored != descriptor.number("size"):
            raise UnreadableImage(f"{members.path}: {member} is not as long as the manifest says")
        media_type = descriptor.text("mediaType")
        layers.append(ImageLayer(diff_id, digest, media_type, stored, member, step))
    return tuple(layers)


def _verify(content: bytes, digest: str, name: str) -> None:
    if hashlib.sha256(content).hexdigest() != digest.partition(":")[2]:
        raise UnreadableImage(f"{name}: the content does not match its digest")
