"""A second reader: does dockerfile-parse see the same instructions?

It knows nothing of here-documents and blank lines inside a continuation, takes a doubled escape
character for a continuation and a continuation after a bare keyword for a part of it; there it
abstains. Measured with dockerfile-parse 2.0.1 (2023-07), the newest.
"""

from __future__ import annotations

from enum import Enum
from io import BytesIO
from itertools import zip_longest
from typing import NamedTuple

from lambdafix.syntax.lines import split_newline
from lambdafix.syntax.tree import Dockerfile, Instruction, Kind

_Read = tuple[str, tuple[str, ...]]


class Agreement(Enum):
    """What the second reader says."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    ABSTAINS = "abstains"


class Crosscheck(NamedTuple):
    """Its answer, and where it differs or why it has none."""

    agreement: Agreement
    detail: str = ""


def crosscheck(dockerfile: Dockerfile) -> Crosscheck:
    """Compare the instructions of the tree, as keyword and words, with the second reader's.

    Where both differ and the file holds what the second reader is known to misread, it abstains.
    """
    ours = [_ours(i) for i in dockerfile.instructions]
    theirs = _theirs(dockerfile.text)
    if ours == theirs:
        return Crosscheck(Agreement.AGREES)
    if why := _blind_spot(dockerfile):
        return Crosscheck(Agreement.ABSTAINS, why)
    one, other = next((a, b) for a, b in zip_longest(ours, theirs) if a != b)
    return Crosscheck(Agreement.DISAGREES, f"{_said(one)} is {_said(other)} to dockerfile-parse")


def _ours(instruction: Instruction) -> _Read:
    return instruction.keyword, tuple(instruction.body.split())


def _theirs(text: str) -> list[_Read]:
    from dockerfile_parse import DockerfileParser  # 15 ms, most of it logging

    raw = text.encode("utf-8")
    read = DockerfileParser(fileobj=BytesIO(raw if raw.endswith(b"\n") else raw + b"\n")).structure
    return [
        (one["instruction"], tuple(one["value"].split()))
        for one in read
        if one["instruction"] != "COMMENT"
    ]


def _said(read: _Read | None) -> str:
    return f"`{read[0]} {' '.join(read[1])}`" if read else "nothing"


def _blind_spot(dockerfile: Dockerfile) -> str:
    """What in the file the second reader is known to misread; empty if nothing."""
    escape = dockerfile.dialect.escape
    if escape != "\\" and any(
        t.text.strip("# \t").lower().startswith("check") for t in dockerfile.header
    ):
        return "an escape directive beside a check directive"
    for instruction in dockerfile.instructions:
        if why := _misread(instruction, escape):
            return f"{why} in line {instruction.line}"
    return ""


def _misread(instruction: Instruction, escape: str) -> str:
    kinds = [t.kind for t in instruction.tokens]
    if Kind.HEREDOC in kinds:
        return "a here-document"
    if Kind.BLANK in kinds:
        return "a blank line inside a continuation"
    if Kind.NEWLINE not in kinds and Kind.CONTINUATION in kinds:
        return "a continuation at the end of the file"
    if Kind.CONTINUATION in kinds[: kinds.index(Kind.KEYWORD) + 2]:
        return "a continuation at the keyword"
    texts = [t.text for t in instruction.tokens if t.kind is Kind.TEXT]
    if texts and texts[-1].rstrip().endswith(escape):
        return "an escape character at the end"
    if any("\r" in split_newline(text)[0] for text in texts):
        return "a carriage return inside a line"
    return ""
