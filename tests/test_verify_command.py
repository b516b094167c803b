"""`lambdafix verify` as far as it goes without an engine; tests/engine has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lambdafix.cli.every import app

TEXT = "FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\nCMD app.handler\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(TEXT)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["verify", *words], prog_name="lambdafix")


def engine(here: Path, script: str) -> str:
    path = here / "docker"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_without_any_engine_it_says_what_was_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/none")
    done = run()
    assert done.exit_code == 2
    assert "none of docker, podman, buildah is on the PATH" in done.stderr
    assert "--engine PATH" in done.stderr


def test_an_engine_that_does_not_answer_is_named_with_its_own_words(here: Path) -> None:
    done = run("--engine", engine(here, "echo 'Cannot connect to the daemon' >&2; exit 1"))
    assert done.exit_code == 2
    assert "docker cannot be used: Cannot connect to the daemon" in done.stderr


def test_docker_without_buildkit_is_named(here: Path) -> None:
    done = run("--engine", engine(here, '[ "$1" = buildx ] && exit 1; echo 26.1'))
    assert done.exit_code == 2
    assert "docker-buildx" in done.stderr


def test_builders_are_dockers_only(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(engine(here, "echo podman version 4")).rename(here / "podman")
    done = run("--engine", str(here / "podman"), "--builder=far")
    assert done.exit_code == 2
    assert "has no builders" in done.stderr


def test_buildah_needs_podman_to_run_what_it_built(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(engine(here, "echo buildah version 1")).rename(here / "buildah")
    monkeypatch.setenv("PATH", str(here))
    done = run("--engine=buildah")
    assert done.exit_code == 2
    assert "Install podman" in done.stderr


@pytest.mark.parametrize(
    ("event", "words"),
    [
        pytest.param("{no", "not JSON", id="broken"),
        pytest.param("none.json", "neither JSON nor a file", id="missing"),
    ],
)
def test_an_event_that_is_none_is_an_error(event: str, words: str) -> None:
    done = run("--event", event)
    assert done.exit_code == 2
    assert words in done.stderr


def test_an_unknown_format_is_an_error() -> None:
    done = run("--format=xml")
    assert done.exit_code == 2
    assert "none of text, json, markdown" in done.stderr


def test_a_pipe_has_no_context_to_build() -> None:
    assert run("-").exit_code == 2


def test_a_file_without_a_rewrite_is_not_built(here: Path) -> None:
    (here / "Dockerfile").write_text("FROM nginx\n")
    done = run("--engine", engine(here, '[ "$1" = build ] && exit 9; echo /none'), "Dockerfile")
    assert done.exit_code == 0, done.output
    assert "Dockerfile: not verified: not a Lambda function image" in done.stdout
