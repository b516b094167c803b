"""What is read of one image, in one pass over its layers: packages, binaries, loader settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree
from lambdafix.verify.contents import dpkg, elf, languages, rpm
from lambdafix.verify.contents.package import Package
from lambdafix.verify.contents.search import CONFIGURED

_KEPT = 20_000
_KNOWN: dict[str, elf.Binary | None] = {}  # by the digest of the content
_Rows = Iterator[tuple[str, str, frozenset[str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Scan:
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
    for path, stream in tree.contents([*_wanted(tree)]):
        node = tree.nodes[path]
        if node.start == elf.MAGIC:
            binary = _binary(node.sha256, stream)
            if binary is not None:
                binaries[path] = binary
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


def _binary(sha256: str, stream: BinaryIO) -> elf.Binary | None:
    """Images that are compared share most of their files, and one takes 5 ms to read."""
    if sha256 not in _KNOWN:
        if len(_KNOWN) >= _KEPT:
            _KNOWN.clear()
        _KNOWN[sha256] = elf.read(stream)
    return _KNOWN[sha256]


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
