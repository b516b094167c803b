"""Reading image archives in every form and packing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive import Image, ImageArchive, Limits, Platform
from tests.verify.images import (
    FORMS,
    INDEX,
    OCI,
    ImageFile,
    attested,
    described,
    directory,
    entry,
    files,
    index_of,
    layout,
    oci,
    saved,
    saved_as_oci,
    sha,
    tar,
    written,
)

BASE = tar(directory("etc"), entry("etc/os-release", "ID=amzn\n"))
SOURCE = files({"var/task/app.py": "x = 1\n"})
IMAGE = ImageFile(
    [BASE, SOURCE],
    ["ADD rootfs.tar.xz / # buildkit", "COPY app.py . # buildkit"],
    {
        "Cmd": ["app.handler"],
        "Entrypoint": ["/lambda-entrypoint.sh"],
        "Env": ["LANG=C", "OPTIONS=a=b", "LANG=en_US.UTF-8"],
        "WorkingDir": "/var/task",
        "User": "1000",
        "Labels": {"team": "a"},
    },
)
ARM = ImageFile([SOURCE], platform={"os": "linux", "architecture": "arm64", "variant": "v8"})


def only(path: str) -> Image:
    with ImageArchive(path) as archive:
        return archive.image()


@pytest.mark.parametrize("packing", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_and_packing_tells_the_same_image(
    form: Callable[[ImageFile], bytes], packing: str, tmp_path: Path
) -> None:
    image = ImageFile(IMAGE.layers, IMAGE.steps, IMAGE.config, packing=packing)
    with ImageArchive(written(tmp_path, form(image))) as archive:
        found = archive.image()
        assert [layer.diff_id for layer in found.layers] == [sha(BASE), sha(SOURCE)]
        assert [archive.unpacked_bytes(layer) for layer in found.layers] == [len(BASE), len(SOURCE)]
        tree = archive.tree(found)
        assert tree.read("/var/task/app.py") == b"x = 1\n"
        assert sorted(tree.nodes) == [
            "/",
            "/etc",
            "/etc/os-release",
            "/var",
            "/var/task",
            "/var/task/app.py",
        ]
    assert found.config.cmd == ("app.handler",)
    assert found.config.entrypoint == ("/lambda-entrypoint.sh",)
    assert found.config.env == {"LANG": "en_US.UTF-8", "OPTIONS": "a=b"}
    assert (found.config.workdir, found.config.user) == ("/var/task", "1000")
    assert found.config.labels == {"team": "a"}
    assert found.config.platform == Platform("linux", "amd64")


def test_each_layer_has_the_step_that_made_it(tmp_path: Path) -> None:
    history: list[Mapping[str, Any]] = [
        {"created_by": "ADD rootfs.tar.xz /"},
        {"created_by": "ENV A=b", "empty_layer": True},
        {"created_by": "COPY app.py ."},
    ]
    found = only(written(tmp_path, oci(ImageFile([BASE, SOURCE], history=history))))
    steps = [layer.step and layer.step.created_by for layer in found.layers]
    assert steps == ["ADD rootfs.tar.xz /", "COPY app.py ."]


def test_a_history_that_tells_of_fewer_layers_is_not_guessed_at(tmp_path: Path) -> None:
    found = only(written(tmp_path, oci(ImageFile([BASE, SOURCE], ["ADD rootfs.tar.xz /"]))))
    assert [layer.step for layer in found.layers] == [None, None]


def test_the_names_are_those_of_docker_save(tmp_path: Path) -> None:
    names = ("app:1", "registry.example.com/app:2")
    assert only(written(tmp_path, saved(IMAGE, names))).names == names
    assert only(written(tmp_path, saved_as_oci(IMAGE, names))).names == names


def test_a_layer_that_docker_save_linked_to_an_equal_one_is_read(tmp_path: Path) -> None:
    image = ImageFile([SOURCE, BASE, SOURCE])
    with ImageArchive(written(tmp_path, saved(image))) as archive:
        found = archive.image()
        assert archive.unpacked_bytes(found.layers[2]) == len(SOURCE)


def test_an_attestation_is_no_image(tmp_path: Path) -> None:
    with ImageArchive(written(tmp_path, attested(IMAGE))) as archive:
        assert len(archive.images) == 1
        assert archive.contents.attestations == 1
        assert archive.contents.index


def test_one_manifest_is_no_index(tmp_path: Path) -> None:
    with ImageArchive(written(tmp_path, oci(IMAGE))) as archive:
        assert not archive.contents.index


def test_of_several_platforms_one_has_to_be_named(tmp_path: Path) -> None:
    with ImageArchive(written(tmp_path, attested(IMAGE, ARM))) as archive:
        with pytest.raises(UnreadableImage, match="2 images; it holds linux/amd64, linux/arm64/v8"):
            archive.image()
        assert archive.image("linux/arm64").config.platform.variant == "v8"
        with pytest.raises(UnreadableImage, match="no image for linux/s390x"):
            archive.image("linux/s390x")


def test_a_platform_that_was_never_pulled_is_absent_and_no_error(tmp_path: Path) -> None:
    blobs, manifest = IMAGE.blobs()
    there = described(f"{OCI}.manifest.v1+json", manifest, platform=IMAGE.platform)
    absent = described(f"{OCI}.manifest.v1+json", b"{}", platform=ARM.platform)
    inner = json.dumps(index_of(there, absent)).encode()
    content = layout({**blobs, sha(inner): inner}, index_of(described(INDEX, inner)))
    with ImageArchive(written(tmp_path, content)) as archive:
        assert len(archive.images) == 1
        assert archive.contents.absent == (Platform("linux", "arm64", "v8"),)


def test_an_archive_of_an_artifact_says_what_it_is(tmp_path: Path) -> None:
    manifest = json.dumps(
        {"artifactType": "application/vnd.example.chart", "config": {}, "layers": []}
    ).encode()
    content = layout({sha(manifest): manifest}, index_of(described("", manifest)))
    with pytest.raises(UnreadableImage, match=r"an artifact \(application/vnd.example.chart\)"):
        ImageArchive(written(tmp_path, content))


def test_memory_does_not_grow_with_a_layer(tmp_path: Path) -> None:
    import tracemalloc

    large = files({"model.bin": bytes(40_000_000)})
    path = written(tmp_path, oci(ImageFile([large])))
    with ImageArchive(path, Limits(file=2**20)) as archive:
        tracemalloc.start()
        tree = archive.tree(archive.image())
        for _, stream in tree.contents(["/model.bin"]):
            assert len(stream.read(100)) == 100
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert tree.nodes["/model.bin"].size == 40_000_000
    assert peak < 8_000_000
