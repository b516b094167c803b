"""The texts that are built beside the file itself: without its `# syntax=` line, and its base."""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.syntax.parser import parse


def without_syntax(text: str) -> str:
    """The text for the Dockerfile frontend that the engine has in it."""
    dockerfile = parse(text)
    header = tuple(token for token in dockerfile.header if not _names_frontend(token.text))
    return replace(dockerfile, header=header).text


def base_alone(text: str) -> str:
    """The same stages with nothing in them: what is built is the base of the stage that counts."""
    dockerfile = parse(text)
    stages = (replace(stage, items=(stage.instructions[0],)) for stage in dockerfile.stages)
    return replace(dockerfile, stages=tuple(stages), footer=()).text


def _names_frontend(line: str) -> bool:
    name, equals, _ = line.strip().lstrip("#").partition("=")
    return bool(equals) and name.strip().lower() == "syntax"
