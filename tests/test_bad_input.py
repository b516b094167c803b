"""Bad input: one clear message with the file (and the line), the right exit code, no change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lambdafix import pipeline
from lambdafix.cli.every import app
from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source


def a_file(content: bytes) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / "Dockerfile").write_bytes(content)

    return make


def a_link(target: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / "Dockerfile").symlink_to(target)

    return make


def a_pipe(root: Path) -> None:
    os.mkfifo(root / "Dockerfile")


def nothing(root: Path) -> None:
    """An empty directory."""


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every regular file with its mode and content."""
    return {
        str(path): (path.stat().st_mode, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if os.path.exists(path) and path.is_file()
    }


CASES = [
    pytest.param(nothing, "Dockerfile", "Dockerfile: error: there is no such file", id="missing"),
    pytest.param(
        a_file(b"FROM a\nRUN \xff\n"), "Dockerfile", "not UTF-8 at line 2", id="not UTF-8"
    ),
    pytest.param(a_file(b"\xff\xfeF\0"), "Dockerfile", "this is UTF-16", id="UTF-16"),
    pytest.param(a_file(b"FROM a\nRNU b\n"), "Dockerfile", "Dockerfile:2: error: ", id="unknown"),
    pytest.param(
        a_file(b"{% if x %}\nFROM a\n{% endif %}\n"),
        "Dockerfile",
        "Dockerfile:1: error: ",
        id="a Jinja template",
    ),
    pytest.param(a_file(b""), "Dockerfile", "Dockerfile:1: error: ", id="empty"),
    pytest.param(a_file(b"# nothing\n\n"), "Dockerfile", "no instructions", id="comments only"),
    pytest.param(nothing, ".", ".: error: no Dockerfile in this directory", id="no Dockerfile"),
    pytest.param(
        a_link("Dockerfile"), "Dockerfile", "links lead in a circle", id="a loop of links"
    ),
    pytest.param(a_link("Dockerfile"), ".", "links lead in a circle", id="a loop, searched"),
    pytest.param(a_link("gone"), "Dockerfile", "there is no such file", id="a dead link"),
    pytest.param(a_pipe, "Dockerfile", "error: not a regular file", id="a pipe"),
    pytest.param(nothing, "a" * 5000, "the path is too long", id="too long"),
    pytest.param(nothing, "", "'': error: the path is empty", id="no path"),
    pytest.param(a_file(b"FROM a"), "Dockerfile/x", "not a directory", id="below a file"),
]


@pytest.mark.parametrize("words", [(), ("--write",)], ids=["dry", "write"])
@pytest.mark.parametrize(("make", "path", "message"), CASES)
def test_bad_input_is_one_clear_message_and_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    path: str,
    message: str,
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path)
    before = state(tmp_path)
    result = CliRunner().invoke(app, [*words, path])
    assert result.stdout == ""
    assert message in result.stderr
    assert result.stderr.count("error: ") == 1
    assert result.stderr.endswith("\n1 failed\n")
    assert result.exit_code == 2
    assert state(tmp_path) == before


def test_one_bad_file_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ours = "FROM public.ecr.aws/lambda/python:3.13\n"
    for name, text in {"a": "RNU lambda\n", "b": "FROM nginx\n", "c": f"{ours}RNU\n"}.items():
        (tmp_path / f"Dockerfile.{name}").write_text(text)
    result = CliRunner().invoke(app, ["."])
    assert result.stderr.count("error: ") == 2
    assert result.stderr.splitlines()[-1].endswith("2 failed")
    assert result.exit_code == 2


def test_a_bad_file_of_another_kind_is_told_only_to_whoever_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM nginx\nRNU\n")
    searched = CliRunner().invoke(app, ["."])
    assert (searched.exit_code, "error: " in searched.stderr) == (0, False)
    named = CliRunner().invoke(app, ["Dockerfile"])
    assert (named.exit_code, "Dockerfile:2: error: " in named.stderr) == (2, True)


@pytest.fixture
def _renaming(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that has something to write."""

    def renamed(source: Source, project: Project, settings: Settings) -> Rewrite:
        return Rewrite(source, parse(source.text.replace("old", "new")))

    monkeypatch.setattr(pipeline, "of_another_kind", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "left_alone", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "rewrite", renamed)


@pytest.mark.usefixtures("_renaming")
def test_a_read_only_file_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM old\n")
    (tmp_path / "Dockerfile").chmod(0o444)
    before = state(tmp_path)
    result = CliRunner().invoke(app, ["--write", "Dockerfile"])
    assert "Dockerfile: error: the file is read-only" in result.stderr
    assert result.exit_code == 2
    assert state(tmp_path) == before


@pytest.mark.usefixtures("_renaming")
def test_a_link_is_followed_inside_the_tree_and_not_out_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for directory in (here, tmp_path):
        (directory / "real").write_text("FROM old\n")
    (here / "Dockerfile.inside").symlink_to("real")
    (here / "Dockerfile.outside").symlink_to("../real")
    result = CliRunner().invoke(app, ["--write", "."])
    assert "Dockerfile.outside: error: its target" in result.stderr
    assert result.exit_code == 2
    assert (here / "real").read_text() == "FROM new\n"
    assert (tmp_path / "real").read_text() == "FROM old\n"


def test_a_target_that_no_file_has_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'FROM public.ecr.aws/lambda/python:3.13 AS {}\nCOPY app.py ./\nCMD ["app.handler"]\n'
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(text.format(name))
        (tmp_path / name / "app.py").write_text("def handler(event, context): ...\n")
    assert CliRunner().invoke(app, ["--target", "one", "."]).exit_code == 0
    for words in (["."], ["other/Dockerfile"]):
        result = CliRunner().invoke(app, ["--target", "nope", *words])
        assert "--target: no file has a stage `nope`" in result.stderr
        assert result.exit_code == 2
