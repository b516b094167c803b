"""Archives that are broken, cut or hostile: one clear error, never a crash."""

from __future__ import annotations

import contextlib
import gzip
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive import ImageArchive, Limits
from lambdafix.verify.contents import compare
from lambdafix.verify.listing import listing
from tests.verify.images import (
    FORMS,
    INDEX,
    OCI,
    ImageFile,
    described,
    directory,
    entry,
    files,
    hard_link,
    index_of,
    layout,
    link,
    oci,
    saved,
    sha,
    tar,
    written,
)

GOOD = files({"var/task/app.py": "x = 1\n"})
SMALL = Limits(unpacked=1_000_000, entries=500, document=100_000)


def fault(tmp_path: Path, content: bytes, limits: Limits = SMALL) -> str:
    """The message of the error that an archive is; read to the end where it opens."""
    path = written(tmp_path, content)
    with pytest.raises(UnreadableImage) as caught:
        read_whole(path, limits)
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith(path)
    return caught.value.message.removeprefix(path)


def read_whole(path: str, limits: Limits = SMALL) -> None:
    with ImageArchive(path, limits) as archive:
        for image in archive.images:
            listing(archive, image)
            tree = archive.tree(image)
            assert not compare(tree, tree)


def of_layer(*entries: Any) -> bytes:
    return oci(ImageFile([tar(*entries)]))


LAYERS = {
    "leads out by its name": (of_layer(entry("../../etc/passwd")), "leads out of the image"),
    "leads out in the middle": (of_layer(entry("a/../../b")), "leads out of the image"),
    "hard link leads out": (of_layer(hard_link("a", "../../etc/shadow")), "leads out of the image"),
    "hard link to nothing": (of_layer(hard_link("a", "etc/shadow")), "no file in the image"),
    "hard link to a directory": (of_layer(directory("d"), hard_link("a", "d")), "no file in the"),
    "whiteout of everything": (of_layer(entry("a/.wh.")), "hides what cannot be a file"),
    "whiteout of the parent": (of_layer(entry("a/.wh...")), "hides what cannot be a file"),
    "too deep": (of_layer(entry("d/" * 300 + "f")), "no path that Linux takes"),
    "too long": (of_layer(entry("n" * 5000)), "no path that Linux takes"),
    "too many entries": (of_layer(*(entry(f"{n}") for n in range(501))), "more than 500 entries"),
    "sparse": (of_layer(entry("a", type=tarfile.GNUTYPE_SPARSE)), "a type that no engine takes"),
    "long header": (
        of_layer(entry("a", pax_headers={"comment": "x" * 2**21})),
        "an extended header of 2,09",
    ),
    "no tar": (oci(ImageFile([b"not a tar" * 100])), "not a tar, or a broken one"),
    "cut tar": (oci(ImageFile([GOOD[:700]])), "the file is cut off"),
    "cut content": (oci(ImageFile([files({"a": "x" * 9000})[:4000]])), "the file is cut off"),
    "bomb": (oci(ImageFile([files({"a": bytes(2_000_000)})])), "unpacks to more than 1,000,000"),
    "bomb behind the end": (oci(ImageFile([GOOD + bytes(2_000_000)])), "unpacks to more than"),
    "bomb of zstd": (
        oci(ImageFile([files({"a": bytes(2_000_000)})], packing="zstd")),
        "unpacks to more than 1,000,000",
    ),
    "bomb in parts": (
        oci(ImageFile([files({f"{n}": bytes(400_000)}) for n in range(3)])),
        "the image unpacks to more than 1,000,000",
    ),
}


@pytest.mark.parametrize(("content", "words"), LAYERS.values(), ids=LAYERS)
def test_a_layer_that_no_engine_should_unpack(content: bytes, words: str, tmp_path: Path) -> None:
    assert words in fault(tmp_path, content)


def test_a_leading_slash_is_the_root_of_the_image_as_engines_take_it(tmp_path: Path) -> None:
    with ImageArchive(written(tmp_path, of_layer(entry("/var/task/a", "x")))) as archive:
        assert archive.tree(archive.image()).read("/var/task/a") == b"x"


DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "JSON that is cut": (tar(entry("manifest.json", "[{")), "manifest.json: not JSON"),
    "JSON that is too deep": (
        tar(entry("manifest.json", "[" * 50_000)),
        "manifest.json: JSON that is nested too deep",
    ),
    "no list": (tar(entry("manifest.json", "{}")), "manifest.json: has to be a list"),
    "no object": (tar(entry("manifest.json", "[1]")), "manifest.json[0]: has to be an object"),
    "no text": (tar(entry("manifest.json", '[{"Config": 1}]')), "'Config' has to be text"),
    "not UTF-8": (tar(entry("manifest.json", b"[\xff]")), "manifest.json: not JSON"),
    "too large": (tar(entry("manifest.json", " " * 100_001)), "are no such document"),
    "config missing": (
        tar(entry("manifest.json", '[{"Config": "c.json", "Layers": []}]')),
        "c.json is not in the archive",
    ),
    "escape sequence": (
        tar(entry("manifest.json", '[{"Config": "\\u001b[31m", "Layers": []}]')),
        "\\x1b[31m is not in the archive",
    ),
    "index that holds itself": (
        layout({}, {"manifests": [{"digest": "sha256:x", "mediaType": INDEX}]}),
        "'sha256:x' is no sha256 digest",
    ),
    "digest that leads out": (
        layout({}, {"manifests": [{"digest": "../../../etc/passwd"}]}),
        "is no sha256 digest",
    ),
    "manifest missing": (layout({}, index_of(described(INDEX, b"x"))), "is not in the archive"),
    "no manifest": (layout({}, index_of()), "holds no image"),
    "manifest of other content": (
        layout({sha(b"a"): b"b"}, index_of(described(INDEX, b"a"))),
        "the content does not match its digest",
    ),
    "a tar of something else": (files({"README": "x"}), "a tar, but not of an image"),
    "a container's files": (
        tar(link("bin/awk", "/etc/alternatives/awk"), entry("etc/passwd", "x")),
        "a tar, but not of an image",
    ),
    "outside": (tar(entry("../manifest.json", "[]")), "leads out of the image"),
    "link outside": (tar(link("manifest.json", "/etc/passwd")), "a link that leads out"),
    "link to itself": (tar(link("manifest.json", "manifest.json")), "a tar, but not of an image"),
    "text": (b"FROM scratch\n" * 100, "not a tar, or a broken one"),
    "nothing": (b"", "empty file"),
    "packed": (gzip.compress(saved(ImageFile([GOOD]))), "packed with gzip"),
}


