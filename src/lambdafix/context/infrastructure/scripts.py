"""Shell scripts and Makefiles that build images."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from lambdafix.context.infrastructure import build_commands
from lambdafix.context.infrastructure.shell_lines import LONGEST, UNKNOWN, Here, commands
from lambdafix.context.infrastructure.tree import Tree, below, content_of, each, line_at
from lambdafix.context.infrastructure.uses import Finding, Use
from lambdafix.regex import regex

_ASSIGNMENT = regex(r"^(?:export[ ]+)?(\w+)[ \t]*(?:\?|:{1,3})?=(.*)$", re.MULTILINE)
_SHELLS = regex(r"(?:/\w+)*/?(?:ba|da|k|z)?sh")
_SHELL = regex(r"#!\s*(?:/\w+)*/(?:env\s+(?:-S\s+)?)?(?:ba|da|k|z)?sh\b")
_RECIPE = regex(r"^\t(?:\\.|[^\n\\])*", re.MULTILINE | re.DOTALL)
_REFERENCE = regex(r"\$\$|\$[({](\w+)[)}]|\$[({](?:shell )?(pwd|PWD|CURDIR)[)}]")


def read_shell(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """Builds in shell scripts: called from the own directory, the root, or one in between."""
    yield from each(_script, paths, tree)


def read_program(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The same of programs that their first line calls shell scripts, like tasks of mise."""
    yield from each(_program, paths, tree)


def read_make(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """Builds in the recipes of Makefiles, which run in the Makefile's directory."""
    yield from each(_makefile, paths, tree)


def scripts_called(text: str, here: Here) -> Iterator[tuple[str, dict[str, str]]]:
    """The scripts that commands call, `sh build.sh app` or `./build.sh app`: their texts, and the
    words that they are handed, by their numbers."""
    for called in commands(text, here, {}):
        words = list(called.words)
        if _SHELLS.fullmatch(words[0]):
            words = words[1:]
        for directory in called.directories if words and words[0].endswith(".sh") else ():
            content = content_of(below(directory, words[0]))
            if content is not None:
                given = {str(number): word for number, word in enumerate(words)}
                yield content.decode("utf-8", "replace"), given


def _script(path: str, tree: Tree) -> Iterator[Finding]:
    own = os.path.dirname(path)
    places = [tuple(dict.fromkeys((own, tree.root))), *((d,) for d in _between(own, tree.root))]
    said: list[Finding] = []
    for directories in places:
        here = Here(directories, own=own, top=tree.root)
        found = list(build_commands.uses(tree.text(path), path, 1, here, {}))
        said = said or found
        if any(isinstance(finding, Use) for finding in found):
            said = found
            break
    yield from said


def _between(directory: str, root: str) -> Iterator[str]:
    """The directories above one, up to the root, which is left out."""
    above = os.path.dirname(directory)
    while len(above) > len(root):
        yield above
        above = os.path.dirname(above)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    if _SHELL.match(tree.text(path)):
        yield from _script(path, tree)


def _makefile(path: str, tree: Tree) -> Iterator[Finding]:
    text = tree.text(path)
    variables: dict[str, str] = {}
    for name, value in _ASSIGNMENT.findall(text):
        value = value.partition(" #")[0].strip()
        variables[name] = value if variables.get(name, value) == value else UNKNOWN
    known: dict[str, str] = {}
    own = os.path.dirname(path)
    here = Here((own,), own=own, top=tree.root)
    for recipe in _RECIPE.finditer(text):
        line = line_at(text, recipe.start())
        body = _expanded(recipe[0], variables, known).lstrip("\t@-+")
        yield from build_commands.uses(body.replace("$$", "$"), path, line, here, {})


def _expanded(text: str, variables: Mapping[str, str], known: dict[str, str]) -> str:
    """Make's variables put in; one that has no single literal value is UNKNOWN.

    `known` are those that have been worked out; one that is made of itself has no value.
    """

    def put(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if not name:
            return match[0]
        if name in ("pwd", "PWD", "CURDIR"):
            return "."
        if name not in known:
            known[name] = UNKNOWN
            worth = _expanded(variables.get(name, UNKNOWN), variables, known)
            known[name] = worth if len(worth) <= LONGEST else UNKNOWN
        return known[name]

    return _REFERENCE.sub(put, text.replace("$(shell pwd)", "."))
