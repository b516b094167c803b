"""The texts that are built beside the file itself: without its `# syntax=` line, and its base."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Stage
from lambdafix.syntax.views import From


def without_syntax(text: str) -> str:
    """The text for the Dockerfile frontend that the engine has in it."""
    dockerfile = parse(text)
    header = tuple(token for token in dockerfile.header if not _names_frontend(token.text))
    return replace(dockerfile, header=header).text


def base_alone(text: str, target: str = "") -> str:
    """The stages that the last one stands on, with nothing in them: what is built is its base.

    With a `target`, or where a variable may name a stage, it is all stages, as they count them.
    """
    dockerfile = parse(text)
    first = [stage.instructions[0] for stage in dockerfile.stages]
    origins = [From.of(instruction, dockerfile.dialect.escape) for instruction in first]
    kept = [len(origins) - 1]
    if target or any("$" in origin.image for origin in origins):
        kept = [*range(len(origins))]
    while below := _below(origins, kept[0]):
        kept.insert(0, below.pop())
    stages = tuple(Stage((replace(first[number], trivia=()),)) for number in kept)
    return replace(dockerfile, stages=stages, footer=()).text


def _below(origins: Sequence[From], number: int) -> list[int]:
    """The stage that a stage stands on, if it is one."""
    wanted = origins[number].image.lower()
    named = (n for n in range(number) if (origins[n].alias or "").lower() == wanted)
    return [*named][-1:]


def _names_frontend(line: str) -> bool:
    name, equals, _ = line.strip().lstrip("#").partition("=")
    return bool(equals) and name.strip().lower() == "syntax"
