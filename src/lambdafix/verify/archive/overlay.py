"""Layers laid over one another: a tree of names where a later layer adds, replaces and hides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

_LINKS = 40


class _Held(Protocol):
    @property
    def target(self) -> str: ...


T = TypeVar("T", bound=_Held)


class _Place(Generic[T], Struct):
    """What a name holds, and since which layer; `children` is None where it is no directory."""

    held: T
    layer: int
    children: dict[str, _Place[T]] | None = None


class Overlay(Generic[T]):
    """`root` is what a directory is that no layer describes.

    Whiteouts hide what lower layers hold, never what their own layer does, whatever stands first
    (OCI image spec, "Whiteouts"). Symbolic links among the parents of a path are followed, as
    containerd does.
    """

    def __init__(self, root: T) -> None:
        self.root = root
        self._top = _Place(root, 0, {})
        self._layer = 0

    def begin(self) -> None:
        """A new layer."""
        self._layer += 1

    def put(self, path: str, held: T, directory: bool) -> None:
        """Lay something at a path; a directory keeps what is in it."""
        if not path.strip("/"):
            self._top.held = held
            return
        parent, name = self._parent(path, make=True)
        old = parent.get(name)
        children: dict[str, _Place[T]] | None = {} if directory else None
        if directory and old is not None and old.children is not None:
            children = old.children
        parent[name] = _Place(held, self._layer, children)

    def hide(self, path: str) -> None:
        """Take a path of the lower layers away, with all below it."""
        parent, name = self._parent(path, make=False)
        place = parent.get(name)
        if place is not None and not self._only_own(place):
            del parent[name]

    def empty(self, path: str) -> None:
        """Take away all that lower layers hold in a directory."""
        place = self._find(path)
        if place is not None:
            self._only_own(place)

    def find(self, path: str) -> T | None:
        """What lies at a path."""
        place = self._find(path)
        return None if place is None else place.held

    def paths(self) -> Iterator[tuple[str, T]]:
        """Every path, from the root `/`, with what it holds."""
        yield "/", self._top.held
        todo = [("", self._top)]
        while todo:
            above, place = todo.pop()
            for name, below in (place.children or {}).items():
                path = f"{above}/{name}"
                yield path, below.held
                if below.children:
                    todo.append((path, below))

    def _only_own(self, place: _Place[T]) -> bool:
        """Leave what this layer laid below a place; whether it, or anything below it, is left.
        (As deep as a path may be, `Limits.depth`.)"""
        for name, below in list((place.children or {}).items()):
            if not self._only_own(below):
                assert place.children is not None
                del place.children[name]
        return place.layer == self._layer or bool(place.children)

    def _find(self, path: str) -> _Place[T] | None:
        if not path.strip("/"):
            return self._top
        parent, name = self._parent(path, make=False)
        return parent.get(name)

    def _parent(self, path: str, make: bool) -> tuple[dict[str, _Place[T]], str]:
        """The directory that holds the last name of a path, made (or empty) where there is none."""
        *above, name = filter(None, path.split("/"))
        todo, way, followed = above[::-1], [self._top], 0
        while todo:
            part = todo.pop()
            if part in ("", "."):
                continue
            if part == "..":
                way = way[:-1] or way
                continue
            children = way[-1].children
            assert children is not None
            place = children.get(part)
            if place is not None and place.held.target and followed < _LINKS:
                followed += 1
                way = [self._top] if place.held.target.startswith("/") else way
                todo += place.held.target.split("/")[::-1]
                continue
            if place is None or place.children is None:
                if not make:
                    return {}, name
                place = children[part] = _Place(self.root, self._layer, {})
            way.append(place)
        children = way[-1].children
        assert children is not None
        return children, name
