"""Who still names a path or a command: steps of the image, and the files copied into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import basename

from lambdafix.context.project import Project
from lambdafix.context.python_source import literals_of, names_literal, spawned, spawns_unknown
from lambdafix.semantics.image import Image
from lambdafix.semantics.latest import latest
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown

_LARGEST = 1_000_000  # bytes: more than any source or configuration that a person wrote
_CONFIGURATION = tuple(".sh .bash .cfg .ini .toml .json .yaml .yml .env .conf".split())
_MAY_SPAWN = re.compile(r"subprocess|\b(system|popen|exec[lv]\w*|(posix_)?spawn\w*|which)\(")
_INTERPRETER = re.compile(
    r"\bsys\.(executable|(base_)?(exec_)?prefix)\b|\bsysconfig\b|\bsite\.(get\w*packages|USER_SITE)"
)
_PYTHON = re.compile(r"python[\d.]*")


def mentioned(needle: str, steps: Iterable[Step], image: Image, project: Project) -> str:
    """Where a path is named, as `line 7` or a file's name; empty if nowhere.

    Python files are asked for their string literals, configuration and scripts only for absolute
    paths: a bare file name in one of these is too often about something else.
    """
    pattern = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-])")
    for step in steps:
        body = step.instruction.body
        if pattern.search(body) or pattern.search(_expanded(step)):
            return f"`{shown(step.instruction)}`"
    for path, text in _texts(frozenset(image.context.values()), project):
        if needle not in text:
            continue
        if path.endswith(".py") and names_literal(text, needle):
            return path
        if needle.startswith("/") and path.endswith(_CONFIGURATION) and pattern.search(text):
            return path
    return ""


def _expanded(step: Step) -> str:
    """A step's words with their variables, less the lists that the base image brings (PATH)."""
    text = step.at.scope.expand(step.instruction.body)
    for value in step.at.image.base.scope.env.values():
        text = text.replace(value, "") if ":" in value else text
    return text


@dataclass(frozen=True, slots=True)
class Code:
    """What the files of an image run, as far as their text says.

    `commands`: those that Python files run; `words`: all of shell scripts, the commands that they
    run among them; `literals`: the strings of Python files that may run commands. `unseen`: a
    Python file that puts a command together; `interpreter`: one that starts another Python or asks
    where this one lies. Empty where there is none.
    """

    commands: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    unseen: str = ""
    interpreter: str = ""

    @property
    def called(self) -> frozenset[str]:
        return self.commands | self.words


def code_of(image: Image, project: Project) -> Code:
    """What the files that are copied into an image run."""
    return _code(frozenset(image.context.values()), project)


@latest(8)
def _code(paths: frozenset[str], project: Project) -> Code:
    commands, words, literals = set[str](), set[str](), set[str]()
    unseen = interpreter = ""
    for path, text in _texts(paths, project):
        if path.endswith((".sh", ".bash")):
            words.update(re.findall(r"[\w.+-]+", text))
        if not path.endswith(".py"):
            continue
        found = spawned(text) if _MAY_SPAWN.search(text) else frozenset[str]()
        if found:
            commands |= found
            literals |= literals_of(text)
        if _MAY_SPAWN.search(text) and spawns_unknown(text):
            unseen = unseen or path
            literals |= literals_of(text)
        if _INTERPRETER.search(text) or any(map(_PYTHON.fullmatch, found)):
            interpreter = interpreter or path
    own = min(commands & {basename(p) for p in paths}, default="")
    return Code(
        frozenset(commands), frozenset(words), frozenset(literals), unseen, interpreter or own
    )


@latest(8)
def _texts(paths: frozenset[str], project: Project) -> tuple[tuple[str, str], ...]:
    """Sources and configuration among these files of the context, each with its text."""
    read = (p for p in sorted(paths) if p.endswith((".py", *_CONFIGURATION)))
    small = (p for p in read if project.size(p) <= _LARGEST)
    return tuple((p, text) for p in small if (text := project.read(p)) is not None)
