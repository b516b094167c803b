"""Options for many files: one patch, one line a file, a table, shards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository_support import DOCKERFILE, ENVIRONMENT, function, git, repository, write

NODE = 'FROM public.ecr.aws/lambda/nodejs:22\nCOPY . .\nRUN npm ci{}\nCMD ["a.b"]\n'
LOCK = '{"lockfileVersion": 3, "packages": {"": {}}}\n'


def lambdafix(
    directory: Path, *words: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lambdafix", *words],
        cwd=directory,
        env=ENVIRONMENT,
        input=given,
        capture_output=True,
        check=False,
    )


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Files that are hard on a patch: newlines, marks, odd names, links, a shared ignore file."""
    root = write(
        tmp_path / "repo",
        {
            **function("plain"),
            **function("no newline at the end", DOCKERFILE.rstrip("\n")),
            **function("b\u00fcro"),
            **function("linked"),
            "node/Dockerfile": NODE.format(""),
            "node/b.Dockerfile": NODE.format(" --prefix web"),
            **{f"node/{at}package.json": "{}\n" for at in ("", "web/")},
            **{f"node/{at}package-lock.json": LOCK for at in ("", "web/")},
        },
    )
    for name, content in {
        "crlf": DOCKERFILE.replace("\n", "\r\n").encode(),
        "bom": b"\xef\xbb\xbf" + DOCKERFILE.encode(),
    }.items():
        write(root, function(name))
        (root / name / "Dockerfile").write_bytes(content)
    (root / "linked" / "Dockerfile").rename(root / "linked" / "real")
    (root / "linked" / "Dockerfile").symlink_to("real")
    return repository(root)


def test_one_patch_makes_what_a_run_writes(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root, tmp_path / "copy", symlinks=True)
    assert lambdafix(copy, "--write", "--unsafe", "-q", ".").returncode == 0
    patch = tmp_path / "all.patch"
    before = files(root)
    done = lambdafix(root / "plain", "--patch", str(patch), "--unsafe", "..")
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"to rewrite" in done.stderr
    assert files(root) == before
    git(root, "apply", "--whitespace=nowarn", str(patch))
    assert files(root) == files(copy)
    assert files(root)["node/.dockerignore"] != b""
    assert lambdafix(root, "--check", "--unsafe", ".").returncode == 0


def test_a_patch_goes_to_standard_output_too(root: Path) -> None:
    done = lambdafix(root / "plain", "--patch", "-", "Dockerfile")
    assert done.stdout.startswith(b"--- a/plain/Dockerfile\n")
    git(root, "apply", "--check", given=done.stdout)


def test_a_file_of_another_repository_is_not_in_the_patch(root: Path, tmp_path: Path) -> None:
    other = repository(write(tmp_path / "other", function("a")))
    done = lambdafix(root, "--patch", "-", "plain", str(other))
    assert b"plain/Dockerfile" in done.stdout
    assert b"other" not in done.stdout
    assert b"lies outside of" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("name", ["nowhere/x.patch", ".", "pipe"])
def test_a_place_where_no_patch_can_be_is_named(root: Path, name: str) -> None:
    os.mkfifo(root / "pipe")
    done = lambdafix(root, "--patch", name, "plain")
    assert done.returncode == 2
    assert done.stderr.startswith(b"lambdafix: error: ")
    assert done.stderr.count(b"\n") <= 2


def test_patch_and_write_exclude_each_other(root: Path) -> None:
    done = lambdafix(root, "--patch", "-", "--write", ".")
    assert done.returncode == 2
    assert b"--write and --patch exclude each other" in done.stderr


def test_of_many_files_each_has_one_line_and_all_have_a_table(tmp_path: Path) -> None:
    for number in range(60):
        write(tmp_path, function(f"fn{number:02}"))
    write(
        tmp_path,
        {
            "broken/Dockerfile": "FRMO public.ecr.aws/lambda/python:3.13\n",
            "web/Dockerfile": "FROM nginx\n",
        },
    )
    done = lambdafix(tmp_path, "--write", ".")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert lines[0] == "fn00/Dockerfile: rewritten: dependencies-first, multi-stage"
    assert len([line for line in lines if ": rewritten: " in line]) == 60
    assert lines[60].startswith("broken/Dockerfile:1: error: ")
    table = [line.split() for line in lines[-4:-1]]
    assert table[0] == ["codemod", "files", "changed", "places", "refused", "with", "--unsafe"]
    assert table[1:] == [["dependencies-first", "60", "0", "0"], ["multi-stage", "60", "0", "0"]]
    assert lines[-1].startswith("60 rewritten, 1 left alone")
    assert lambdafix(tmp_path, "--check", "fn07").returncode == 0


def test_json_of_no_file_and_of_many_is_one_document(tmp_path: Path) -> None:
    repository(write(tmp_path / "repo", {**function("a"), **function("b")}))
    none = lambdafix(tmp_path / "repo", "--since", "HEAD", "--format", "json")
    assert json.loads(none.stdout) == {"version": 1, "files": [], "exit_code": 0}
    two = json.loads(lambdafix(tmp_path / "repo", "--format", "json").stdout)
    assert [file["path"] for file in two["files"]] == ["a/Dockerfile", "b/Dockerfile"]
    assert two["exit_code"] == 1


def test_shards_together_do_all_the_work(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path, function(f"fn{number:02}"))
    done = [lambdafix(tmp_path, "--check", "--shard", f"{n}/3", ".").stdout for n in (1, 2, 3)]
    names = b"".join(done).splitlines()
    assert sorted(names) == [f"fn{number:02}/Dockerfile".encode() for number in range(12)]


@pytest.mark.parametrize("option", ["--since", "--patch"])
def test_an_option_whose_variable_is_not_set_does_not_mean_all(root: Path, option: str) -> None:
    done = lambdafix(root, option, "", "--unsafe", ".")
    assert done.returncode == 2
    assert done.stdout == b""
    assert f"{option} is empty".encode() in done.stderr
