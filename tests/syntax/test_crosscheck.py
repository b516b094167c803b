"""The second reader agrees, differs, or cannot say."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from lambdafix.syntax.crosscheck import Agreement, crosscheck
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Stage


@pytest.mark.parametrize(
    "text",
    [
        "FROM a AS b\nRUN x && \\\n    y\nCMD z",
        "# syntax=a\n# escape=`\nFROM a\r\nRUN x `\r\n y\r\n",
        "from a\nrun x \\\n  # it's a comment\n  y\n",
        "FROM a\nCMD\n",
    ],
)
def test_an_ordinary_file_is_read_alike(text: str) -> None:
    assert crosscheck(parse(text)).agreement is Agreement.AGREES


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM a\nRUN <<E\nRUN y\nE\n", "a here-document in line 2"),
        ("FROM a\nRUN x \\\n\n y\n", "a blank line inside a continuation in line 2"),
        ("FROM a\nRUN x \\", "a continuation at the end of the file in line 2"),
        ("FROM a\nRUN\\\n x\n", "a continuation at the keyword in line 2"),
        ("FROM a\n\\\nRUN x\n", "a continuation at the keyword in line 3"),
        ("FROM a\nENV A x\\\\\nRUN y\n", "an escape character at the end in line 2"),
        (
            "# check=skip=all\n# escape=`\nFROM a\nRUN x `\n y\n",
            "an escape directive beside a check directive",
        ),
    ],
)
def test_it_abstains_where_it_is_known_to_misread(text: str, why: str) -> None:
    answer = crosscheck(parse(text))
    assert (answer.agreement, answer.detail) == (Agreement.ABSTAINS, why)


def test_a_tree_that_prints_as_something_else_is_found_out() -> None:
    tree = parse("FROM a\nRUN x\nRUN y\n")
    torn = replace(tree.instructions[1], tokens=tree.instructions[1].tokens[:-1])
    bad = replace(tree, stages=(Stage((tree.instructions[0], torn, tree.instructions[2])),))
    answer = crosscheck(bad)
    assert answer.agreement is Agreement.DISAGREES
    assert answer.detail == "`RUN x` is `RUN xRUN y` to dockerfile-parse"
