"""Who still names a path or a command: steps of the image, and the files copied into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from posixpath import basename

from lambdafix.codemod import Allowance, LeftBehind, Moved
from lambdafix.context import node_source, python_source
from lambdafix.context.project import Project
from lambdafix.semantics.image import Image
from lambdafix.semantics.latest import latest
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown

_LARGEST = 1_000_000  # bytes: more than any source or configuration that a person wrote
_SOURCES = {"nodejs": node_source.SUFFIXES}  # besides those of Python, by the base image's language
_CONFIGURATION = tuple(".sh .bash .cfg .ini .toml .json .yaml .yml .env .conf".split())


def mentioned(needle: str, steps: Iterable[Step], image: Image, project: Project) -> str:
    """Where a path is named, as `line 7` or a file's name; empty if nowhere.

    Sources are asked for their string literals, configuration and scripts only for absolute paths:
    a bare file name in one of these is too often about something else.
    """
    pattern = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-])")
    for step in steps:
        body = step.instruction.body
        if pattern.search(body) or pattern.search(_expanded(step)):
            return f"`{shown(step.instruction)}`"
    for path, text in texts_of(frozenset(image.context.values()), project, image.base.family):
        if needle not in text:
            continue
        if path.endswith(".py") and python_source.names_literal(text, needle):
            return path
        if path.endswith(node_source.SUFFIXES) and node_source.names_literal(text, needle):
            return path
        if needle.startswith("/") and path.endswith(_CONFIGURATION) and pattern.search(text):
            return path
    return ""


def still_named(
    allowance: Iterable[Allowance], steps: Sequence[Step], image: Image, project: Project
) -> str:
    """Where a path is named that was left behind or moved, as words; empty if nowhere."""
    for allowed in allowance:
        if not isinstance(allowed, (LeftBehind, Moved)):
            continue
        path = allowed.what if isinstance(allowed, LeftBehind) else allowed.before
        if not path.startswith("/") or image.base.holds(path):
            continue
        where = mentioned(path, steps, image, project)
        if where and path not in image.files:
            return f"{where} still names {path}"
    return ""


def _expanded(step: Step) -> str:
    """A step's words with their variables, less the lists that the base image brings (PATH)."""
    text = step.at.scope.expand(step.instruction.body)
    for value in step.at.image.base.scope.env.values():
        text = text.replace(value, "") if ":" in value else text
    return text


def sources_of(family: str) -> tuple[str, ...]:
    """How the names of sources end that a language's image may run."""
    return (".py", *_SOURCES.get(family, ()))


@latest(8)
def texts_of(paths: frozenset[str], project: Project, family: str) -> tuple[tuple[str, str], ...]:
    """Sources, scripts and configuration among these files of the context, each with its text."""
    suffixes = (*sources_of(family), *_CONFIGURATION)
    own = (p for p in sorted(paths) if "node_modules/" not in p or p.endswith(".py"))
    read = (p for p in own if p.endswith(suffixes) or has_no_suffix(p))
    small = (p for p in read if project.size(p) <= _LARGEST)
    found = ((p, text) for p in small if (text := project.read(p)) is not None)
    return tuple((p, text) for p, text in found if not has_no_suffix(p) or text.startswith("#!"))


def has_no_suffix(path: str) -> bool:
    return "." not in basename(path)
