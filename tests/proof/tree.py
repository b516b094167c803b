"""A directory tree as a value: what lies at each path, without times and owners."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct


class Entry(Struct, frozen=True):
    """A file (`f`: its bytes), a directory (`d`) or a symbolic link (`l`: where it points)."""

    kind: str
    mode: int = 0o644
    content: bytes = b""


Tree = Mapping[str, Entry]  # absolute path -> what lies there


def tree_of(files: Mapping[str, str | bytes], executable: bool = False) -> dict[str, Entry]:
    """A tree of plain files; their directories come with them when it is written."""
    mode = 0o755 if executable else 0o644
    return {
        path: Entry("f", mode, text.encode() if isinstance(text, str) else text)
        for path, text in files.items()
    }


def read(path: Path | str) -> Entry:
    found = os.lstat(path)
    mode = found.st_mode & 0o7777
    if os.path.islink(path):
        return Entry("l", 0o777, os.readlink(path).encode())
    if os.path.isdir(path):
        return Entry("d", mode)
    with open(path, "rb") as file:
        return Entry("f", mode, file.read())


def write(path: str, entry: Entry) -> None:
    """Put an entry at a path of the disk; what else lies there goes."""
    if entry.kind == "d":
        if os.path.islink(path) or not os.path.isdir(path):
            remove(path)
            os.mkdir(path)
        os.chmod(path, entry.mode)
        return
    remove(path)
    if entry.kind == "l":
        os.symlink(entry.content, path)
        return
    with open(path, "wb") as file:
        file.write(entry.content)
    os.chmod(path, entry.mode)


def remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
