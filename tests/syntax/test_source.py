"""Bytes to text and back, and files that cannot be read or must not be written."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from zlib import crc32

import pytest

from lambdafix.errors import UnreadableFile
from lambdafix.syntax import atomic
from lambdafix.syntax.source import Source, write


def unreadable(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        Source.read(path)
    return caught.value.message


def unwritable(path: Path, root: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        write(path, b"new", root)
    return caught.value.message


def test_newlines_and_unicode_come_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes("FROM a\r\n# é\n".encode())
    assert Source.read(file) == Source(str(file), "FROM a\r\n# é\n", False)


def test_a_byte_order_mark_is_set_aside_and_comes_back() -> None:
    read = Source.decode(b"\xef\xbb\xbfFROM a\n")
    assert (read.text, read.bom) == ("FROM a\n", True)
    assert read.encoded("FROM b\n") == b"\xef\xbb\xbfFROM b\n"
    assert Source.of("\ufeffFROM a\n") == read


def test_a_file_without_a_byte_order_mark_gets_none() -> None:
    assert Source.of("FROM a\n").encoded("FROM é\n") == "FROM é\n".encode()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"FROM a\nRUN \xff\n", "f: not UTF-8 at line 2 (byte 11: 0xff)"),
        (b"FROM a\n\n\xc3(", "f: not UTF-8 at line 3 (byte 8: 0xc3)"),
        (b"FROM a\nRUN \x00\n", "f: a binary file, with a NUL byte at line 2 (byte 11: 0x00)"),
        ("FROM a\n".encode("utf-16"), "f: this is UTF-16, not UTF-8"),
    ],
)
def test_what_is_not_utf_8_text_is_refused_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        Source.decode(raw, "f")
    assert (caught.value.message, caught.value.exit_code) == (message, 2)
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "no") == f"{tmp_path}/no: there is no such file"


def test_a_directory_is_no_dockerfile(tmp_path: Path) -> None:
    assert unreadable(tmp_path) == f"{tmp_path}: is a directory, not a Dockerfile"


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    assert unreadable(tmp_path / "f" / "x").endswith("a part of the path is not a directory")


def test_a_loop_of_links_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert unreadable(tmp_path / "a") == f"{tmp_path}/a: the links lead in a circle"
    assert unwritable(tmp_path / "a", tmp_path) == f"{tmp_path}/a: the links lead in a circle"


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert unreadable(tmp_path / "f") == f"{tmp_path}/f: permission denied"


def test_a_path_that_no_file_can_have_is_named() -> None:
    with pytest.raises(UnreadableFile, match="null byte"):
        Source.read("a\0b")


def test_writing_keeps_the_mode_and_leaves_nothing_beside(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    file.chmod(0o751)
    write(file, b"new", tmp_path)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_gets_the_mode_that_the_user_gives_new_files(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write(tmp_path / ".dockerignore", b"x\n", tmp_path)
    assert (tmp_path / ".dockerignore").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_is_followed_to_its_target_inside_the_tree(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_bytes(b"old")
    (tmp_path / "Dockerfile").symlink_to("real/file")
    write(tmp_path / "Dockerfile", b"new", tmp_path)
    assert (tmp_path / "Dockerfile").is_symlink()
    assert (tmp_path / "real" / "file").read_bytes() == b"new"


@pytest.mark.parametrize("link", ["Dockerfile", "dir/Dockerfile"])
def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "Dockerfile").write_bytes(b"old")
    (root / "Dockerfile").symlink_to(outside / "Dockerfile")
    (root / "dir").symlink_to(outside)
    assert f"its target {outside}/Dockerfile lies outside of {root}" in unwritable(
        root / link, root
    )
    assert (outside / "Dockerfile").read_bytes() == b"old"


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("gone")
    assert unwritable(tmp_path / "a", tmp_path) == f"{tmp_path}/a: there is no such file"


def test_a_read_only_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    file.chmod(0o444)
    assert unwritable(file, tmp_path) == f"{file}: the file is read-only; nothing was written"
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_directory_that_takes_no_new_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(atomic, "_nameless", denied)
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    assert unwritable(file, tmp_path) == f"{file}: permission denied"
    assert file.read_bytes() == b"old"


def test_a_failure_half_way_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    assert unwritable(file, tmp_path) == f"{file}: no space is left on the device"
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_an_owner_that_cannot_be_kept_does_not_stop_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", denied)
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    write(file, b"new", tmp_path)
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("kind", ["directory", "pipe"])
def test_only_regular_files_are_written(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "Dockerfile"
    if kind == "directory":
        path.mkdir()
    else:
        os.mkfifo(path)
    assert "directory" in unwritable(path, tmp_path) or kind == "pipe"
    assert list(tmp_path.iterdir()) == [path]


def test_where_files_need_a_name_the_file_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_nameless", lambda _: None)
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    write(file, b"new", tmp_path)
    write(tmp_path / "fresh", b"x", tmp_path)
    assert file.read_bytes() == b"new"
    assert sorted(tmp_path.iterdir()) == [file, tmp_path / "fresh"]


@pytest.mark.parametrize("named", [False, True])
def test_what_a_killed_run_left_behind_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    if named:
        monkeypatch.setattr(atomic, "_nameless", lambda _: None)
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")
    (tmp_path / f".lambdafix-{crc32(b'Dockerfile'):08x}").write_bytes(b"half")
    write(file, b"new", tmp_path)
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_is_stopped_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"old")

    def stopped() -> None:
        with atomic.replacing(file) as new:
            new.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
