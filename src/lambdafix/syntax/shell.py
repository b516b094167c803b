"""A shell script as its commands, simple and compound, or why it cannot be read.

The only user of tree-sitter-bash, which is loaded when the first script is read. Functions, jobs
in the background, arrays and process substitutions are not read at all: half an understanding
would be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.syntax.shell_words import ShellWord, shell_word

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["Command", "Compound", "Part", "Redirect", "Script", "ShellWord", "Unreadable", "read"]

_LIMIT = 100_000  # characters: more than any RUN that a person wrote
_SHOWN = 40  # characters of a word that a message quotes
_DEEPEST = 20  # compound commands inside each other
_LISTS = ("program", "list", "pipeline", "redirected_statement")
_EXPRESSIONS = ("unary_expression", "binary_expression", "parenthesized_expression")
_WORDED = ("declaration_command", "unset_command", "test_command")
_REDIRECTS = ("file_redirect", "herestring_redirect", "heredoc_redirect")
_CONNECTORS = ("&&", "||", "|", ";", ";;", "\n")
# Nodes that hold commands, the kind of command that they are, and the words that part them.
_COMPOUND = {
    "subshell": "(",
    "compound_statement": "{",
    "negated_command": "!",
    "if_statement": "if",
    "case_statement": "case",
    "for_statement": "for",
    "while_statement": "while",
}
_PARTING = frozenset("( ) { } ! if then elif else fi case in esac for while until do done".split())
_CLAUSES = ("elif_clause", "else_clause", "do_group", "case_item")


class Redirect(NamedTuple):
    """`2>/dev/null` is ("2", ">", /dev/null); `2>&1` has the target `1`, `>&-` has none.

    The target of a here-document (`<<`) is its text, with the value None where the shell replaces
    something in it.
    """

    descriptor: str
    operator: str
    target: ShellWord | None


class Command(Struct, frozen=True):
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

    @property
    def values(self) -> list[str]:
        """The values of the words; as they are written where that is not known or empty."""
        return [word.value or word.raw for word in self.words]


class Compound(Struct, frozen=True):
    """A command that holds others, in `bodies`: the lists between its keywords, in their order.

    `kind`: `(` and `{` run their one list, `!` turns its answer round, `if` has conditions and
    branches in turns, `while` (and `until`) a condition and a list, `for` one list for each of
    `words`, which `variable` takes on, `case` a list for each pattern that the one word may match.
    """

    kind: str
    bodies: tuple[tuple[Part, ...], ...]
    variable: str
    words: tuple[ShellWord, ...]
    redirects: tuple[Redirect, ...]
    start: int
    stop: int
    connector: str


Part = Command | Compound


class Script(NamedTuple):
    """The commands of `text` in their order."""

    text: str
    parts: tuple[Part, ...]

    @property
    def flat(self) -> bool:
        """Whether it is nothing but a list of simple commands, without a here-document."""
        return all(
            isinstance(p, Command) and not any("<<" in r.operator for r in p.redirects)
            for p in self.parts
        )

    @property
    def commands(self) -> tuple[Command, ...]:
        """The simple commands of the list itself."""
        return tuple(p for p in self.parts if isinstance(p, Command))


class Unreadable(NamedTuple):
    """The first word that stands in the way, its offset in the script, and why it does."""

    word: str
    start: int
    why: str


@lru_cache(maxsize=256)
def read(script: str) -> Script | Unreadable:
    """The commands of a script for `sh` or `bash`; offsets count characters."""
    if len(script) > _LIMIT:
        return Unreadable(script[:_SHOWN], 0, "the script is too long")
    source = script.encode("utf-8", "surrogatepass")
    reader = _Reader(script, source)
    root = _parser().parse(source).root_node
    try:
        if root.has_error:
            reader.stop(_first_error(root), "it is no shell syntax that can be read")
        return Script(script, reader.parts([root]))
    except _Stop as stop:
        return stop.unreadable


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
    """One walk over a tree: lists are opened from a stack, only compound commands by recursion."""

    def __init__(self, script: str, source: bytes) -> None:
        self.script = script
        self.depth = 0
        # tree-sitter counts bytes
        self.offsets: list[int] | range = range(len(source) + 1)
        if len(source) != len(script):
            self.offsets = [
                i for i, c in enumerate(script) for _ in c.encode("utf-8", "surrogatepass")
            ]
            self.offsets.append(len(script))

    def parts(self, nodes: Iterable[Node]) -> tuple[Part, ...]:
        found: list[Part] = []
        connector = ""
        stack = [*reversed([*nodes])]
        while stack:
            node = stack.pop()
            if node.type in _LISTS:
                stack += reversed(node.children)
            elif node.type in _CONNECTORS:
                connector = node.type if node.type in ("&&", "||", "|") else ";"
            elif node.type in _REDIRECTS:
                stack += reversed(self.redirect_last(found, node))
            elif node.type != "comment":
                connector = connector or (";" if found else "")
                found.append(self.part(node, connector))
                connector = ""
        return tuple(found)

    def part(self, node: Node, connector: str) -> Part:
        kind = _COMPOUND.get(node.type)
        if kind is None or (kind == "{" and node.children[0].type == "(("):
            return self.command(node, connector)
        if self.depth == _DEEPEST:
            self.stop(node, "too many commands lie inside each other")
        self.depth += 1
        variable, words, bodies = self.held(node)
        self.depth -= 1
        return Compound(kind, bodies, variable, words, (), *self.span(node), connector)

    def held(self, node: Node) -> tuple[str, tuple[ShellWord, ...], tuple[tuple[Part, ...], ...]]:
        """What a compound command holds: its variable, its words, and its lists of commands."""
        variable = ""
        words: list[Node] = []
        lists: list[list[Node]] = []
        stack, heads = [*reversed(node.children)], node.type in ("for_statement", "case_statement")
        while stack:
            child = stack.pop()
            if child.type in _CLAUSES:
                children = child.children
                if child.type == "case_item":  # less the patterns before its `)`
                    at = next(i for i, c in enumerate(children) if c.type == ")")
                    children = children[at:]
                stack += reversed(children)
                heads = False
            elif child.type in _PARTING:
                lists.append([])
            elif heads and child.type == "variable_name" and not variable:
                variable = self.script[slice(*self.span(child))]
            elif heads and child.type not in (";", "\n"):
                words.append(child)
            elif lists:
                lists[-1].append(child)
        bodies = (self.parts(nodes) for nodes in lists)
        return variable, tuple(self.words(words)), tuple(body for body in bodies if body)

    def stop(self, node: Node, why: str) -> None:
        start, stop = self.span(node)
        words = self.script[start:stop].split() or self.script.split()[-1:]
        raise _Stop(Unreadable(words[0][:_SHOWN], start, why))

    def span(self, node: Node) -> tuple[int, int]:
        return self.offsets[node.start_byte], self.offsets[node.end_byte]

    def command(self, node: Node, connector: str) -> Command:
        if node.type in _WORDED:
            children = [*_leaves(node)]
        elif node.type in ("command", "variable_assignments"):
            children = node.children
        elif node.type == "variable_assignment":
            children = [node]
        else:
            self.stop(node, _WHY.get(node.type, f"`{node.type}` is not read"))
        plain: list[Node] = []
        assignments: list[tuple[str, ShellWord]] = []
        redirects: list[Redirect] = []
        for child in children:
            if child.type == "heredoc_redirect":
                self.stop(child, "its here-document stands inside it")
            elif child.type in _REDIRECTS:
                redirects.append(self.redirect(child)[0])
            elif child.type == "variable_assignment" and not plain and node.type not in _WORDED:
                assignments.append(self.assignment(child))
            else:
                plain.append(child)
        words = tuple(self.words(plain))
        return Command(words, tuple(assignments), tuple(redirects), *self.span(node), connector)

    def words(self, nodes: Iterable[Node]) -> Iterator[ShellWord]:
        """Nodes that touch are one word; a continuation inside a word does not part it."""
        spans: list[tuple[int, int]] = []
        inner: list[tuple[int, str]] = []
        for node in nodes:
            if node.type == "process_substitution":
                self.stop(node, _WHY[node.type])
            start, stop = self.span(node)
            if spans and not self.script[spans[-1][1] : start].replace("\\\n", ""):
                start = spans.pop()[0]
            spans.append((start, stop))
            inner += ((self.span(n)[0], self.substituted(n)) for n in _substitutions(node))
        for start, stop in spans:
            word = shell_word(self.script[start:stop], start)
            yield word._replace(inner=tuple(text for at, text in inner if start <= at < stop))

    def substituted(self, node: Node) -> str:
        """The script of a `$(...)` or of backquotes."""
        first, last = node.children[0], node.children[-1]
        return self.script[self.span(first)[1] : self.span(last)[0]]

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

    def redirect_last(self, found: list[Part], node: Node) -> list[Node]:
        """Join a redirect to the last command; the rest of a here-document's line comes back."""
        if not found:
            self.stop(node, "it redirects no command")
        rest: list[Node] = []
        if node.type == "heredoc_redirect":
            redirect, rest = self.heredoc(node)
            more: tuple[ShellWord, ...] = ()
        else:
            redirect, more = self.redirect(node)
        last = found[-1]
        redirects = (*last.redirects, redirect)
        stop = max(last.stop, self.span(node)[1])
        if isinstance(last, Compound):
            found[-1] = replace(last, redirects=redirects, stop=stop)
        else:
            found[-1] = replace(last, words=(*last.words, *more), redirects=redirects, stop=stop)
        return rest

    def heredoc(self, node: Node) -> tuple[Redirect, list[Node]]:
        """A here-document's text, and the nodes between its word and its text."""
        rest: list[Node] = []
        body, start = "", self.span(node)[1]
        quoted = False
        for child in node.children:
            if child.type == "heredoc_body":
                start, stop = self.span(child)
                body = self.script[start:stop]
            elif child.type == "heredoc_start":
                quoted = not self.script[slice(*self.span(child))].isalnum()
            elif child.type == "pipeline":
                rest += child.children
            elif child.type not in ("<<", "<<-", "heredoc_end"):
                rest.append(child)
        value = None if not quoted and set("$`") & set(body) else body
        return Redirect("", "<<", ShellWord(body, start, value)), rest


_WHY = {
    "c_style_for_statement": "it is a loop of bash alone",
    "function_definition": "it defines a function",
    "process_substitution": "it reads another command as a file",
    "compound_statement": "it is arithmetic of bash alone",
    "&": "it runs in the background",
    "|&": "it is a pipe of bash alone",
}


def _substitutions(node: Node) -> Iterator[Node]:
    """The command substitutions in a word, less those that stand inside of another."""
    stack = [node]
    while stack:
        child = stack.pop()
        if child.type == "command_substitution":
            yield child
        else:
            stack += reversed(child.children)


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
