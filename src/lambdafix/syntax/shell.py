"""A shell script as a list of simple commands, or why it cannot be read as one.

The only user of tree-sitter-bash, which is loaded when the first script is read. What is not a
plain list of commands (loops, conditions, functions, subshells, here-documents, `&`, `!`) is not
read at all: half an understanding would be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lambdafix.syntax.shell_words import ShellWord, shell_word

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["Command", "Redirect", "Script", "ShellWord", "Unreadable", "read"]

_LIMIT = 100_000  # characters: more than any RUN that a person wrote
_SHOWN = 40  # characters of a word that a message quotes
_LISTS = ("program", "list", "pipeline", "redirected_statement")
_EXPRESSIONS = ("unary_expression", "binary_expression", "parenthesized_expression")
_WORDED = ("declaration_command", "unset_command", "test_command")
_REDIRECTS = ("file_redirect", "herestring_redirect")
_CONNECTORS = ("&&", "||", "|", ";", "\n")


class Redirect(NamedTuple):
    """`2>/dev/null` is ("2", ">", /dev/null); `2>&1` has the target `1`, `>&-` has none."""

    descriptor: str
    operator: str
    target: ShellWord | None


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command; `script[start:stop]` is all of it, redirects included.

    `connector` is what joins it to the command before: `&&`, `||`, `|`, `;` (a newline too), and
    nothing for the first. `assignments` stand before the words, or alone without any words.
    """

    words: tuple[ShellWord, ...]
    assignments: tuple[tuple[str, ShellWord], ...]
    redirects: tuple[Redirect, ...]
    start: int
    stop: int
    connector: str

    @property
    def name(self) -> str | None:
        """The first word's value; None where there is no word, or it is not known."""
        return self.words[0].value if self.words else None


class Script(NamedTuple):
    """The commands of `text` in their order."""

    text: str
    commands: tuple[Command, ...]


class Unreadable(NamedTuple):
    """The first word that stands in the way, its offset in the script, and why it does."""

    word: str
    start: int
    why: str


def read(script: str) -> Script | Unreadable:
    """The commands of a script for `sh` or `bash`; offsets count characters."""
    if len(script) > _LIMIT:
        return Unreadable(script[:_SHOWN], 0, "the script is too long")
    source = script.encode("utf-8", "surrogatepass")
    reader = _Reader(script, source)
    try:
        reader.read(_parser().parse(source).root_node)
    except _Stop as stop:
        return stop.unreadable
    return Script(script, tuple(reader.commands))


@cache
def _parser() -> Parser:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


class _Stop(Exception):
    def __init__(self, unreadable: Unreadable) -> None:
        super().__init__(unreadable.why)
        self.unreadable = unreadable


