"""Who still names a path or a command: steps of the image, and the files copied into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lambdafix.context.project import Project
from lambdafix.context.python_source import names_literal
from lambdafix.context.python_source import spawned as spawned_by
from lambdafix.semantics.image import Image
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown

_LARGEST = 1_000_000  # bytes: more than any source or configuration that a person wrote
_CONFIGURATION = (
    ".sh",
    ".bash",
    ".cfg",
    ".ini",
    ".toml",
    ".json",
    ".yaml",
    ".yml",
    ".env",
    ".conf",
)
_MAY_SPAWN = re.compile(r"subprocess|os\.(system|popen|exec|spawn)|which|sh\.")


def mentioned(needle: str, steps: Iterable[Step], image: Image, project: Project) -> str:
    """Where a path is named, as `line 7` or a file's name; empty if nowhere.

    Python files are asked for their string literals, configuration and scripts only for absolute
    paths: a bare file name in one of these is too often about something else.
    """
    pattern = re.compile(rf"(?<![\w.-]){re.escape(needle)}(?![\w-])")
    for step in steps:
        body = step.instruction.body
        if pattern.search(body) or pattern.search(step.at.scope.expand(body)):
            return f"`{shown(step.instruction)}`"
    for path, text in _texts(image, project):
        if needle not in text:
            continue
        if path.endswith(".py") and names_literal(text, needle):
            return path
        if needle.startswith("/") and path.endswith(_CONFIGURATION) and pattern.search(text):
            return path
    return ""


def spawned(image: Image, project: Project) -> frozenset[str]:
    """The commands that Python files of the image run, as far as their text says."""
    found: set[str] = set()
    for path, text in _texts(image, project):
        if path.endswith(".py") and _MAY_SPAWN.search(text):
            found |= spawned_by(text)
    return frozenset(found)


def script_words(image: Image, project: Project) -> frozenset[str]:
    """Every word of the shell scripts of the image: the commands that they run are among them."""
    scripts = (text for path, text in _texts(image, project) if path.endswith((".sh", ".bash")))
    return frozenset(word for text in scripts for word in re.findall(r"[\w.+-]+", text))


def _texts(image: Image, project: Project) -> Iterator[tuple[str, str]]:
    for path in sorted(set(image.context.values())):
        if path.endswith((".py", *_CONFIGURATION)) and project.size(path) <= _LARGEST:
            text = project.read(path)
            if text is not None:
                yield path, text