@pytest.mark.parametrize(("content", "words"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_no_image_archive_says_what_it_is(
    content: bytes, words: str, tmp_path: Path
) -> None:
    assert words in fault(tmp_path, content)


def test_indexes_in_indexes_end(tmp_path: Path) -> None:
    blobs, inner = {}, b"{}"
    for _ in range(8):
        inner = json.dumps(index_of(described(INDEX, inner))).encode()
        blobs[sha(inner)] = inner
    assert "too many indexes" in fault(tmp_path, layout(blobs, index_of(described(INDEX, inner))))


def test_a_layer_of_other_content_than_its_digest_says_so(tmp_path: Path) -> None:
    image = ImageFile([GOOD], packing="none")
    other = GOOD.replace(b"x = 1", b"x = 2")
    content = oci(image).replace(GOOD[:1024], other[:1024])
    assert "the content does not match its digest" in fault(tmp_path, content)


def test_a_bomb_ends_where_the_limit_is_and_not_where_the_layer_ends(tmp_path: Path) -> None:
    content = oci(ImageFile([GOOD + bytes(50_000_000)]))
    with ImageArchive(written(tmp_path, content), SMALL) as archive:
        unpacked = archive.tar(archive.image().layers[0])
        with pytest.raises(
            UnreadableImage, match=r"layer \w+: unpacks to more than 1,000,000 bytes"
        ):
            unpacked.finish()


def test_a_layer_that_is_shorter_than_its_manifest_says_is_named(tmp_path: Path) -> None:
    blobs, manifest = ImageFile([GOOD]).blobs()
    document = json.loads(manifest)
    document["layers"][0]["size"] += 1
    other = json.dumps(document).encode()
    kind = f"{OCI}.manifest.v1+json"
    content = layout({**blobs, sha(other): other}, index_of(described(kind, other)))
    assert "is not as long as the manifest says" in fault(tmp_path, content)


def test_a_config_of_other_content_than_its_name_says_so(tmp_path: Path) -> None:
    content = saved(ImageFile([GOOD], config={"User": "1000"})).replace(b'"1000"', b'"1001"')
    assert "the content does not match its digest" in fault(tmp_path, content)


def test_an_archive_that_is_cut_off_names_where(tmp_path: Path) -> None:
    content = saved(ImageFile([GOOD]))
    assert f"cut off within {0:064x}/layer.tar" in fault(tmp_path, content[:2000])


def test_a_directory_and_a_missing_file_are_no_archives(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="is a directory"):
        ImageArchive(str(tmp_path))
    with pytest.raises(UnreadableImage, match="no such file"):
        ImageArchive(str(tmp_path / "none.tar"))


IMAGE = ImageFile(
    [
        tar(directory("a"), entry("a/b", "x" * 700), link("l", "a/b"), hard_link("h", "a/b")),
        tar(entry("a/.wh.b"), entry("n" * 150), form=tarfile.GNU_FORMAT),
    ],
    ["RUN pip install x", "COPY a b"],
    {"Cmd": ["a.b"], "Env": ["A=b"]},
)


@pytest.mark.parametrize("packing", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_archive_that_is_cut_or_has_flipped_bytes_is_read_or_refused(
    form: Callable[[ImageFile], bytes], packing: str, data: st.DataObject, tmp_path: Path
) -> None:
    image = ImageFile(IMAGE.layers, IMAGE.steps, IMAGE.config, packing=packing)
    content = bytearray(form(image))
    place = st.integers(0, len(content) - 1)
    for at, value in data.draw(st.lists(st.tuples(place, st.integers(0, 255)), max_size=8)):
        content[at] = value
    cut = data.draw(st.one_of(st.none(), place))
    path = written(tmp_path, bytes(content[:cut]))
    refused = contextlib.suppress(UnreadableImage)  # anything else is a crash
    with refused:
        read_whole(path)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["config", "layers", "digest", "size", "mediaType", "manifests", "rootfs"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
))  # fmt: skip
def test_a_manifest_of_any_shape_is_refused(value: object, tmp_path: Path) -> None:
    manifest = json.dumps(value).encode()
    kind = f"{OCI}.manifest.v1+json"
    assert fault(tmp_path, layout({sha(manifest): manifest}, index_of(described(kind, manifest))))
