from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lambdafix.context.git import NoGit, ask, environment
from tests.verify.repository import Repository


def test_what_git_prints_comes_back(tmp_path: Path) -> None:
    head = Repository(tmp_path).commit({"a": "1"})
    assert ask(tmp_path, "rev-parse", "HEAD").decode().strip() == head


def test_git_is_given_its_input(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a": "12345"})
    blob = repository.git("rev-parse", "HEAD:a").encode()
    assert ask(tmp_path, "cat-file", "--batch-check=%(objectsize)", given=blob) == b"5\n"


def test_a_directory_outside_of_git_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(NoGit, match="it is in no git repository"):
        ask(tmp_path, "rev-parse", "HEAD")


def test_a_repository_without_a_commit_is_said_to_be_one(tmp_path: Path) -> None:
    Repository(tmp_path)
    for words in (["log"], ["log", "HEAD", "--", "."], ["rev-list", "HEAD"]):
        with pytest.raises(NoGit, match="no commit yet") as no:
            ask(tmp_path, *words)
        assert no.value.hint == "`git commit` makes the first."


def test_of_a_repository_of_another_user_it_is_said_how_to_trust_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"fatal: detected dubious ownership in repository at '{tmp_path}/it is'\nTo add"

    def refuses(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], 128, b"", said.encode())

    monkeypatch.setattr(subprocess, "run", refuses)
    with pytest.raises(NoGit, match=r"git does not trust .*: it is another user's") as no:
        ask(tmp_path, "log")
    assert f"safe.directory '{tmp_path}/it is'`" in no.value.hint


def test_a_machine_without_git_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoGit, match="git is not installed"):
        ask(tmp_path, "rev-parse", "HEAD")


def test_git_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object, timeout: float, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", timeout)

    monkeypatch.setattr(subprocess, "run", hangs)
    with pytest.raises(NoGit, match="git log took more than 60 s"):
        ask(tmp_path, "log")


def test_variables_cannot_lead_git_to_another_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    head = Repository(tmp_path / "one").commit({"a": "1"})
    other = Repository(tmp_path / "two").commit({"a": "2"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "two" / ".git"))
    assert ask(tmp_path / "one", "rev-parse", "HEAD").decode().strip() == head != other


def test_programs_that_a_repository_names_are_not_run(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a": "1"})
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "gpg.program", "diff.external", "core.editor"):
        repository.git("config", name, str(trap))
    repository.git("config", "log.showSignature", "true")
    ask(tmp_path, "status")
    ask(tmp_path, "log", "-p", "--no-ext-diff")
    assert not (tmp_path / "sprung").exists()


def test_git_may_not_fetch() -> None:
    closed = environment({"GIT_SSH_COMMAND": "ssh", "GIT_ALLOW_PROTOCOL": "https", "HOME": "/root"})
    assert "GIT_SSH_COMMAND" not in closed
    assert closed["GIT_ALLOW_PROTOCOL"] == "none"
    assert closed["GIT_NO_LAZY_FETCH"] == "1"
    assert closed["HOME"] == "/root"
