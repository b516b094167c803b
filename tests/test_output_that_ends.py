"""Output that nobody takes: a full disk, a pipe that was closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
DOCKERFILE = "FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py ./\nRUN dnf install -y git\n"
WORDS = (["."], ["--check", "."], ["--format", "json", "."], ["--help"], ["explain"], ["runtimes"])


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "app.py").write_text("")
    return tmp_path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "lambdafix", *words]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no full disk to write to")
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_full_disk_is_one_clear_message(
    directory: Path, words: list[str], unbuffered: str
) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            command(*words),
            cwd=directory,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    message = b"lambdafix: error: the report cannot be written: No space left on device\n"
    assert done.stderr == message


@pytest.mark.skipif(not FULL.exists(), reason="this system has no full disk to write to")
def test_reasons_that_cannot_be_written_end_with_2(directory: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            command("."), cwd=directory, stdout=subprocess.PIPE, stderr=full, check=False
        )
    assert done.returncode == 2
    assert done.stdout.startswith(b"--- a/Dockerfile\n")


@pytest.mark.parametrize("words", [["."], ["explain", "stable-order"]], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(directory: Path, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command(*words), cwd=directory, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert done.returncode == 128 + 13
    assert done.stderr == b""
