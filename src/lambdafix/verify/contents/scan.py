"""What is read of one image, in one pass over its layers: packages, binaries, loader settings."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct, field

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree
from lambdafix.verify.contents import dpkg, elf, languages, rpm
from lambdafix.verify.contents.package import Package
from lambdafix.verify.contents.search import CONFIGURED

# Images that are compared share most of their files, and all of a run their bases: what a binary
# says (it takes 4 ms to read) and short texts are remembered by the digest of their content.
_KEPT, _SHORT = 10_000, 2**16  # files; bytes of a text
_KNOWN: dict[str, elf.Binary | bytes] = {}
_NO_BINARY = elf.Binary(("", 0, False))  # no loader would load it
_Rows = Iterator[tuple[str, str, frozenset[str], frozenset[str]]]


class Scan(Struct, frozen=True):
    """`binaries` by their path; `texts` are the loader's settings; `unread` names what was there
    and could not be read."""

    packages: tuple[Package, ...]
    binaries: dict[str, elf.Binary]
    texts: dict[str, bytes] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def scan(tree: ImageTree) -> Scan:
    """Read the image once more for the few files that tell of others."""
    packages: list[Package] = []
    binaries: dict[str, elf.Binary] = {}
    texts: dict[str, bytes] = {}
    unread = [path for path in rpm.UNREAD if path in tree.nodes]
    limit = tree.limits.file
    for path, stream in _contents(tree):
        node = tree.nodes[path]
        if isinstance(stream, elf.Binary):
            if stream is not _NO_BINARY:
                binaries[path] = stream
        elif node.size > limit:
            unread.append(path)
        elif CONFIGURED.fullmatch(path):
            texts[path] = stream.read()
        elif kind := languages.kind_of(path):
            found = languages.read(kind, path, stream.read())
            packages += (Package(kind, name, version, path, node.layer) for name, version in found)
        else:
            name, reader = _system(path)
            try:
                rows = list(reader(stream.read()))
            except UnreadableImage:
                unread.append(path)
            else:
                packages += (Package(name, *row[:2], path, node.layer, *row[2:]) for row in rows)
    return Scan(tuple(packages), binaries, texts, tuple(unread))


def _contents(tree: ImageTree) -> Iterator[tuple[str, BinaryIO | elf.Binary]]:
    """The wanted files: what is remembered, a binary as what was read of it, then the others."""
    new = list[str]()
    for path in _wanted(tree):
        known = _KNOWN.get(tree.nodes[path].sha256)
        if known is None:
            new.append(path)
        else:
            yield path, io.BytesIO(known) if isinstance(known, bytes) else known
    for path, stream in tree.contents(new):
        node = tree.nodes[path]
        if node.start == elf.MAGIC:
            binary = elf.read(stream)
            _remember(node.sha256, binary or _NO_BINARY)
            yield path, binary or _NO_BINARY
        elif node.size > _SHORT:
            yield path, stream
        else:
            content = stream.read()
            _remember(node.sha256, content)
            yield path, io.BytesIO(content)


def _remember(sha256: str, what: elf.Binary | bytes) -> None:
    if len(_KNOWN) >= _KEPT:
        _KNOWN.clear()
    _KNOWN[sha256] = what


def _wanted(tree: ImageTree) -> Iterator[str]:
    for path, node in tree.nodes.items():
        if node.kind is Kind.FILE and (
            node.start == elf.MAGIC
            or languages.kind_of(path)
            or _system(path)[0]
            or CONFIGURED.fullmatch(path)
        ):
            yield path


def _system(path: str) -> tuple[str, Callable[[bytes], _Rows]]:
    if path in rpm.PATHS:
        return "rpm", rpm.read
    if dpkg.is_apk(path):
        return "apk", dpkg.read_apk
    return ("dpkg" if dpkg.is_dpkg(path) else "", dpkg.read_dpkg)
