"""HCL as blocks with lines, and its expressions as far as they are literal.

The only user of tree-sitter-hcl: 12 ms for a file of 2,000 lines, where python-hcl2 takes 2.2 s
(measured). Source of the language: hashicorp/hcl spec.md, Terraform's function reference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.tree import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Value = Any  # str, list, dict, None (not known); a text may hold UNKNOWN
Lookup = Callable[[str], Value]

_DEEPEST = 100  # expressions inside each other; beyond, nothing is known


class Block(Struct, frozen=True):
    """`kind "label" ... { attributes and blocks }`."""

    kind: str
    labels: tuple[str, ...]
    attributes: Mapping[str, Node]
    blocks: tuple[Block, ...]
    line: int

    def first(self, kind: str) -> Block | None:
        return next((block for block in self.blocks if block.kind == kind), None)


def blocks(text: str) -> list[Block]:
    """The blocks of a file; raises Unreadable with the line."""
    tree = _parser().parse(text.encode())
    if tree.root_node.has_error:
        raise Unreadable("not HCL", _first_error(tree.root_node))
    return [b for body in tree.root_node.named_children for b in _blocks(body, _DEEPEST)]


def evaluated(node: Node | None, lookup: Lookup, depth: int = _DEEPEST) -> Value:
    """What an expression is worth; `lookup` tells what `var.x` or `path.module` is."""
    if node is None or not depth:
        return None
    children = node.named_children
    kind = node.type
    if kind in ("expression", "literal_value", "template_expr", "collection_value") and children:
        return _reference(node, lookup) if len(children) > 1 else _only(children, lookup, depth)
    if kind in ("string_lit", "quoted_template", "heredoc_template"):
        return _template(node, lookup, depth)
    if kind == "tuple":
        return [evaluated(c, lookup, depth - 1) for c in children if c.type == "expression"]
    if kind == "object":
        return dict(_entries(node, lookup, depth))
    if kind == "function_call":
        return _called(node, lookup, depth)
    if kind == "variable_expr":
        return lookup(_text(node))
    return _text(node) if kind in ("numeric_lit", "bool_lit", "identifier") else None


def references(node: Node | None) -> Iterator[str]:
    """Every `a.b.c` that an expression names, without its indexes."""
    stack = [node] if node is not None else []
    while stack:
        at = stack.pop()
        first = at.named_children[0] if at.named_children else at
        if at.type == "expression" and first.type == "variable_expr":
            yield _dotted(at)
        stack.extend(at.named_children)


def _only(children: list[Node], lookup: Lookup, depth: int) -> Value:
    return evaluated(children[0], lookup, depth - 1)


def _reference(node: Node, lookup: Lookup) -> Value:
    first = node.named_children[0]
    return lookup(_dotted(node)) if first.type == "variable_expr" else None


def _dotted(node: Node) -> str:
    parts = [_text(c) for c in node.named_children if c.type in ("variable_expr", "get_attr")]
    return "".join(parts)


def _template(node: Node, lookup: Lookup, depth: int) -> str:
    """A text with what is interpolated; from the bytes, for the tree leaves out blanks."""
    found, source = [], node.text or b""
    begin = next((c.end_byte for c in node.children if c.type.endswith("_start")), node.start_byte)
    if node.type == "heredoc_template":
        begin = next(c.end_byte for c in node.children if c.type == "heredoc_identifier")
    end = node.children[-1].start_byte
    for child in node.named_children:
        if child.type in ("template_interpolation", "template_directive"):
            found.append(
                source[begin - node.start_byte : child.start_byte - node.start_byte].decode()
            )
            inner = next((c for c in child.named_children if c.type == "expression"), None)
            value = evaluated(inner, lookup, depth - 1)
            found.append(value if isinstance(value, str) else UNKNOWN)
            begin = child.end_byte
    found.append(source[begin - node.start_byte : end - node.start_byte].decode())
    text = "".join(found)
    if node.type == "heredoc_template":
        return text
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def _entries(node: Node, lookup: Lookup, depth: int) -> Iterator[tuple[str, Value]]:
    for element in node.named_children:
        pair = [c for c in element.named_children if c.type == "expression"]
        if element.type == "object_elem" and len(pair) == 2:
            bare = pair[0].named_children[:1]
            is_name = bool(bare) and bare[0].type == "variable_expr"
            key = _text(pair[0]) if is_name else evaluated(pair[0], lookup, depth - 1)
            if isinstance(key, str):
                yield key, evaluated(pair[1], lookup, depth - 1)


def _called(node: Node, lookup: Lookup, depth: int) -> Value:
    name = _text(node.named_children[0])
    inside = next((c for c in node.named_children if c.type == "function_arguments"), None)
    nodes = inside.named_children if inside else []
    words = [evaluated(c, lookup, depth - 1) for c in nodes]
    if name in ("abspath", "pathexpand", "tostring", "trimspace", "dirname", "basename"):
        word = words[0] if words else None
        if not isinstance(word, str):
            return None
        return {"dirname": os.path.dirname, "basename": os.path.basename}.get(name, str)(word)
    if name == "coalesce":
        return next((word for word in words if word), None)
    if name == "jsonencode" and words:
        return json.dumps(words[0])
    if name == "join" and len(words) == 2 and isinstance(words[1], list):
        parts = [word if isinstance(word, str) else UNKNOWN for word in words[1]]
        return str(words[0]).join(parts)
    return None


def _blocks(body: Node, depth: int) -> Iterator[Block]:
    for child in body.named_children if depth else ():
        if child.type != "block":
            continue
        parts = child.named_children
        inner = next((c for c in parts if c.type == "body"), None)
        attributes = [c for c in inner.named_children if c.type == "attribute"] if inner else []
        yield Block(
            _text(parts[0]),
            tuple(_text(c).strip('"') for c in parts[1:] if c.type in ("string_lit", "identifier")),
            {_text(a.named_children[0]): a.named_children[-1] for a in attributes},
            tuple(_blocks(inner, depth - 1)) if inner else (),
            child.start_point[0] + 1,
        )


def _first_error(root: Node) -> int:
    node = root
    while True:
        inner = next((c for c in node.children if c.has_error or c.is_missing), None)
        if inner is None or node.type == "ERROR":
            return node.start_point[0] + 1
        node = inner


def _text(node: Node) -> str:
    return (node.text or b"").decode()


@cache
def _parser() -> Parser:
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))
