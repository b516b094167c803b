from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from lambdafix.cli.every import app
from lambdafix.codemods import PIPELINE

NAMES = [codemod.name for codemod in PIPELINE]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_without_a_name_every_codemod_is_listed_in_its_order_with_its_title() -> None:
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert all(line.endswith(".") for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_codemod_is_explained_with_an_example_a_reason_and_its_refusals(name: str) -> None:
    result = run("explain", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}\n\n")
    for part in ("```diff\n", "\nWhy:", "\nRefuses:", "\nSafety:"):
        assert part in result.stdout


@pytest.mark.parametrize(
    "words", [("explain", "mutli-stage"), ("--only", "mutli-stage"), ("--skip", "x,mutli-stage")]
)
def test_an_unknown_name_is_answered_with_the_nearest_one(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "no codemod is called 'mutli-stage'\n    did you mean multi-stage?\n" in result.stderr


def test_only_and_skip_take_several_names(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("function") / "Dockerfile"
    file.write_text('FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py .\nCMD ["app.handler"]\n')
    words = ["--format", "json", "--only", ",".join(NAMES[:2]), "--only", NAMES[2]]
    document = json.loads(run(*words, "--skip", NAMES[1], str(file)).stdout)
    steps = {step["codemod"] for step in document["files"][0]["steps"]}
    assert steps <= {NAMES[0], NAMES[2]}
