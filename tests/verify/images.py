"""Small image archives for tests, built entry by entry in every form that engines write."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OCI = "application/vnd.oci.image"
INDEX = f"{OCI}.index.v1+json"
PLATFORM = {"os": "linux", "architecture": "amd64"}


def entry(
    path: str, content: bytes | str = b"", **attributes: Any
) -> tuple[tarfile.TarInfo, bytes]:
    """An entry of a tar; attributes are those of tarfile.TarInfo."""
    data = content.encode() if isinstance(content, str) else content
    info = tarfile.TarInfo(path)
    info.size = len(data)
    for name, value in attributes.items():
        setattr(info, name, value)
    return info, data


def directory(path: str, mode: int = 0o755) -> tuple[tarfile.TarInfo, bytes]:
    return entry(path, type=tarfile.DIRTYPE, mode=mode)


def link(path: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    return entry(path, type=kind, linkname=target)


def hard_link(path: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    return link(path, target, tarfile.LNKTYPE)


def tar(*entries: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of these entries, in their order."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for info, data in entries:
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def files(contents: Mapping[str, bytes | str], mode: int = 0o644) -> bytes:
    """A layer of files."""
    return tar(*(entry(path, content, mode=mode) for path, content in contents.items()))


def zstd(content: bytes) -> bytes:
    import zstandard

    packed: bytes = zstandard.ZstdCompressor().compress(content)
    return packed


PACKERS: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "none": (bytes, f"{OCI}.layer.v1.tar"),
    "gzip": (gzip.compress, f"{OCI}.layer.v1.tar+gzip"),
    "zstd": (zstd, f"{OCI}.layer.v1.tar+zstd"),
}


def sha(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass
class ImageFile:
    """An image to be written; `layers` are tars, `steps` the instructions, one a layer."""

    layers: Sequence[bytes]
    steps: Sequence[str] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    platform: Mapping[str, str] = field(default_factory=lambda: PLATFORM)
    packing: str = "gzip"
    history: Sequence[Mapping[str, Any]] = ()

    @property
    def document(self) -> bytes:
        history = self.history or [{"created_by": step} for step in self.steps]
        return json.dumps(
            {
                **self.platform,
                "config": self.config,
                "rootfs": {"type": "layers", "diff_ids": [sha(layer) for layer in self.layers]},
                "history": history,
            }
        ).encode()

    def blobs(self) -> tuple[dict[str, bytes], bytes]:
        """The blobs of an OCI layout by digest, and the manifest, which is one of them."""
        pack, media_type = PACKERS[self.packing]
        packed = [pack(layer) for layer in self.layers]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": f"{OCI}.manifest.v1+json",
                "config": described(f"{OCI}.config.v1+json", self.document),
                "layers": [described(media_type, layer) for layer in packed],
            }
        ).encode()
        return {sha(blob): blob for blob in (*packed, self.document, manifest)}, manifest


def described(media_type: str, content: bytes, **more: Any) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": sha(content), "size": len(content), **more}


def layout(blobs: Mapping[str, bytes], index: Any, more: Mapping[str, bytes] = {}) -> bytes:
    """An OCI layout in a tar."""
    return files(
        {
            "oci-layout": '{"imageLayoutVersion": "1.0.0"}',
            "index.json": json.dumps(index),
            **{f"blobs/sha256/{digest[7:]}": blob for digest, blob in blobs.items()},
            **more,
        }
    )


def index_of(*descriptors: Any) -> dict[str, Any]:
    return {"schemaVersion": 2, "mediaType": INDEX, "manifests": list(descriptors)}


def oci(image: ImageFile) -> bytes:
    """An OCI archive of one image."""
    blobs, manifest = image.blobs()
    return layout(blobs, index_of(described(f"{OCI}.manifest.v1+json", manifest)))


def attested(image: ImageFile, *others: ImageFile) -> bytes:
    """An OCI archive as BuildKit writes it: an index in the index, with an attestation."""
    blobs: dict[str, bytes] = {}
    descriptors = []
    for one in (image, *others):
        own, manifest = one.blobs()
        blobs |= own
        kind = f"{OCI}.manifest.v1+json"
        descriptors.append(described(kind, manifest, platform=one.platform))
    notes = {"vnd.docker.reference.type": "attestation-manifest"}
    unknown = {"os": "unknown", "architecture": "unknown"}
    attestation = described(f"{OCI}.manifest.v1+json", b"{}", annotations=notes, platform=unknown)
    inner = json.dumps(index_of(*descriptors, attestation)).encode()
    return layout({**blobs, sha(inner): inner}, index_of(described(INDEX, inner)))


def saved(image: ImageFile, names: Sequence[str] = ("app:1",)) -> bytes:
    """What `docker save` wrote before OCI; an equal layer is a link to the first."""
    members: list[tuple[tarfile.TarInfo, bytes]] = []
    paths: list[str] = []
    seen: dict[str, str] = {}
    for number, layer in enumerate(image.layers):
        path = f"{number:064x}/layer.tar"
        if sha(layer) in seen:
            members.append(link(path, f"../{seen[sha(layer)]}"))
        else:
            members.append(entry(path, layer))
        seen.setdefault(sha(layer), path)
        paths.append(path)
    config = f"{sha(image.document)[7:]}.json"
    manifest = [{"Config": config, "RepoTags": list(names), "Layers": paths}]
    return tar(
        *members, entry(config, image.document), entry("manifest.json", json.dumps(manifest))
    )


def saved_as_oci(image: ImageFile, names: Sequence[str] = ("app:1",)) -> bytes:
    """What `docker save` writes today: an OCI layout and a manifest.json."""
    blobs, manifest = image.blobs()
    document = json.loads(manifest)
    paths = [f"blobs/sha256/{layer['digest'][7:]}" for layer in document["layers"]]
    config = f"blobs/sha256/{sha(image.document)[7:]}"
    listed = [{"Config": config, "RepoTags": list(names), "Layers": paths}]
    descriptor = described(f"{OCI}.manifest.v1+json", manifest)
    more = {"manifest.json": json.dumps(listed).encode()}
    return layout(blobs, index_of(descriptor), more)


FORMS: Mapping[str, Callable[[ImageFile], bytes]] = {
    "docker save": saved,
    "docker save as OCI": saved_as_oci,
    "OCI archive": oci,
    "OCI archive with an attestation": attested,
}


def written(path: Path, content: bytes, name: str = "image.tar") -> str:
    """The path of a file with that content."""
    (path / name).write_bytes(content)
    return str(path / name)
