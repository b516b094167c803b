"""Settings that are a program of JavaScript or TypeScript, as far as it only puts data together.

Such a file is followed where every statement of it asks for a package, names a value or hands the
settings out, and every call is one of the language that changes nothing, or of a package, which the
reader of the settings has to know. Anything else may do anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.context.infrastructure.typescript import Call, Source, source_of, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENTS = frozenset(
    """comment empty_statement expression_statement hash_bang_line import_statement
    lexical_declaration variable_declaration""".split()
)
_DATA = _STATEMENTS | frozenset(
    """arguments array arrow_function binary_expression call_expression escape_sequence false
    function_expression identifier member_expression meta_property new_expression null number
    object optional_chain pair parenthesized_expression property_identifier regex regex_flags
    regex_pattern return_statement spread_element statement_block
    string string_fragment subscript_expression template_string template_substitution
    ternary_expression this true unary_expression undefined variable_declarator""".split()
)
# What names parameters and variables, and what only a compiler of types reads.
_NAMING = frozenset(
    """comment formal_parameters import_statement object_pattern type_annotation
    type_arguments""".split()
)
_TYPED = frozenset(("as_expression", "satisfies_expression"))
_FUNCTIONS = frozenset(("arrow_function", "function_expression"))

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


class SettingsProgram(Struct, frozen=True):
    """The settings that such a file hands out, one or several, the packages that it calls, and each
    package that it asks for, with the place."""

    source: Source
    settings: tuple[Node, ...]
    asked: tuple[Asked, ...]
    packages: tuple[tuple[str, Node], ...]


class NotFollowed(Exception):
    """A place of such a file where more is done than putting data together; words for people."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(f"line {node.start_point[0] + 1}: {why}")


def read_settings(text: str, path: str) -> SettingsProgram:
    """The settings in a file that lies at `path`, which its `__dirname` is made of.

    Raises NotFollowed where it may do more than put data together.
    """
    source = source_of(text, path, constants=False)
    try:
        return _read(source, path)
    except RecursionError:
        raise NotFollowed(source.root, "it is nested too deeply") from None


def _read(source: Source, path: str) -> SettingsProgram:
    handed: list[Node] = []
    for statement in source.root.named_children:
        value = _handed_out(statement)
        if value is None and statement.type not in _STATEMENTS:
            raise _odd(statement)
        _must_be_data(value or statement)
        handed += [value] if value else []
    if len(handed) != 1:
        raise NotFollowed(source.root, "it does not hand out its settings in one statement")
    own = source.names.get("__dirname")
    if own is not None and source.worth(own) != dirname(path):
        raise NotFollowed(own, "`__dirname` is another directory")
    for node in walk(source.root):
        _must_take_names(node, source)
    bound = dict(_bound(source))
    asked = tuple(a for call in source.calls() if (a := _asked(call, bound)))
    settings = tuple(_settings(source, handed[0]))
    return SettingsProgram(source, settings, asked, tuple(_packages(source)))


def pairs(root: Node) -> Iterator[tuple[str, Node]]:
    """The names and values of all objects in an expression, however deep."""
    for node in walk(root):
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if node.type == "pair" and key and value:
            yield text_of(key).strip("'\""), value


def _handed_out(statement: Node) -> Node | None:
    """The value in `module.exports = value` and `export default value`."""
    if statement.type == "export_statement":
        return statement.child_by_field_name("value")
    given = statement.named_children[0] if statement.type == "expression_statement" else None
    left = given.child_by_field_name("left") if given else None
    if not given or not left or text_of(left) != "module.exports":
        return None
    return given.child_by_field_name("right")


def _must_be_data(root: Node) -> None:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in _NAMING:
            continue
        if node.type in _TYPED:
            stack.append(node.named_children[0])
            continue
        if node.type not in _DATA:
            raise _odd(node)
        if node.type == "spread_element" and node.parent and node.parent.type == "object":
            raise _odd(node)
        stack.extend(reversed(node.named_children))


def _must_take_names(node: Node, source: Source) -> None:
    """A function takes parameters by names that mean nothing else in the file, and nothing hands
    `require` on."""
    if node.type == "identifier" and text_of(node) == "require":
        parent = node.parent
        if not parent or parent.type not in ("call_expression", "member_expression"):
            raise _odd(node)
    if node.type not in _FUNCTIONS:
        return
    single = node.child_by_field_name("parameter")
    several = node.child_by_field_name("parameters")
    for given in (single,) if single else several.named_children if several else ():
        name = given.child_by_field_name("pattern") or given
        if name.type != "identifier" or given.child_by_field_name("value"):
            raise _odd(given)


def _packages(source: Source) -> Iterator[tuple[str, Node]]:
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
            raise _odd(node)


def _odd(node: Node) -> NotFollowed:
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
    raise _odd(call.node)


def _only_looks(call: Call) -> bool:
    """Whether a method of a text or a list is called, with nothing that may do more."""
    plain = (a.type in _GIVEN or text_of(a) == "Boolean" for a in call.arguments)
    return call.name.rpartition(".")[2] in _METHODS and all(plain)


def _settings(source: Source, node: Node) -> Iterator[Node]:
    """The objects that a value is: itself, those of a list, and what a function gives back."""
    value = source.bound(node)
    if value.type == "object":
        yield value
    elif value.type == "array":
        for part in value.named_children:
            yield from _settings(source, part) if part.type != "comment" else ()
    elif value.type in _FUNCTIONS and (given := _given_back(value)):
        yield from _settings(source, given)
    else:
        raise _odd(value)


def _given_back(function: Node) -> Node | None:
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body
    returned = [s for s in body.named_children if s.type == "return_statement"]
    return next(iter(returned[0].named_children), None) if len(returned) == 1 else None
