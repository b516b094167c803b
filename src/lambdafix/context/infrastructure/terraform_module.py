"""One directory of Terraform files with what its variables and locals are worth."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.context.infrastructure.hcl import Block, Value, blocks, evaluated, references
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.tree import Tree, Unreadable, below
from lambdafix.context.infrastructure.worth import remembered

if TYPE_CHECKING:
    from tree_sitter import Node


class Module(Struct, frozen=True, eq=False):
    """`blocks` are those of all files, each with its file's path; `given` are a call's values.

    `root` is the directory of the module that is run: relative paths begin there.
    """

    directory: str
    blocks: tuple[tuple[Block, str], ...]
    root: str
    called: Mapping[str, str]  # name of a `module` block -> directory of its local source
    given: Mapping[str, Value] = field(default_factory=dict)
    _known: dict[str, Value] = field(default_factory=dict)

    def called_by(self, caller: Module, name: str) -> Module:
        """The module with the values of one `module` block."""
        return replace(self, root=caller.root, given=caller.arguments(name), _known={})

    def lookup(self, name: str) -> Value:
        """What `var.x`, `local.x`, `path.module` ... is worth; None: not in the files."""
        found: Value = remembered(self._known, name, lambda: self._lookup(name))
        return found

    def _lookup(self, name: str) -> Value:
        kind, _, rest = name.partition(".")
        if kind == "path":
            return self.directory if rest == "module" else self.root
        key, *inner = rest.split(".")
        value: Value = None
        if kind == "var":
            value = self.given.get(key)
            if key not in self.given:
                node = next(
                    (b.attributes.get("default") for b in self._kind("variable", key)), None
                )
                value = evaluated(node, lambda _: None)
        elif kind == "local":
            nodes = [b.attributes[key] for b in self._kind("locals") if key in b.attributes]
            value = evaluated(nodes[0], self.lookup) if nodes else None
        for part in inner:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def reader(self, block: Block) -> Callable[[str], Value]:
        """The block's attributes by name, evaluated."""
        return lambda name: evaluated(block.attributes.get(name), self.lookup)

    def arguments(self, name: str) -> dict[str, Value]:
        """What a `module` block hands to the module that it calls."""
        block = next(b for b in self._kind("module", name))
        read = self.reader(block)
        own = ("source", "version", "count", "for_each", "depends_on", "providers")
        return {word: read(word) for word in block.attributes if word not in own}

    def words(self, value: Value) -> tuple[str, ...]:
        """A list of known texts, or nothing."""
        known = isinstance(value, list) and all(
            isinstance(word, str) and UNKNOWN not in word for word in value
        )
        return tuple(value) if known else ()

    def reached(self, node: Node | None) -> set[str]:
        """Addresses (`docker_image.x`, `module.y`) that an expression leads to, through locals."""
        found: set[str] = set()
        todo = list(references(node))
        while todo:
            parts = todo.pop().removeprefix("data.").split(".")
            address = ".".join(parts[:2])
            if len(parts) < 2 or address in found:
                continue
            found.add(address)
            if parts[0] == "local":
                nodes = [b.attributes.get(parts[1]) for b in self._kind("locals")]
                todo += [name for n in nodes for name in references(n)]
            elif parts[0] in ("docker_registry_image", "null_resource", "terraform_data"):
                for block in self._kind("resource", parts[0], parts[1]):
                    todo += [name for n in block.attributes.values() for name in references(n)]
        return found

    def _kind(self, kind: str, *labels: str) -> list[Block]:
        return [
            block
            for block, _ in self.blocks
            if block.kind == kind and block.labels[: len(labels)] == labels
        ]


def module_at(directory: str, tree: Tree) -> Module:
    """The module in a directory; raises Unreadable, its message led by the file."""
    found: list[tuple[Block, str]] = []
    for path in tree.beside(os.path.join(directory, "main.tf"), ".tf"):
        try:
            found += [(block, path) for block in blocks(tree.text(path))]
        except Unreadable as error:
            raise Unreadable(f"{path}: {error.message}", error.line) from error
    called = {}
    for block, _ in found:
        source = evaluated(block.attributes.get("source"), lambda _: None)
        if block.kind == "module" and isinstance(source, str) and source.startswith("."):
            called[block.labels[0]] = below(directory, source)
    return Module(directory, tuple(found), directory, called)
