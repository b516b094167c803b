"""The packages that settings ask for, and those of their calls that are none of the language.

Source: Node.js 24 documentation, "Modules: CommonJS modules" and "Modules: ECMAScript modules".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.context.infrastructure.typescript import Call, Source, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_ASKING = frozenset(("require", "require.resolve"))
_PATHS = frozenset(("path", "node:path", "url", "node:url"))
_PLAIN = frozenset(("Boolean", "JSON.stringify", "Number", "String", "process.cwd"))
_METHODS = frozenset(("endsWith", "filter", "includes", "startsWith", "toString"))
# What these may be given: a name may be of a function that does anything.
_GIVEN = frozenset(("arrow_function", "function_expression", "number", "regex", "string"))


class Asked(Struct, frozen=True):
    """A call of a package: `member` is empty where the package itself is called."""

    package: str
    member: str
    node: Node


class NotFollowed(Exception):
    """A place of such a file where more is done than putting data together; words for people."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(f"line {node.start_point[0] + 1}: {why}")


def called(source: Source) -> Iterator[Asked]:
    """The calls of packages. Raises NotFollowed at a call of anything else that may do more than
    put data together."""
    bound = dict(_bound(source))
    for call in source.calls():
        found = _asked(call, bound)
        if found is not None:
            yield found


def packages(source: Source) -> Iterator[tuple[str, Node]]:
    """The packages that are asked for in any way, less node's own for paths; tables of JSON are
    data. Raises NotFollowed for a file of the project."""
    for node in walk(source.root):
        origin = node.child_by_field_name("source") if node.type == "import_statement" else None
        name = text_of(origin).strip("'\"") if origin else _required(node)
        if name is None or name in _PATHS:
            continue
        if not name.startswith((".", "/")):
            yield name, node
        elif not name.endswith(".json"):
            raise odd(node)


def odd(node: Node) -> NotFollowed:
    return NotFollowed(node, f"`{_first_line(node)}` is not followed")


def _first_line(node: Node) -> str:
    return text_of(node).partition("\n")[0].strip()


def _bound(source: Source) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name -> the package that it stands for, and the member of it."""
    for node in walk(source.root):
        if node.type == "import_statement":
            yield from _imported(node)
        value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
        package = _required(value) if value else None
        name = node.child_by_field_name("name")
        if package is None or name is None:
            continue
        if name.type == "identifier":
            yield text_of(name), (package, "")
        for part in name.named_children if name.type == "object_pattern" else ():
            key, inner = part.child_by_field_name("key"), part.child_by_field_name("value")
            yield text_of(inner or part), (package, text_of(key or part))


def _imported(node: Node) -> Iterator[tuple[str, tuple[str, str]]]:
    origin = node.child_by_field_name("source")
    package = text_of(origin).strip("'\"") if origin else ""
    for part in walk(node):
        if part.type == "import_specifier":
            name, alias = part.child_by_field_name("name"), part.child_by_field_name("alias")
            if name:
                yield text_of(alias or name), (package, text_of(name))
        elif part.type == "identifier" and part.parent and part.parent.type != "import_specifier":
            yield text_of(part), (package, "")


def _required(value: Node) -> str | None:
    """The package in `require("package")`."""
    function, given = (value.child_by_field_name(f) for f in ("function", "arguments"))
    words = given.named_children if given else []
    if not function or text_of(function) != "require" or len(words) != 1:
        return None
    return text_of(words[0]).strip("'\"") if words[0].type == "string" else None


def _asked(call: Call, bound: Mapping[str, tuple[str, str]]) -> Asked | None:
    """The package that is called; None where it is the language, and changes nothing."""
    head, _, rest = call.name.partition(".")
    if head in bound:
        package, member = bound[head]
        if package in _PATHS:
            return None
        return Asked(package, ".".join(filter(None, (member, rest))), call.node)
    if call.name in _ASKING and len(call.arguments) == 1 and call.arguments[0].type == "string":
        package = text_of(call.arguments[0]).strip("'\"")
        if not package.startswith((".", "/")) or package.endswith(".json"):
            return None
    elif call.name in _PLAIN or _only_looks(call):
        return None
    raise odd(call.node)


def _only_looks(call: Call) -> bool:
    """Whether a method of a text or a list is called, with nothing that may do more."""
    plain = (a.type in _GIVEN or text_of(a) == "Boolean" for a in call.arguments)
    return call.name.rpartition(".")[2] in _METHODS and all(plain)
