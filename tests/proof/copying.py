"""COPY and ADD as BuildKit does them, from one directory of the disk into another.

Source: moby/buildkit, solver/llbsolver/file/backend.go, and tonistiigi/fsutil, copy/copy.go. A
directory's content is copied, not the directory; a file goes into what is a directory already, or
ends with a slash; links at the end of the target are followed, links below it are replaced.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

_ARCHIVE = re.compile(r"\.(tar|tgz|tar\.gz)$")


class Failed(Exception):
    """A step of the build ended with an error: what was said."""


def inside(root: str, path: str) -> str:
    """The real place of `path` below `root`, every link on the way followed inside the root."""
    done, todo, hops = "/", [p for p in path.split("/") if p], 0
    while todo:
        part = todo.pop(0)
        if part == ".":
            continue
        if part == "..":
            done = dirname(done)
            continue
        there = join(done, part)
        if os.path.islink(root + there):
            hops += 1
            if hops > 40:
                raise Failed(f"too many links in {path}")
            target = os.readlink(root + there)
            todo = [p for p in target.split("/") if p] + todo
            done = "/" if target.startswith("/") else done
            continue
        done = there
    return root + done if done != "/" else root


def pattern(glob: str) -> re.Pattern[str]:
    """One part of a path as Go's filepath.Match reads it."""
    out, at = "", 0
    while at < len(glob):
        letter, at = glob[at], at + 1
        if letter == "*":
            out += "[^/]*"
        elif letter == "?":
            out += "[^/]"
        elif letter == "[":
            end = glob.index("]", at + 1)
            chars, at = glob[at:end], end + 1
            out += f"[{'^' + chars[1:] if chars.startswith('^') else chars}]"
        else:
            out += re.escape(letter)
    return re.compile(out)


def matches(root: str, source: str) -> list[str]:
    """The paths below `root` that a source names."""
    clean = normpath("/" + source.lstrip("/"))
    if not re.search(r"[*?\[]", clean):
        return [clean] if os.path.lexists(inside(root, dirname(clean)) + "/" + basename(clean)) or (
            clean == "/"
        ) else []  # fmt: skip
    found = ["/"]
    for part in clean.strip("/").split("/"):
        glob = pattern(part)
        found = [
            join(parent, name)
            for parent in found
            if os.path.isdir(inside(root, parent))
            for name in sorted(os.listdir(inside(root, parent)))
            if glob.fullmatch(name)
        ]
    return found


def copy(
    source_root: str, sources: list[str], root: str, destination: str, mode: int | None,
    unpack: bool = False,
) -> None:  # fmt: skip
    """`destination` is absolute; its final slash counts."""
    if len(sources) > 1 and not destination.endswith("/"):
        raise Failed(
            "When using COPY with more than one source file, the destination must end in /"
        )
    for source in sources:
        found = matches(source_root, source)
        if not found:
            raise Failed(f"{source}: not found")
        for match in found:
            _one(source_root, match, root, destination, mode, unpack=unpack)


def _one(
    source_root: str, source: str, root: str, destination: str, mode: int | None, *, unpack: bool
) -> None:
    real = inside(source_root, source)
    if not os.path.exists(real):
        raise Failed(f"{source}: not found")
    above = destination if destination.endswith("/") else dirname(destination)
    make_directories(inside(root, above))
    target = inside(root, destination)
    if unpack and _ARCHIVE.search(source) and os.path.isfile(real):
        make_directories(target)
        _unpack(real, target)
        return
    if os.path.isdir(real):
        if os.path.lexists(target) and not os.path.isdir(target):
            raise Failed(f"cannot copy to non-directory: {destination}")
        make_directories(target)  # its mode is neither the source's nor that of --chmod
        _content(real, target, mode)
        return
    if os.path.isdir(target):
        target = join(target, basename(source))
    _file(real, target, mode)


def make_directories(path: str) -> None:
    missing = list[str]()
    while not os.path.lexists(path):
        missing.append(path)
        path = dirname(path)
    if not os.path.isdir(path):
        raise Failed(f"{path} is not a directory")
    for new in reversed(missing):
        os.mkdir(new)
        os.chmod(new, 0o755)


def _content(source: str, target: str, mode: int | None) -> None:
    with os.scandir(source) as entries:
        for entry in entries:
            there = join(target, entry.name)
            if entry.is_symlink():
                _clear(there)
                os.symlink(os.readlink(entry.path), there)
            elif entry.is_dir():
                if os.path.lexists(there) and (os.path.islink(there) or not os.path.isdir(there)):
                    raise Failed(f"cannot copy to non-directory: {there}")
                if not os.path.isdir(there):
                    os.mkdir(there)
                os.chmod(there, entry.stat().st_mode & 0o7777 if mode is None else mode)
                _content(entry.path, there, mode)
            else:
                _file(entry.path, there, mode)


def _file(source: str, target: str, mode: int | None) -> None:
    _clear(target)
    shutil.copyfile(source, target)
    os.chmod(target, os.stat(source).st_mode & 0o7777 if mode is None else mode)


def _clear(path: str) -> None:
    """Make room for a file or a link: a directory is not replaced by one."""
    if os.path.isdir(path) and not os.path.islink(path):
        raise Failed(f"cannot replace to directory {path} with file")
    if os.path.lexists(path):
        os.unlink(path)


def _unpack(archive: str, target: str) -> None:
    with open(archive, "rb") as file:
        content = file.read()
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in _members(tar):
            there = join(target, member.name)
            if member.isdir():
                make_directories(there)
                os.chmod(there, member.mode)
            elif member.isfile():
                make_directories(dirname(there))
                _clear(there)
                data = tar.extractfile(member)
                assert data
                with open(there, "wb") as out:
                    out.write(data.read())
                os.chmod(there, member.mode)


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in tar.getmembers():
        member.name = normpath(member.name)
        yield member
