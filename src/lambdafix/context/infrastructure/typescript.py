"""TypeScript and JavaScript: calls, and what expressions are worth where the file says so.

The only user of tree-sitter-typescript, whose grammar reads JavaScript as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.worth import remembered

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_DEEPEST = 30
_WRAPPERS = (
    "parenthesized_expression",
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
)
_OWN_DIRECTORY = ("__dirname", "import.meta.dirname")


class Call(NamedTuple):
    """`name(...)` or `new name(...)`; the name is dotted."""

    name: str
    arguments: list[Node]
    line: int
    node: Node


class Source(Struct, frozen=True, eq=False):
    """A parsed file, with the names that are bound once. `constants`: a member in capitals that no
    name of the file is stands for itself."""

    root: Node
    path: str
    names: Mapping[str, Node]
    constants: bool = True
    _known: dict[str, Any] = field(default_factory=dict)

    def calls(self) -> list[Call]:
        """Every call of the file, in its order."""
        return [call for node in walk(self.root) if (call := _call(node))]

    def objects(self, field: str) -> Iterator[tuple[Node, int]]:
        """The outermost object literals with such a field, and their lines."""
        inside = 0
        for node in walk(self.root):
            if node.type == "object" and node.start_byte >= inside and field in self.fields(node):
                inside = node.end_byte
                yield node, node.start_point[0] + 1

    def bound(self, node: Node) -> Node:
        """The expression behind a name, or the node itself."""
        inner = _unwrapped(node)
        return _unwrapped(self.names.get(_dotted(inner), inner))

    def fields(self, node: Node) -> dict[str, Node]:
        """The fields of an object literal, by name or in place; none for anything else."""
        literal = self.bound(node)
        found: dict[str, Node] = {}
        for child in literal.named_children if literal.type == "object" else ():
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key and value:
                    found[text_of(key).strip("'\"")] = value
            elif child.type == "shorthand_property_identifier":
                found[text_of(child)] = child
        return found

    def worth(self, node: Node, depth: int = _DEEPEST) -> Any:
        """A text (UNKNOWN in it where a part is not known), a list, a dict, or None.

        Of one of the `constants`, the dotted name: `Architecture.ARM_64`.
        """
        node = _unwrapped(node)
        kind = node.type
        if not depth:
            return None
        if kind == "string":
            return "".join(text_of(c) for c in node.named_children)
        if kind == "template_string":
            return "".join(self._part(c, depth) for c in node.named_children)
        if kind == "binary_expression" and text_of(node.children[1]) == "+":
            parts = [self.worth(c, depth - 1) for c in (node.children[0], node.children[2])]
            return "".join(parts) if all(isinstance(p, str) for p in parts) else None
        if kind == "array":
            return [self.worth(c, depth - 1) for c in node.named_children if c.type != "comment"]
        if kind == "object":
            return {k: self.worth(v, depth - 1) for k, v in self.fields(node).items()}
        if kind == "call_expression":
            return self._called(node, depth)
        name = _dotted(node)
        if name in _OWN_DIRECTORY:
            return os.path.dirname(self.path)
        if name in ("__filename", "import.meta.url", "import.meta.filename"):
            return self.path
        if name in self.names:
            return self._named(name, depth)
        constant = self.constants and "." in name and name.rpartition(".")[2].isupper()
        return name if constant else None

    def _named(self, name: str, depth: int) -> Any:
        return remembered(self._known, name, lambda: self.worth(self.names[name], depth - 1))

    def _called(self, node: Node, depth: int) -> str | None:
        call = _call(node)
        assert call is not None
        name = call.name.rpartition(".")[2]
        if name == "cwd":
            return "."
        found = [self.worth(argument, depth - 1) for argument in call.arguments]
        words = [word if isinstance(word, str) else UNKNOWN for word in found]
        if not words:
            return None
        if name in ("join", "resolve", "normalize"):
            # path.join takes an absolute part as a relative one; path.resolve does not.
            rest = [w.lstrip("/") for w in words[1:]] if name == "join" else words[1:]
            return str(os.path.join(words[0], *rest))
        if name == "dirname":
            return os.path.dirname(str(words[0])) or "."
        return str(words[0]) if name == "fileURLToPath" else None

    def _part(self, node: Node, depth: int) -> str:
        if node.type == "template_substitution":
            found = self.worth(node.named_children[0], depth - 1)
            return found if isinstance(found, str) else UNKNOWN
        return text_of(node)


def source_of(text: str, path: str, *, constants: bool = True) -> Source:
    """The file; what is no TypeScript in it is passed over."""
    root = _parser(path.endswith(("x", ".js", ".mjs", ".cjs"))).parse(text.encode()).root_node
    found: dict[str, list[Node]] = {}
    for node in walk(root):
        name = node.child_by_field_name("name" if node.type != "assignment_expression" else "left")
        value = node.child_by_field_name(
            "value" if node.type != "assignment_expression" else "right"
        )
        if node.type in _BINDINGS and name and value:
            dotted = (
                _dotted(name) if node.type != "public_field_definition" else f"this.{text_of(name)}"
            )
            found.setdefault(dotted, []).append(value)
    parameters = {text_of(n) for node in walk(root) for n in _parameters(node)}
    once = {n: v[0] for n, v in found.items() if n and len(v) == 1 and n not in parameters}
    return Source(root, path, once, constants)


_BINDINGS = ("variable_declarator", "assignment_expression", "public_field_definition")


def _parameters(node: Node) -> Iterator[Node]:
    if node.type in ("required_parameter", "optional_parameter"):
        yield from node.named_children[:1]


def _call(node: Node) -> Call | None:
    if node.type not in ("call_expression", "new_expression"):
        return None
    named = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    words = [c for c in given.named_children if c.type != "comment"] if given else []
    return Call(_dotted(named) if named else "", words, node.start_point[0] + 1, node)


def walk(root: Node) -> Iterator[Node]:
    """A node and all below it, in the file's order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.named_children))


def _dotted(node: Node) -> str:
    """`a.b.c` of a name or a member; of a call's member only `.c`; empty for anything else."""
    if node.type == "member_expression":
        inner, member = node.child_by_field_name("object"), node.child_by_field_name("property")
        return f"{_dotted(inner) if inner else ''}.{text_of(member) if member else ''}"
    names = (
        "identifier",
        "this",
        "meta_property",
        "shorthand_property_identifier",
        "type_identifier",
    )
    return text_of(node) if node.type in names else ""


def _unwrapped(node: Node) -> Node:
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def text_of(node: Node) -> str:
    """The text that a node stands for."""
    return (node.text or b"").decode()


@cache
def _parser(tsx: bool) -> Parser:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    grammar = tree_sitter_typescript
    return Parser(Language(grammar.language_tsx() if tsx else grammar.language_typescript()))
