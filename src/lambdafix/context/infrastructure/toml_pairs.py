"""TOML as its pairs with their places in the bytes. The only user of tree-sitter-toml.

To edit a file is to replace bytes at these places: no tree is ever printed. What a value is worth
is tomli's to say. (tomlkit, which prints trees, gave 299 public files and the same with CRLF
back byte for byte, but writes LF into a file of CRLF, and takes 116 ms to load; this takes 12.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import tomli

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Span = tuple[int, int]  # byte offsets: the first, and the one behind the last


class Pair(NamedTuple):
    """`key = value`: the whole path of the key, its own last word and its value in the bytes.

    `comments` are those inside of a value of several lines, in order, each behind the text that
    stands before it in its line (empty: nothing does).
    """

    path: tuple[str, ...]
    key: Span
    value: Span
    comments: tuple[tuple[str, str], ...]
    line: int


def pairs(content: bytes) -> list[Pair]:
    """Every pair, in order; none where the parser does not agree that this is TOML."""
    root = _parser().parse(content).root_node
    return [] if root.has_error else list(_pairs(root, ()))


def line_of(content: bytes, path: tuple[str, ...]) -> int:
    """The line of the table or the pair that first says something below a path; 0 if none does."""
    root = _parser().parse(content).root_node
    lines = [pair.line for pair in _pairs(root, ()) if pair.path[: len(path)] == path]
    for child in root.named_children:
        if child.type == "table" and _words(child.named_children[0])[: len(path)] == path:
            lines.append(child.start_point[0] + 1)
    return min(lines, default=0) if path and not root.has_error else 0


def _pairs(node: Node, within: tuple[str, ...]) -> Iterator[Pair]:
    for child in node.named_children:
        if child.type == "table":
            yield from _pairs(child, _words(child.named_children[0]))
        elif child.type == "pair":
            key, value = [c for c in child.named_children if c.type != "comment"][:2]
            path = (*within, *_words(key))
            yield Pair(
                path, _last(key), (value.start_byte, value.end_byte), (*_comments(value),),
                child.start_point[0] + 1,
            )  # fmt: skip
            if value.type == "inline_table":
                yield from _pairs(value, path)


def _words(key: Node) -> tuple[str, ...]:
    if key.type == "dotted_key":
        return tuple(word for part in key.named_children for word in _words(part))
    text = (key.text or b"").decode()
    if key.type == "quoted_key":
        text = next(iter(tomli.loads(f"{text} = 0")))
    return (text,)


def _last(key: Node) -> Span:
    while key.type == "dotted_key":
        key = key.named_children[-1]
    return key.start_byte, key.end_byte


def _comments(value: Node) -> Iterator[tuple[str, str]]:
    row, before = -1, ""
    for child in value.named_children:
        text = (child.text or b"").decode().rstrip("\r\n")
        if child.type != "comment":
            yield from _comments(child)
            row, before = child.end_point[0], text
        else:
            yield before if child.start_point[0] == row else "", text


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_toml

    language: Any = tree_sitter_toml.language()
    return tree_sitter.Parser(tree_sitter.Language(language))
