"""The diff in a codemod's documentation is what the codemod does."""

from __future__ import annotations

import inspect
import re
import sys
from datetime import date

import pytest

from lambdafix.codemod import Codemod, Settings, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.context.project import Project
from lambdafix.pipeline import rewrite
from lambdafix.syntax.source import Source

PROJECT = Project.of(
    {"app.py": "def handler(event, context):\n    return 1\n", "requirements.txt": "requests\n"}
)
MANY = pytest.mark.parametrize("codemod", PIPELINE, ids=lambda codemod: codemod.name)


def documentation(codemod: Codemod) -> str:
    return inspect.cleandoc(sys.modules[codemod.module].__doc__ or "")


def example(codemod: Codemod) -> tuple[str, str]:
    """The file before and after, as the diff has it."""
    found = re.findall(r"^```diff\n(.*?)^```$", documentation(codemod), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    lines = found[0].splitlines(keepends=True)
    assert all(line[0] in " +-\n" for line in lines)
    before, after = (
        "".join(line[1:] or line for line in lines if line[0] != other) for other in "+-"
    )
    return before, after


def alone(codemod: Codemod, text: str) -> tuple[str, list[Verdict]]:
    only = Settings(only=frozenset({codemod.name}), today=date(2026, 11, 25))
    done = rewrite(Source.of(text), PROJECT, only)
    assert [s.withdrawn for s in done.steps] == [""]
    return done.text, [reason.verdict for _, reason in done.reasons]


@MANY
def test_the_documented_diff_is_what_happens(codemod: Codemod) -> None:
    before, after = example(codemod)
    text, verdicts = alone(codemod, before)
    assert text == after
    assert set(verdicts) == {Verdict.APPLIED}


@MANY
def test_what_the_documented_diff_leaves_is_left_alone(codemod: Codemod) -> None:
    _, after = example(codemod)
    text, verdicts = alone(codemod, after)
    assert text == after
    assert verdicts == []


@MANY
def test_the_documented_diff_shows_something_that_stays(codemod: Codemod) -> None:
    before, after = example(codemod)
    assert set(before.splitlines()) & set(after.splitlines())
    assert before != after


def test_every_codemod_has_a_name_of_its_own_that_says_the_end_state() -> None:
    names = [codemod.name for codemod in PIPELINE]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
