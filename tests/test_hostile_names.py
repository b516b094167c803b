"""Directories with hostile names, from the search to the report of every command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lambdafix.cli.every import app
from tests.repository_support import function, repository, write

NAMES = (
    "a\n::error::b", "::error::c", " ::stop-commands::d", "##[error]e", "\x1b]0;f\x07", "\u202eg",
    "\x9bh", "`i|<b>**j", "\r::error::k", ":",
)  # fmt: skip
TEMPLATE = """\
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, FunctionName: "::error::\\e[31m"}
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        write(tmp_path, function(name))
        write(tmp_path, {f"{name}/template.yaml": TEMPLATE, f"{name}/x/Dockerfile": "FRO a\n"})
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, prog_name="lambdafix")


def only_tells(text: str) -> None:
    for line in text.split("\n"):
        assert line.isprintable(), line
        assert "##[" not in line, line
        assert not line.lstrip().startswith("::"), line


@pytest.mark.parametrize(
    "words",
    [
        ["-v"],
        ["--check", "-v"],
        ["--write"],
        ["functions"],
        ["repositories"],
        ["replay"],
        ["migrate", "--by", "directory"],
        ["migrate", "--by", "directory", "--write"],
    ],
    ids=" ".join,
)
def test_no_name_acts_in_the_lines_of_a_command(tree: Path, words: Sequence[str]) -> None:
    result = run(*words)
    assert not isinstance(result.exception, Exception)
    assert "Dockerfile" in result.output or "function" in result.output
    only_tells(result.stderr)
    if words[0] in ("functions", "repositories", "replay", "migrate"):
        only_tells("\n".join(_without_diffs(result.stdout)))


def _without_diffs(text: str) -> list[str]:
    """A diff is for `git apply`, byte for byte, unless a terminal shows it."""
    return [line for line in text.split("\n") if line[:1] not in ("+", "-", "@", "\\")]


def test_a_setting_is_told_in_a_line(tree: Path) -> None:
    for name in NAMES:
        write(tree, {f"{name}/lambdafix.toml": '"\\u001b[31m\\n::error::" = 1\n'})
    result = run(".")
    assert result.exit_code == 2
    assert "has no setting" in result.stderr
    only_tells(result.stderr)
