"""The diff in a codemod's documentation is what the codemod does."""

from __future__ import annotations

import inspect
import re
import sys
from datetime import date
from typing import NamedTuple

import pytest

from lambdafix.codemod import Codemod, Safety, Settings, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

PROJECT = Project.of(
    {
        "app.py": "def handler(event, context):\n    return 1\n",
        "requirements.txt": "requests\n",
        "index.js": "exports.handler = async () => 1;\n",
        "package.json": '{"devDependencies": {"jest": "30.1.3"}}\n',
        "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"devDependencies": '
        '{"jest": "30.1.3"}}, "node_modules/jest": {"version": "30.1.3", "dev": true}}}\n',
    }
)
OTHER_FILE = re.compile(r"^--- (\S+)\n\+\+\+ \1\n", re.MULTILINE)
MANY = pytest.mark.parametrize("codemod", PIPELINE, ids=lambda codemod: codemod.name)


def documentation(codemod: Codemod) -> str:
    return inspect.cleandoc(sys.modules[codemod.module].__doc__ or "")


class Example(NamedTuple):
    """The Dockerfile before and after, and the other files after, as the diff has them."""

    before: str
    after: str
    edits: dict[str, str]


def example(codemod: Codemod) -> Example:
    found = re.findall(r"^```diff\n(.*?)^```$", documentation(codemod), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    dockerfile, *others = OTHER_FILE.split(found[0])
    lines = dockerfile.splitlines(keepends=True)
    assert all(line[0] in " +-\n" for line in lines)
    before, after = (
        "".join(line[1:] or line for line in lines if line[0] != other) for other in "+-"
    )
    added = (re.sub(r"^\+", "", text, flags=re.MULTILINE) for text in others[1::2])
    return Example(before, after, dict(zip(others[::2], added, strict=True)))


def alone(codemod: Codemod, text: str, project: Project) -> tuple[Rewrite, list[Verdict]]:
    only = Settings(Safety.UNSAFE, only=frozenset({codemod.name}), today=date(2026, 11, 25))
    done = rewrite(Source.of(text), project, only)
    assert [s.withdrawn for s in done.steps] == [""]
    return done, [reason.verdict for _, reason in done.reasons]


@MANY
def test_the_documented_diff_is_what_happens(codemod: Codemod) -> None:
    before, after, edits = example(codemod)
    done, verdicts = alone(codemod, before, PROJECT)
    assert (done.text, done.edits) == (after, edits)
    assert set(verdicts) == {Verdict.APPLIED}


@MANY
def test_what_the_documented_diff_leaves_is_left_alone(codemod: Codemod) -> None:
    _, after, edits = example(codemod)
    done, verdicts = alone(codemod, after, PROJECT.edited(edits))
    assert (done.text, done.edits) == (after, {})
    assert verdicts == []


@MANY
def test_the_documented_diff_shows_something_that_stays(codemod: Codemod) -> None:
    before, after, edits = example(codemod)
    assert set(before.splitlines()) & set(after.splitlines())
    assert before != after or edits


def test_every_codemod_has_a_name_of_its_own_that_says_the_end_state() -> None:
    names = [codemod.name for codemod in PIPELINE]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
