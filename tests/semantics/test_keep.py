from __future__ import annotations

import pytest

from lambdafix.semantics.keep import kept, skipped
from lambdafix.syntax.parser import parse


@pytest.mark.parametrize(
    ("above", "is_kept"),
    [
        ("# lambdafix: keep\n", True),
        ("#lambdafix:keep\n", True),
        ("# why not\n# lambdafix: keep\n", True),
        ("# lambdafix: keep\n\n", False),
        ("# lambdafix: keeper\n", False),
        ("# please lambdafix: keep\n", False),
        ("# lambdafix: skip-file\n", False),
        ("", False),
    ],
)
def test_an_instruction_is_kept_by_the_comment_that_touches_it(above: str, is_kept: bool) -> None:
    run = parse(f"FROM a\n{above}RUN b\n").stages[0].instructions[1]
    assert kept(run) is is_kept


@pytest.mark.parametrize(
    ("text", "is_skipped"),
    [
        ("# lambdafix: skip-file\nFROM a\n", True),
        ("FROM a\n\n# lambdafix: skip-file\n", True),
        ("FROM a\nRUN b \\\n    # lambdafix: skip-file\n    c\n", True),
        ("FROM a\nRUN echo '# lambdafix: skip-file'\n", False),
        ("# lambdafix: keep\nFROM a\n", False),
    ],
)
def test_a_file_is_left_alone_by_a_comment_anywhere_in_it(text: str, is_skipped: bool) -> None:
    assert skipped(parse(text)) is is_skipped
