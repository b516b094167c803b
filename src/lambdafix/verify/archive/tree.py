"""The final file system of an image: its layers laid over one another, whiteouts applied."""

from __future__ import annotations

import hashlib
import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast

from msgspec import Struct

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.model import Image, ImageConfig, ImageLayer
from lambdafix.verify.archive.overlay import Overlay
from lambdafix.verify.archive.tar import Content, Entry, Kind

_LINKS = 40  # symbolic links on one way, as Linux has it
Reader = Callable[[ImageLayer], Iterator[tuple[Entry, Content]]]


class Node(NamedTuple):
    """What lies at a path. `sha256` is of a file's content, `target` where a symbolic link leads,
    as written; `layer` and `ordinal` say which entry of which layer holds a file or a link."""

    kind: Kind
    mode: int
    uid: int
    gid: int
    size: int = 0
    sha256: str = ""
    target: str = ""
    start: bytes = b""  # the first four bytes of a file
    layer: int = 0
    ordinal: int = 0


class Layered(Struct, frozen=True):
    """How the layers are read: the first time, verified to the end, and again, for single files."""

    path: str
    first: Reader
    again: Reader
    limits: Limits


class ImageTree(Struct, frozen=True):
    """Every path of the final image, absolute, in no order that counts. The root is `/`."""

    image: Image
    nodes: Mapping[str, Node]
    _read: Layered

    @property
    def config(self) -> ImageConfig:
        return self.image.config

    @property
    def limits(self) -> Limits:
        return self._read.limits

    def resolve(self, path: str) -> str | None:
        """Where a path leads once symbolic links are followed; None where nothing is there."""
        return resolved(self.nodes, path)

    def node(self, path: str) -> Node | None:
        """What a path leads to, links followed."""
        place = self.resolve(path)
        return None if place is None else self.nodes[place]

    def contents(self, paths: Collection[str]) -> Iterator[tuple[str, BinaryIO]]:
        """The files among these paths, to read and to seek in, in the order of the layers.

        Links are not followed. Each layer is read once. A file that is larger than
        `Limits.file` waits on the disk, in a file without a name; each ends with the next.
        """
        wanted: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for path in paths:
            node = self.nodes[path]
            if node.kind is Kind.FILE:
                wanted[node.layer][node.ordinal].append(path)
        for number in sorted(wanted):
            left = wanted[number]
            for ordinal, (_, content) in enumerate(self._read.again(self.image.layers[number])):
                if ordinal not in left:
                    continue
                with SpooledTemporaryFile(max_size=self._read.limits.file) as spooled:
                    for chunk in content.chunks():
                        spooled.write(chunk)
                    for path in left.pop(ordinal):
                        spooled.seek(0)
                        yield path, cast("BinaryIO", spooled)
                if not left:
                    break

    def read(self, path: str) -> bytes:
        """One file, whole, links followed; reads its layer up to there. Many: `contents`."""
        place = self.resolve(path)
        if place is None or self.nodes[place].kind is not Kind.FILE:
            raise UnreadableImage(f"{self._read.path}: no file {path} in the image")
        if self.nodes[place].size > self._read.limits.file:
            raise UnreadableImage(f"{self._read.path}: {path} is too large to be read whole")
        return next(content.read() for _, content in self.contents([place]))


def resolved(nodes: Mapping[str, Node], path: str) -> str | None:
    """The path with every symbolic link followed within the tree, as a kernel does."""
    todo = path.split("/")[::-1]
    place, followed = "", 0
    while todo:
        part = todo.pop()
        if part in ("", "."):
            continue
        if part == "..":
            place = posixpath.dirname(place).rstrip("/")
            continue
        node = nodes.get(f"{place}/{part}")
        if node is None:
            return None
        if node.kind is not Kind.SYMLINK:
            place = f"{place}/{part}"
            continue
        followed += 1
        if followed > _LINKS:
            return None
        if node.target.startswith("/"):
            place = ""
        todo += node.target.split("/")[::-1]
    return place or "/"


class Laid(NamedTuple):
    """An entry of a layer, and what it puts into the tree; None: a whiteout or a hard link."""

    entry: Entry
    node: Node | None


_REMEMBERED: dict[tuple[str, int], tuple[Laid, ...]] = {}  # by the layer's digest and number


def grown(image: Image, read: Layered, remembered: int = 0) -> ImageTree:
    """The tree of an image; reads and verifies every layer.

    Of the lowest layers as many as `remembered` says are read once in this process, and known by
    their digest from then on.
    """
    overlay: Overlay[Node] = Overlay(Node(Kind.DIRECTORY, 0o755, 0, 0))
    size = count = 0
    for number, layer in enumerate(image.layers):
        overlay.begin()
        name = f"{read.path}: layer {layer.id}"
        for entry, node in _laid(layer, number, read, remember=number < remembered):
            size, count = size + entry.size, count + 1
            read.limits.check(size, count, read.path)
            _lay(overlay, entry, node, name)
    return ImageTree(image, dict(overlay.paths()), read)


def _laid(layer: ImageLayer, number: int, read: Layered, *, remember: bool) -> Iterable[Laid]:
    key = layer.diff_id, number
    if not remember:
        return _read(layer, number, read)
    if key not in _REMEMBERED:
        _REMEMBERED[key] = tuple(_read(layer, number, read))
    return _REMEMBERED[key]


def _read(layer: ImageLayer, number: int, read: Layered) -> Iterator[Laid]:
    for ordinal, (entry, content) in enumerate(read.first(layer)):
        whiteout = entry.path.rpartition("/")[2].startswith(".wh.")
        own = not whiteout and entry.kind is not Kind.HARD_LINK
        yield Laid(entry, _node(entry, content, (number, ordinal)) if own else None)


def _lay(overlay: Overlay[Node], entry: Entry, node: Node | None, name: str) -> None:
    if node is not None:
        overlay.put(entry.path, node, entry.kind is Kind.DIRECTORY)
        return
    directory, _, last = entry.path.rpartition("/")
    if last.startswith(".wh."):
        if last == ".wh..wh..opq":
            overlay.empty(directory)
        elif not last.startswith(".wh..wh."):  # others are notes of AUFS to itself
            hidden = last.removeprefix(".wh.")
            if hidden in ("", ".", ".."):
                raise UnreadableImage(f"{name}: {entry.path!r} hides what cannot be a file")
            overlay.hide(f"{directory}/{hidden}")
        return
    linked = overlay.find(_inside(entry, name))
    if linked is None or linked.kind is Kind.DIRECTORY:
        raise UnreadableImage(f"{name}: {entry.path!r} links to what is no file in the image")
    overlay.put(entry.path, linked, directory=False)


def _inside(entry: Entry, name: str) -> str:
    if ".." in entry.target.split("/"):
        raise UnreadableImage(f"{name}: {entry.path!r} is a hard link that leads out of the image")
    return entry.target


def _node(entry: Entry, content: Content, place: tuple[int, int]) -> Node:
    kind, mode, uid, gid = entry.kind, entry.mode, entry.uid, entry.gid
    if kind is Kind.SYMLINK:
        return Node(kind, mode, uid, gid, 0, "", entry.target, b"", *place)
    if kind is not Kind.FILE:
        return Node(kind, mode, uid, gid)
    digest, start = hashlib.sha256(), b""
    for chunk in content.chunks():
        start = start or chunk[:4]
        digest.update(chunk)
    return Node(kind, mode, uid, gid, entry.size, digest.hexdigest(), "", start, *place)
