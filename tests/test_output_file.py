"""`-o FILE`: what would go to standard output, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from lambdafix.cli.rewrite import FORMATS
from lambdafix.cli.running import output_file
from tests.repository_support import function, repository, write
from tests.test_bulk_options import lambdafix


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(write(tmp_path / "repo", {**function("a"), **function("b\u00fc")}))


@pytest.mark.parametrize("words", [*(["--format", f] for f in FORMATS), ["--check"]], ids=" ".join)
def test_a_file_gets_the_bytes_of_standard_output(root: Path, words: Sequence[str]) -> None:
    printed, kept = lambdafix(root, *words), lambdafix(root, *words, "-o", "../out")
    assert (root.parent / "out").read_bytes() == printed.stdout != b""
    assert kept.stdout == b""
    assert (kept.stderr, kept.returncode) == (printed.stderr, printed.returncode)


def test_the_rewritten_standard_input_goes_there_too(root: Path) -> None:
    text = "FROM public.ecr.aws/lambda/python:3.13\nCMD a.b\n"
    done = lambdafix(root, "--write", "-", "-o", "out", given=text.encode())
    assert done.returncode == 0
    assert (root / "out").read_text() == text


@pytest.mark.parametrize("name", ["nowhere/out", ".", "pipe"])
def test_a_place_where_no_report_can_be_is_named(root: Path, name: str) -> None:
    os.mkfifo(root / "pipe")
    done = lambdafix(root, "-o", name, "a")
    assert done.returncode == 2
    assert done.stderr.startswith(b"lambdafix: error: ")
    assert done.stderr.count(b"\n") <= 2


def test_an_old_report_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    with suppress(KeyboardInterrupt), output_file("--output", str(path)) as file:
        file.write(b"half")
        assert path.read_text() == "old"
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
