"""Which libraries a loader would not find in an image; ELF files are written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.contents.libraries import missing
from lambdafix.verify.contents.scan import scan
from tests.verify.elves import AARCH64, shared_object
from tests.verify.images import ImageFile, entry, link, oci, tar, written

USER = "var/task/psycopg2/_psycopg.so"
PQ = shared_object(soname="libpq.so.5", defines=["libpq.so.5", "PG_16"])


def lacking(
    tmp_path: Path,
    contents: Mapping[str, bytes | str],
    env: tuple[str, ...] = (),
    links: Mapping[str, str] = {},
) -> list[str]:
    """What is missing in an image of these files, as words."""
    layer = tar(
        *(entry(path, content) for path, content in contents.items()),
        *(link(path, target) for path, target in links.items()),
    )
    config: dict[str, Any] = {"Env": [*env]}
    with ImageArchive(written(tmp_path, oci(ImageFile([layer], config=config)))) as archive:
        tree = archive.tree(archive.image())
        found = scan(tree)
        words = missing(tree, found.binaries, found.texts)
        return [f"{one.path} {one.library}: {one}" for one in words]


def test_a_missing_libpq_is_named_with_who_needs_it(tmp_path: Path) -> None:
    found = lacking(tmp_path, {USER: shared_object(["libpq.so.5"])})
    assert found == [f"/{USER} libpq.so.5: not found"]


@pytest.mark.parametrize("place", ["usr/lib64", "lib64", "lib", "usr/lib/x86_64-linux-gnu"])
def test_a_library_in_a_default_directory_is_found(place: str, tmp_path: Path) -> None:
    user = shared_object(["libpq.so.5"], asks={"libpq.so.5": ["PG_16"]})
    assert lacking(tmp_path, {USER: user, f"{place}/libpq.so.5": PQ}) == []


def test_a_library_by_its_usual_links_is_found(tmp_path: Path) -> None:
    user = shared_object(["libpq.so.5"])
    links = {"lib64": "usr/lib64", "usr/lib64/libpq.so.5": "libpq.so.5.16"}
    assert lacking(tmp_path, {USER: user, "usr/lib64/libpq.so.5.16": PQ}, (), links) == []


def test_a_library_elsewhere_is_not_found_but_named(tmp_path: Path) -> None:
    found = lacking(tmp_path, {USER: shared_object(["libpq.so.5"]), "opt/pq/libpq.so.5.16": PQ})
    where = "only at /opt/pq/libpq.so.5.16, where it is not looked for"
    assert found == [f"/{USER} libpq.so.5: {where}"]


def test_the_search_path_of_the_image_counts(tmp_path: Path) -> None:
    contents = {USER: shared_object(["libpq.so.5"]), "opt/lib/libpq.so.5": PQ}
    assert lacking(tmp_path, contents, ("LD_LIBRARY_PATH=/lib64:/opt/lib",)) == []


@pytest.mark.parametrize("kind", ["rpath", "runpath"])
@pytest.mark.parametrize("origin", ["$ORIGIN", "${ORIGIN}"])
def test_a_wheel_finds_the_libraries_that_lie_beside_it(
    kind: str, origin: str, tmp_path: Path
) -> None:
    user = shared_object(["libpq.so.5"], **{kind: f"/none:{origin}/../psycopg2.libs"})  # type: ignore[arg-type]
    assert lacking(tmp_path, {USER: user, "var/task/psycopg2.libs/libpq.so.5": PQ}) == []


def test_the_configuration_of_the_loader_is_followed(tmp_path: Path) -> None:
    contents: dict[str, bytes | str] = {
        USER: shared_object(["libpq.so.5"]),
        "usr/pgsql-16/lib/libpq.so.5": PQ,
        "etc/ld.so.conf": "# local\ninclude ld.so.conf.d/*.conf\n",
        "etc/ld.so.conf.d/pg.conf": "/usr/pgsql-16/lib # PostgreSQL\n",
    }
    assert lacking(tmp_path, contents) == []


def test_a_library_for_another_machine_is_passed_over(tmp_path: Path) -> None:
    other = shared_object(soname="libpq.so.5", machine=AARCH64)
    contents = {USER: shared_object(["libpq.so.5"]), "lib64/libpq.so.5": other}
    assert lacking(tmp_path, contents)[0].startswith(f"/{USER} libpq.so.5")
    assert lacking(tmp_path, {**contents, "usr/lib64/libpq.so.5": PQ}) == []


def test_a_glibc_that_is_too_old_is_named(tmp_path: Path) -> None:
    libc = shared_object(soname="libc.so.6", defines=["GLIBC_2.2.5", "GLIBC_2.34"])
    user = shared_object(["libc.so.6"], asks={"libc.so.6": ["GLIBC_2.34", "GLIBC_2.38"]})
    found = lacking(tmp_path, {USER: user, "lib64/libc.so.6": libc})
    assert found == [f"/{USER} libc.so.6: GLIBC_2.38 is not in /lib64/libc.so.6"]


def test_a_version_that_may_be_missing_is_not_missed(tmp_path: Path) -> None:
    libc = shared_object(defines=["GLIBC_2.34"])
    user = shared_object(["libc.so.6"], asks={"libc.so.6": ["GLIBC_2.38"]}, weak=True)
    assert lacking(tmp_path, {USER: user, "lib64/libc.so.6": libc}) == []


def test_a_program_whose_loader_is_not_there_is_named(tmp_path: Path) -> None:
    program = shared_object(interpreter="/lib/ld-musl-x86_64.so.1")
    found = lacking(tmp_path, {"usr/bin/tool": program})
    assert found == ["/usr/bin/tool /lib/ld-musl-x86_64.so.1: not found"]


def test_files_that_only_look_like_programs_are_left_alone(tmp_path: Path) -> None:
    cut = shared_object(["libpq.so.5"])
    assert lacking(tmp_path, {"a": cut[:70], "b": b"\x7fELF", "c": b"\x7fELF" + bytes(200)}) == []
