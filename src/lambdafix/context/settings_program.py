"""Settings that are a program of JavaScript or TypeScript, as far as it only puts data together.

Such a file is followed where every statement of it asks for a package, names a value or hands the
settings out, and every call is one of the language that changes nothing, or of a package, which the
reader of the settings has to know. Anything else may do anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.context.infrastructure.typescript import Source, source_of, text_of, walk
from lambdafix.context.settings_calls import Asked, NotFollowed, called, odd, packages

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


class SettingsProgram(Struct, frozen=True):
    """The settings that such a file hands out, one or several, the packages that it calls, and each
    package that it asks for, with the place."""

    source: Source
    settings: tuple[Node, ...]
    asked: tuple[Asked, ...]
    packages: tuple[tuple[str, Node], ...]


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
            raise odd(statement)
        _must_be_data(value or statement)
        handed += [value] if value else []
    if len(handed) != 1:
        raise NotFollowed(source.root, "it does not hand out its settings in one statement")
    own = source.names.get("__dirname")
    if own is not None and source.worth(own) != dirname(path):
        raise NotFollowed(own, "`__dirname` is another directory")
    for node in walk(source.root):
        _must_take_names(node, source)
    asked = tuple(called(source))
    settings = tuple(_settings(source, handed[0]))
    return SettingsProgram(source, settings, asked, tuple(packages(source)))


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
            raise odd(node)
        if node.type == "spread_element" and node.parent and node.parent.type == "object":
            raise odd(node)
        stack.extend(reversed(node.named_children))


def _must_take_names(node: Node, source: Source) -> None:
    """A function takes parameters by names that mean nothing else in the file, and nothing hands
    `require` on."""
    if node.type == "identifier" and text_of(node) == "require":
        parent = node.parent
        if not parent or parent.type not in ("call_expression", "member_expression"):
            raise odd(node)
    if node.type not in _FUNCTIONS:
        return
    single = node.child_by_field_name("parameter")
    several = node.child_by_field_name("parameters")
    for given in (single,) if single else several.named_children if several else ():
        name = given.child_by_field_name("pattern") or given
        if name.type != "identifier" or given.child_by_field_name("value"):
            raise odd(given)


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
        raise odd(value)


def _given_back(function: Node) -> Node | None:
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body
    returned = [s for s in body.named_children if s.type == "return_statement"]
    return next(iter(returned[0].named_children), None) if len(returned) == 1 else None