class _Reader:
    """One walk over a tree: lists are opened from a stack, never by recursion."""

    def __init__(self, script: str, source: bytes) -> None:
        self.script = script
        self.commands: list[Command] = []
        self.connector = ""
        # tree-sitter counts bytes
        self.offsets: list[int] | range = range(len(source) + 1)
        if len(source) != len(script):
            self.offsets = [
                i for i, c in enumerate(script) for _ in c.encode("utf-8", "surrogatepass")
            ]
            self.offsets.append(len(script))

    def read(self, root: Node) -> None:
        if root.has_error:
            self.stop(_first_error(root), "it is no shell syntax that can be read")
        stack = [root]
        while stack:
            node = stack.pop()
            if node.type in _LISTS:
                stack += reversed(node.children)
            elif node.type in _CONNECTORS:
                self.connector = ";" if node.type == "\n" else node.type
            elif node.type in _REDIRECTS:
                self.redirect_last(node)
            elif node.type != "comment":
                self.commands.append(self.command(node))
                self.connector = ""

    def stop(self, node: Node, why: str) -> None:
        start, stop = self.span(node)
        words = self.script[start:stop].split() or self.script.split()[-1:]
        raise _Stop(Unreadable(words[0][:_SHOWN], start, why))

    def span(self, node: Node) -> tuple[int, int]:
        return self.offsets[node.start_byte], self.offsets[node.end_byte]

    def command(self, node: Node) -> Command:
        if node.type in _WORDED:
            children = [*_leaves(node)]
        elif node.type in ("command", "variable_assignments"):
            children = node.children
        elif node.type == "variable_assignment":
            children = [node]
        else:
            self.stop(node, _WHY.get(node.type, f"`{node.type}` is not a simple command"))
        plain: list[Node] = []
        assignments: list[tuple[str, ShellWord]] = []
        redirects: list[Redirect] = []
        for child in children:
            if child.type in _REDIRECTS:
                redirects.append(self.redirect(child)[0])
            elif child.type == "variable_assignment" and not plain and node.type not in _WORDED:
                assignments.append(self.assignment(child))
            else:
                plain.append(child)
        connector = self.connector or (";" if self.commands else "")
        words = tuple(self.words(plain))
        return Command(words, tuple(assignments), tuple(redirects), *self.span(node), connector)

    def words(self, nodes: Iterable[Node]) -> Iterator[ShellWord]:
        """Nodes that touch are one word; a continuation inside a word does not part it."""
        spans: list[tuple[int, int]] = []
        for node in nodes:
            if node.type in ("process_substitution", "heredoc_redirect"):
                self.stop(node, _WHY[node.type])
            start, stop = self.span(node)
            if spans and not self.script[spans[-1][1] : start].replace("\\\n", ""):
                start = spans.pop()[0]
            spans.append((start, stop))
        return (shell_word(self.script[start:stop], start) for start, stop in spans)

    def assignment(self, node: Node) -> tuple[str, ShellWord]:
        name, operator, *value = node.children
        if name.type != "variable_name" or any(v.type == "array" for v in value):
            self.stop(node, "it sets an array")
        at = self.span(operator)[1]
        word = next(self.words(value), ShellWord("", at, ""))
        if operator.type != "=":
            word = word._replace(value=None)  # the old value counts too
        start, stop = self.span(name)
        return self.script[start:stop], word

    def redirect(self, node: Node) -> tuple[Redirect, tuple[ShellWord, ...]]:
        """The redirect, and the words behind its target, which belong to the command."""
        descriptor = operator = ""
        rest: list[Node] = []
        for child in node.children:
            if child.type == "file_descriptor":
                descriptor = self.script[slice(*self.span(child))]
            elif not operator:
                operator = child.type
            else:
                rest.append(child)
        words = tuple(self.words(rest))
        return Redirect(descriptor, operator, words[0] if words else None), words[1:]

    def redirect_last(self, node: Node) -> None:
        if not self.commands:
            self.stop(node, "it redirects no command")
        redirect, more = self.redirect(node)
        last = self.commands[-1]
        self.commands[-1] = replace(
            last,
            words=(*last.words, *more),
            redirects=(*last.redirects, redirect),
            stop=self.span(node)[1],
        )


_WHY = {
    "subshell": "it is a subshell",
    "compound_statement": "it is a group",
    "negated_command": "its answer is turned round",
    "if_statement": "it is a condition",
    "case_statement": "it is a condition",
    "for_statement": "it is a loop",
    "c_style_for_statement": "it is a loop",
    "while_statement": "it is a loop",
    "function_definition": "it defines a function",
    "heredoc_redirect": "it has a here-document",
    "process_substitution": "it reads another command as a file",
    "&": "it runs in the background",
    "|&": "it is a pipe of bash alone",
}


def _leaves(node: Node) -> Iterator[Node]:
    """The words of a command that tree-sitter reads as an expression, operators among them."""
    stack = [*reversed(node.children)]
    while stack:
        child = stack.pop()
        if child.type in _EXPRESSIONS:
            stack += reversed(child.children)
        else:
            yield child


def _first_error(root: Node) -> Node:
    node = root
    while not (node.is_error or node.is_missing):
        node = next((child for child in node.children if child.has_error), None) or node.children[0]
    return node
