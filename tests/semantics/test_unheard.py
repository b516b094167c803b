"""Comments that are meant for lambdafix and that nothing hears."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import rewrite
from lambdafix.semantics.unheard import unheard
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source


@pytest.mark.parametrize(
    ("comment", "right"),
    [
        ("# lambdafix: chnages daily", "# lambdafix: changes daily"),
        ("# lambdafix: kepe", "# lambdafix: keep"),
        ("# lambdafix skip-file", "# lambdafix: skip-file"),
        ("#lambdafix keep", "# lambdafix: keep"),
        ("# Lambdafix: keep", "# lambdafix: keep"),
        ("# lambdafix : keep", "# lambdafix: keep"),
        ("# lambdafix: skip_file", "# lambdafix: skip-file"),
        ("# lambdafix: skip", ""),
        ("# lambdafix:", ""),
    ],
)
def test_a_word_that_is_not_understood_is_named_with_its_line(comment: str, right: str) -> None:
    (found,) = unheard(parse(f"# syntax=docker/dockerfile:1\nFROM a\n\n{comment}\nRUN b\n"))
    assert (found.verdict, found.line) == (Verdict.ADVICE, 4)
    assert found.text == f"`{comment}` is not understood"
    assert found.hint.startswith(f"Did you mean `{right}`?" if right else "Understood are `keep`")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("FROM a\n# lambdafix: keep\n\nRUN b\n", 2, "touches no instruction, and keeps none"),
        ("FROM a\nRUN b\n# lambdafix: keep\n", 3, "touches no instruction, and keeps none"),
        ("FROM a\n# lambdafix: changes daily\n\nRUN b\n", 2, "touches no step"),
        ("FROM a\n# lambdafix: changes daily\nENV b=c\n", 2, "stands above ENV"),
        ("FROM a\nRUN b \\\n # lambdafix: changes daily\n c\n", 3, "stands in RUN"),
        ("# lambdafix: changes daily\nFROM a\n", 1, "stands above FROM"),
    ],
)
def test_a_word_that_stands_where_nothing_hears_it_is_named(
    text: str, line: int, said: str
) -> None:
    (found,) = unheard(parse(text))
    assert found.line == line
    assert said in found.text


@pytest.mark.parametrize(
    "text",
    [
        "# lambdafix: keep\nFROM a\n",
        "FROM a\n# lambdafix: keep as it is\nRUN b\n",
        "FROM a\nRUN b \\\n # lambdafix: keep\n c\n",
        "FROM a\n# lambdafix: changes daily\nRUN b\n",
        "FROM a\n# lambdafix: changes hourly\nRUN b\n",  # stable-order says so
        "FROM a\n\n# lambdafix: skip-file\n",
        "# lambdafix puts this in order\nFROM a\n",
        "# see lambdafix: keep\nFROM a\n",
        "FROM a\nRUN echo '# lambdafix: kepe'\n",
        "FROM a\nRUN <<EOF\n# lambdafix: kepe\nEOF\n",
    ],
)
def test_what_is_understood_or_not_meant_for_us_is_left_in_peace(text: str) -> None:
    assert not list(unheard(parse(text)))


def test_it_is_never_a_failure_and_stands_among_the_reasons() -> None:
    text = "FROM public.ecr.aws/lambda/python:3.12\n# lambdafix: kepe\nCOPY app.py ./\n"
    done = rewrite(Source.of(text), Project.of({"app.py": ""}))
    assert not done.changed
    assert [(name, r.line) for name, r in done.reasons] == [("comments", 2)]
