from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdafix.report.diff import unified

LINES = st.lists(
    st.sampled_from(["FROM a", "RUN b", "", "COPY x y", "\x0c", "a\rb", "-- x", "++ x", "é"]),
    max_size=12,
)
TEXTS = st.builds(
    lambda lines, newline, final: newline.join(lines) + (newline if final and lines else ""),
    LINES,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)


def applied(directory: Path, before: str, diff: str, path: str = "Dockerfile") -> bytes:
    """What `git apply` makes of the file."""
    target = directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(before.encode())
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff.encode(),
        cwd=directory,
        check=True,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(directory.parent)},
    )
    return target.read_bytes()


def test_equal_texts_have_no_diff() -> None:
    assert unified("FROM a\n", "FROM a\n", "Dockerfile") == ""


def test_a_diff_names_both_sides() -> None:
    assert unified("FROM a\n", "FROM b\n", "app/Dockerfile") == (
        "--- a/app/Dockerfile\n+++ b/app/Dockerfile\n@@ -1 +1 @@\n-FROM a\n+FROM b\n"
    )


def test_a_missing_final_newline_is_marked() -> None:
    diff = unified("FROM a\nCMD b", "FROM a\nCMD c\n", "Dockerfile")
    assert "-CMD b\n\\ No newline at end of file\n+CMD c\n" in diff


def test_crlf_stays_in_the_diff() -> None:
    assert "-FROM a\r\n+FROM b\r\n" in unified("FROM a\r\n", "FROM b\r\n", "Dockerfile")


@settings(max_examples=60, deadline=None)
@given(before=TEXTS.filter(bool), after=TEXTS.filter(bool))
def test_git_apply_makes_the_new_file_of_the_old_one_and_the_diff(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    diff = unified(before, after, "Dockerfile")
    if not diff:
        assert before == after
        return
    assert applied(tmp_path_factory.mktemp("diff"), before, diff) == after.encode()


@pytest.mark.parametrize(
    "path", ["my app/Dockerfile", 'quo"te/Dockerfile', "tab\there/Dockerfile", "é/Dockerfile"]
)
def test_git_apply_understands_an_unusual_name(tmp_path: Path, path: str) -> None:
    diff = unified("FROM a\n", "FROM b\n", path)
    assert applied(tmp_path, "FROM a\n", diff, path) == b"FROM b\n"


def test_a_file_that_does_not_exist_yet_is_made(tmp_path: Path) -> None:
    diff = unified(None, ".git\n", ".dockerignore")
    assert diff.startswith("--- /dev/null\n+++ b/.dockerignore\n")
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / ".dockerignore").read_bytes() == b".git\n"
