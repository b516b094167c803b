"""YAML and JSON as nodes with lines: nothing is built, no tag is run. The only user of PyYAML.

libyaml's parser reads a template of 2,000 lines in 16 ms, ruamel.yaml in 180 (measured). It
stops at a nesting of 1,000 by itself. Aliases are followed where one looks, never written out, so
that a bomb of them costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.context.infrastructure.tree import Unreadable

if TYPE_CHECKING:
    import yaml

_MERGE = "<<"
_MERGES = 4  # merged mappings inside each other that are followed


class Node(Struct, frozen=True):
    """A place in a document. `tag` is what was written (`!Sub`), empty where nothing was."""

    raw: yaml.Node

    @property
    def line(self) -> int:
        return int(self.raw.start_mark.line) + 1

    @property
    def tag(self) -> str:
        tag = str(self.raw.tag)
        return tag if tag.startswith("!") else ""

    @property
    def text(self) -> str | None:
        """A scalar as written, None for a list, a mapping and nothing at all."""
        if not self._is("scalar") or self.raw.tag == "tag:yaml.org,2002:null":
            return None
        return str(self.raw.value)

    @property
    def first_line(self) -> int:
        """Where a scalar's text begins: that of `|` and `>` in the line below."""
        return self.line + (getattr(self.raw, "style", None) in ("|", ">"))

    @property
    def plain(self) -> str | None:
        """A scalar without a tag of its own."""
        return None if self.tag else self.text

    @property
    def is_map(self) -> bool:
        return self._is("mapping")

    @property
    def is_list(self) -> bool:
        return self._is("sequence")

    def get(self, *path: str) -> Node | None:
        """The value under keys, one below the other, or None."""
        node: Node | None = self
        for key in path:
            node = next((v for k, v in node.items() if k == key), None) if node else None
        return node

    def items(self, merges: int = _MERGES) -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping, its own before merged ones; none for anything else."""
        if not self.is_map:
            return
        merged = []
        for key, value in self.raw.value:
            if key.id == "scalar" and key.value != _MERGE:
                yield str(key.value), Node(value)
            elif key.id == "scalar":
                merged.append(Node(value))
        for node in merged if merges else ():
            for source in (node, *node.elements()):
                yield from source.items(merges - 1)

    def elements(self) -> Iterator[Node]:
        """The elements of a list; none for anything else."""
        if self.is_list:
            yield from map(Node, self.raw.value)

    def _is(self, kind: str) -> bool:
        return bool(getattr(self.raw, "id", None) == kind)


def documents(text: str, *, json: bool = False) -> list[Node]:
    """The documents of a text; raises Unreadable with the line."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if json:
        text = text.replace("\t", " ")  # JSON has none inside of strings, YAML none outside
    try:
        return [Node(node) for node in yaml.compose_all(text, Loader=loader)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = str(error.problem or error.context or "cannot be read")
        kind = "JSON" if json else "YAML"
        raise Unreadable(f"not {kind}: {said}", mark.line + 1 if mark else 0) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Unreadable(f"not YAML: {str(error).splitlines()[0]}") from error
