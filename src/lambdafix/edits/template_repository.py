"""A SAM template whose functions name one repository: the part before the tag of an `ImageUri`.

Only where SAM itself builds the image (the function has Metadata with a Dockerfile): whoever else
pushes an image under such an address has to be told by somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lambdafix.context.infrastructure.tree import Unreadable
from lambdafix.context.infrastructure.uses import registry_of
from lambdafix.context.infrastructure.yaml_nodes import Node, documents


def with_repository(text: str, functions: Collection[str], address: str, *, json: bool) -> str:
    """The template with the functions' literal addresses in the registry of `address` replaced."""
    try:
        found = list(_places(text, functions, address, json=json))
    except Unreadable:
        return text
    new = text
    for start, old in sorted(found, reverse=True):
        new = new[:start] + address + new[start + len(old) :]
    return new


def _places(
    text: str, functions: Collection[str], address: str, *, json: bool
) -> Iterator[tuple[int, str]]:
    """Where a repository stands in the text, and its address as it is."""
    for template in documents(text, json=json)[:1]:
        for name in functions:
            resource = template.get("Resources", name)
            if resource is None or resource.get("Metadata", "Dockerfile") is None:
                continue
            for path in (("ImageUri",), ("Code", "ImageUri")):
                node = resource.get("Properties", *path)
                place = _place(text, node, address) if node else None
                if place:
                    yield place


def _place(text: str, node: Node, address: str) -> tuple[int, str] | None:
    image = node.plain or ""
    old = image.partition("@")[0]
    if ":" in old.rpartition("/")[2]:
        old = old.rpartition(":")[0]
    written = text[node.raw.start_mark.index : node.raw.end_mark.index]
    if old == address or registry_of(old) != registry_of(address) or written.count(image) != 1:
        return None
    return node.raw.start_mark.index + written.index(image), old
