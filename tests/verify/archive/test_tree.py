"""The final tree: layers over layers, whiteouts, links."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.archive.tar import Kind
from tests.verify.images import (
    ImageFile,
    directory,
    entry,
    files,
    hard_link,
    link,
    oci,
    tar,
    written,
)


def paths(tmp_path: Path, *layers: bytes) -> list[str]:
    with ImageArchive(written(tmp_path, oci(ImageFile(layers)))) as archive:
        tree = archive.tree(archive.image())
        return sorted(p for p, node in tree.nodes.items() if node.kind is not Kind.DIRECTORY)


def read(tmp_path: Path, path: str, *layers: bytes) -> bytes:
    with ImageArchive(written(tmp_path, oci(ImageFile(layers)))) as archive:
        return archive.tree(archive.image()).read(path)


LOWER = files({"a/one": "1", "a/two": "2", "a/b/three": "3"})


def test_a_later_layer_replaces_a_file(tmp_path: Path) -> None:
    assert read(tmp_path, "/a/one", LOWER, files({"./a/one": "new"})) == b"new"


def test_a_whiteout_hides_a_file(tmp_path: Path) -> None:
    assert paths(tmp_path, LOWER, files({"a/.wh.one": ""})) == ["/a/b/three", "/a/two"]


def test_a_whiteout_hides_a_directory_and_all_below(tmp_path: Path) -> None:
    assert paths(tmp_path, LOWER, files({"a/.wh.b": ""})) == ["/a/one", "/a/two"]


@pytest.mark.parametrize("first", ["whiteout", "file"])
def test_a_whiteout_spares_its_own_layer_whatever_stands_first(first: str, tmp_path: Path) -> None:
    names = ["a/.wh.b", "a/b/new"] if first == "whiteout" else ["a/b/new", "a/.wh.b"]
    upper = files(dict.fromkeys(names, ""))
    assert paths(tmp_path, LOWER, upper) == ["/a/b/new", "/a/one", "/a/two"]


@pytest.mark.parametrize("first", ["mark", "file"])
def test_an_opaque_directory_holds_only_what_its_layer_has(first: str, tmp_path: Path) -> None:
    names = ["a/.wh..wh..opq", "a/new"] if first == "mark" else ["a/new", "a/.wh..wh..opq"]
    assert paths(tmp_path, LOWER, files(dict.fromkeys(names, ""))) == ["/a/new"]


def test_a_whiteout_of_nothing_hides_nothing_and_makes_nothing(tmp_path: Path) -> None:
    with ImageArchive(
        written(tmp_path, oci(ImageFile([LOWER, files({"x/y/.wh.z": ""})])))
    ) as archive:
        assert "/x" not in archive.tree(archive.image()).nodes


def test_a_file_over_a_directory_takes_all_below_away(tmp_path: Path) -> None:
    assert paths(tmp_path, LOWER, files({"a": "file"})) == ["/a"]


def test_a_directory_again_keeps_what_is_in_it(tmp_path: Path) -> None:
    with ImageArchive(
        written(tmp_path, oci(ImageFile([LOWER, tar(directory("a", 0o700))])))
    ) as archive:
        tree = archive.tree(archive.image())
    assert tree.nodes["/a"].mode == 0o700
    assert "/a/one" in tree.nodes


def test_a_hard_link_has_the_content_of_its_file(tmp_path: Path) -> None:
    layer = tar(entry("a", "content", mode=0o755), hard_link("b", "a"), hard_link("c", "/b"))
    with ImageArchive(written(tmp_path, oci(ImageFile([layer, files({".wh.a": ""})])))) as archive:
        tree = archive.tree(archive.image())
        assert tree.read("/c") == b"content"
        assert "/a" not in tree.nodes
        assert tree.nodes["/b"] == tree.nodes["/c"]


def test_a_hard_link_into_a_lower_layer_is_followed(tmp_path: Path) -> None:
    assert read(tmp_path, "/b", LOWER, tar(hard_link("b", "a/one"))) == b"1"


def test_a_path_through_a_symbolic_link_lands_behind_it(tmp_path: Path) -> None:
    lower = tar(directory("usr/lib"), link("lib", "usr/lib"), link("abs", "/usr/lib"))
    upper = files({"lib/x.so": "x", "abs/y.so": "y"})
    found = paths(tmp_path, lower, upper)
    assert found == ["/abs", "/lib", "/usr/lib/x.so", "/usr/lib/y.so"]
    assert read(tmp_path, "/lib/y.so", lower, upper) == b"y"


def test_links_that_lead_to_one_another_lead_nowhere(tmp_path: Path) -> None:
    layer = tar(link("a", "b"), link("b", "a"), link("out", "../../../etc"), directory("etc"))
    with ImageArchive(written(tmp_path, oci(ImageFile([layer])))) as archive:
        tree = archive.tree(archive.image())
    assert tree.resolve("/a/x") is None
    assert tree.resolve("/out") == "/etc"


def test_modes_owners_and_kinds_are_told(tmp_path: Path) -> None:
    layer = tar(
        entry("run", "x", mode=0o4755, uid=5, gid=6),
        entry("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
        entry("pipe", type=tarfile.FIFOTYPE),
        link("l", "run"),
    )
    with ImageArchive(written(tmp_path, oci(ImageFile([layer])))) as archive:
        nodes = archive.tree(archive.image()).nodes
    run = nodes["/run"]
    assert (run.kind, run.mode, run.uid, run.gid, run.size) == (Kind.FILE, 0o4755, 5, 6, 1)
    assert nodes["/null"].kind is Kind.DEVICE
    assert nodes["/pipe"].kind is Kind.FIFO
    assert (nodes["/l"].kind, nodes["/l"].target) == (Kind.SYMLINK, "run")


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_and_names_that_are_not_ascii_are_read(form: int, tmp_path: Path) -> None:
    long, target = f"{'d' * 90}/{'n' * 200}", "t" * 180
    layer = tar(entry(long, "x"), entry("ü.txt", "y"), link("l", target), form=form)
    with ImageArchive(written(tmp_path, oci(ImageFile([layer])))) as archive:
        tree = archive.tree(archive.image())
        assert tree.read(f"/{long}") == b"x"
        assert tree.read("/ü.txt") == b"y"
    assert tree.nodes["/l"].target == target


def test_no_file_at_a_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="no file /a/none"):
        read(tmp_path, "/a/none", LOWER)


def test_a_layer_of_the_base_is_read_once_and_one_above_it_each_time(tmp_path: Path) -> None:
    base = files({"usr/lib/one.so": "1" * 2000, "gone": "x"})
    content = oci(ImageFile([base, files({".wh.gone": "", "b": "2"})], packing="none"))
    first = written(tmp_path, content, "first.tar")
    # What the second archive holds under the digest of the base is other: so it is not looked at.
    second = written(tmp_path, content.replace(b"1" * 2000, b"3" * 2000), "second.tar")
    with ImageArchive(first) as archive:
        tree = archive.tree(archive.image(), remembered=1)
        assert tree.nodes == archive.tree(archive.image()).nodes
    with ImageArchive(second) as archive:
        assert archive.tree(archive.image(), remembered=1).nodes == tree.nodes
        with pytest.raises(UnreadableImage, match="does not match its digest"):
            archive.tree(archive.image())
