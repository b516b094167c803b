"""A SAM template whose functions name one repository: the part before the tag of an `ImageUri`.

Only where SAM itself builds the image (the function has Metadata with a Dockerfile), and then puts
its own address there: whoever else pushes an image has to be told by somebody else. Where two
functions would come to name the same image, neither is changed: a deployment without a build before
it would take it for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from lambdafix.context.infrastructure.tree import Unreadable
from lambdafix.context.infrastructure.uses import registry_of
from lambdafix.context.infrastructure.yaml_nodes import Node, documents


class Renamed(NamedTuple):
    """The new text; `refused` are (line, why) for what is left as it is."""

    text: str
    refused: tuple[tuple[int, str], ...] = ()


class _Place(NamedTuple):
    """Where a repository stands in the text, its address, and the tag or digest behind it."""

    start: int
    old: str
    behind: str
    line: int


def with_repository(text: str, functions: Collection[str], address: str, *, json: bool) -> Renamed:
    """The template with the functions' literal addresses in the registry of `address` replaced."""
    try:
        found = sorted(_places(text, functions, json=json), reverse=True)
    except Unreadable:
        return Renamed(text)
    number = Counter(place.behind for place in found)
    new, refused = text, []
    for place in found:
        if place.old == address or registry_of(place.old) != registry_of(address):
            continue
        if number[place.behind] > 1:
            why = f"another function would name the same image, {address}{place.behind}"
            refused.append((place.line, why))
        else:
            new = new[: place.start] + address + new[place.start + len(place.old) :]
    return Renamed(new, tuple(refused[::-1]))


def _places(text: str, functions: Collection[str], *, json: bool) -> Iterator[_Place]:
    for template in documents(text, json=json)[:1]:
        for name in functions:
            resource = template.get("Resources", name)
            if resource is None or resource.get("Metadata", "Dockerfile") is None:
                continue
            for path in (("ImageUri",), ("Code", "ImageUri")):
                node = resource.get("Properties", *path)
                place = _place(text, node) if node else None
                if place:
                    yield place


def _place(text: str, node: Node) -> _Place | None:
    image = node.plain or ""
    old = image.partition("@")[0]
    if ":" in old.rpartition("/")[2]:
        old = old.rpartition(":")[0]
    written = text[node.raw.start_mark.index : node.raw.end_mark.index]
    if not registry_of(old) or written.count(image) != 1:
        return None
    start = node.raw.start_mark.index + written.index(image)
    return _Place(start, old, image.removeprefix(old), node.line)
