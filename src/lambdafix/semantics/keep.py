"""The author's last word: `# lambdafix: keep` above an instruction, `# lambdafix: skip-file`."""

from __future__ import annotations

from lambdafix.regex import regex
from lambdafix.syntax.tree import Dockerfile, Instruction

_PRAGMA = regex(r"#\s*lambdafix:\s*(?P<word>[\w-]+)")


def kept(instruction: Instruction) -> bool:
    """Whether the author wants this instruction (or, on FROM, this stage) left where it stands."""
    return "keep" in _words(instruction.comments)


def skipped(dockerfile: Dockerfile) -> bool:
    """Whether the author wants the whole file left alone."""
    return "skip-file" in _words(dockerfile.comments)


def _words(comments: tuple[str, ...]) -> list[str]:
    return [m["word"] for c in comments if (m := _PRAGMA.match(c))]
