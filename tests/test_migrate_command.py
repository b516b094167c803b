"""`lambdafix migrate`: branches beside the user's work, and what is said where none can be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repository_support import (
    DOCKERFILE,
    ENVIRONMENT,
    commit,
    function,
    git,
    repository,
    write,
)

OWNERS = "* @all\n/orders/ @team/orders\n/users/ @team/users\n"


def migrate(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lambdafix", "migrate", *words],
        cwd=root,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def branches(root: Path) -> list[str]:
    return git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")


def state(root: Path) -> tuple[str, ...]:
    """What must not change: HEAD, what is staged, changed and untracked, and every file."""
    files = sorted(p for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)
    words = (["symbolic-ref", "-q", "HEAD"], ["ls-files", "--stage"], ["status", "--porcelain"])
    said = [git(root, *w) for w in words]
    return (*said, *(f"{p}:{p.read_bytes()!r}" for p in files))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Functions of two owners, and one of everybody's."""
    files = {**function("orders"), **function("users"), **function("common")}
    return repository(write(tmp_path / "repo", {**files, ".github/CODEOWNERS": OWNERS}))


def test_a_dry_run_shows_branch_message_and_description_and_makes_nothing(root: Path) -> None:
    before, objects = state(root), git(root, "count-objects")
    done = migrate(root)
    assert done.returncode == 1
    assert "branch lambdafix/team-orders\n\n    Rewrite Dockerfiles for Lambda: @team/orders\n" in (
        done.stdout
    )
    assert "### `orders/Dockerfile`" in done.stdout
    assert "lambdafix/all: 1 file\n" in done.stderr
    assert done.stderr.endswith("3 branches to make; 3 to rewrite\n")
    assert branches(root) == ["main"]
    assert state(root) == before
    assert git(root, "count-objects") == objects


def test_each_owner_gets_a_branch_with_one_commit_on_head(root: Path) -> None:
    before = state(root)
    done = migrate(root, "--write")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert state(root) == before
    made = ["lambdafix/all", "lambdafix/team-orders", "lambdafix/team-users"]
    assert branches(root) == [*made, "main"]
    branch = made[1]
    assert git(root, "rev-parse", f"{branch}^") == git(root, "rev-parse", "main")
    changed = git(root, "diff", "--name-only", f"main...{branch}")
    assert changed == "orders/Dockerfile"
    assert "AS build" in git(root, "show", f"{branch}:orders/Dockerfile")
    who = git(root, "log", "-1", "--format=%an <%ae> %cn <%ce>", branch)
    assert who == "Ann Author <ann@example.com> Ann Author <ann@example.com>"
    said = git(root, "log", "-1", "--format=%B", branch)
    assert said.startswith("Rewrite Dockerfiles for Lambda: @team/orders\n\n")
    assert "- orders/Dockerfile: dependencies-first, multi-stage\n" in said
    assert max(map(len, said.splitlines())) <= 72
    git(root, "fsck", "--strict")


def test_the_branches_together_are_what_a_run_writes(root: Path, tmp_path: Path) -> None:
    assert migrate(root, "--write", "--by", "function").returncode == 0
    names = [name for name in branches(root) if name != "main"]
    git(root, "checkout", "--quiet", "-b", "merged")
    git(root, "merge", "--quiet", "--no-edit", *names)
    merged = git(root, "rev-parse", "HEAD^{tree}")
    git(root, "checkout", "--quiet", "main")
    words = [sys.executable, "-m", "lambdafix", "--write", "-q", "."]
    subprocess.run(words, cwd=root, env=ENVIRONMENT, check=True)
    commit(root, "all at once")
    assert git(root, "rev-parse", "HEAD^{tree}") == merged


def test_a_second_run_finds_its_branches_and_another_branch_is_not_moved(root: Path) -> None:
    migrate(root, "--write")
    before = git(root, "show-ref")
    assert migrate(root, "--write").returncode == 0
    assert git(root, "show-ref") == before
    git(root, "branch", "-f", "lambdafix/team-users", "main")
    before = git(root, "show-ref")
    done = migrate(root, "--write")
    assert done.returncode == 2
    assert "lambdafix/team-users: error: the branch lambdafix/team-users is there" in done.stderr
    assert git(root, "show-ref") == before


def test_what_is_not_committed_is_in_no_branch(root: Path) -> None:
    (root / "orders" / "app.py").write_text("import os\n")
    (root / "users" / "new.py").write_text("")
    git(root, "add", "users/new.py")
    before = state(root)
    done = migrate(root, "--write")
    assert done.returncode == 2
    assert "orders/Dockerfile: error: orders/app.py differs from the last commit" in done.stderr
    assert "users/Dockerfile: error: users/new.py differs from the last commit" in done.stderr
    assert branches(root) == ["lambdafix/all", "main"]
    assert state(root) == before


def test_from_a_detached_head_the_branches_start_there(root: Path) -> None:
    git(root, "checkout", "--quiet", "--detach")
    done = migrate(root, "--write")
    assert done.returncode == 0
    assert "HEAD is detached: the branches start at" in done.stderr
    assert git(root, "rev-parse", "lambdafix/all^") == git(root, "rev-parse", "HEAD")


def test_who_commits_is_not_guessed(root: Path) -> None:
    nobody = {name: "" for name in ENVIRONMENT if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))}
    environment = {k: v for k, v in ENVIRONMENT.items() if k not in nobody}
    words = [sys.executable, "-m", "lambdafix", "migrate", "--write"]
    done = subprocess.run(
        words, cwd=root, env={**environment, "HOME": str(root.parent)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "git does not know who commits" in done.stderr
    assert branches(root) == ["main"]


def bare(root: Path) -> Path:
    git(root.parent, "clone", "--quiet", "--bare", str(root), "bare")
    return root.parent / "bare"


def without_commit(root: Path) -> Path:
    (root.parent / "empty").mkdir()
    git(root.parent / "empty", "init", "--quiet")
    return root.parent / "empty"


def no_repository(root: Path) -> Path:
    return write(root.parent / "plain", function("a"))


@pytest.mark.parametrize(
    ("place", "said"),
    [(bare, "a bare repository"), (without_commit, "no commit yet"), (no_repository, "no git")],
)
def test_where_no_branch_can_be_it_is_said(
    root: Path, place: Callable[[Path], Path], said: str
) -> None:
    done = migrate(place(root), "--write")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_shallow_clone_makes_branches_and_says_what_it_lacks(root: Path) -> None:
    git(root.parent, "clone", "--quiet", "--depth=1", f"file://{root}", "shallow")
    done = migrate(root.parent / "shallow", "--write")
    assert done.returncode == 0
    assert "the clone is shallow" in done.stderr
    assert "lambdafix/all" in branches(root.parent / "shallow")


def test_a_submodule_gets_its_branches_in_itself(root: Path) -> None:
    inner = repository(write(root.parent / "inner", function("fn")))
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    commit(root, "with a submodule")
    done = migrate(root, "--write")
    assert done.returncode == 2
    assert "sub/fn/Dockerfile: error: lies in another repository, sub" in done.stderr
    assert "lambdafix/all" in branches(root)
    assert migrate(root / "sub", "--write").returncode == 0
    assert branches(root / "sub") == ["lambdafix/no-owner", "main"]


def test_descriptions_go_where_the_user_says(root: Path) -> None:
    done = migrate(root, "--write", "--bodies", "../bodies", "--by", "directory")
    assert done.returncode == 0
    bodies = sorted((root.parent / "bodies").iterdir())
    assert [path.name for path in bodies] == ["common.md", "orders.md", "users.md"]
    text = bodies[1].read_text()
    assert text.startswith("<!-- lambdafix -->\n## lambdafix for orders: 1 rewritten\n")
    assert "`git diff main...lambdafix/orders` is all of it." in text
    assert "### How to undo\n" in text


def test_newlines_and_modes_are_those_of_git_add(root: Path) -> None:
    path = root / "orders" / "Dockerfile"
    path.write_bytes(DOCKERFILE.replace("\n", "\r\n").encode())
    path.chmod(0o755)
    write(root, {".gitattributes": "*Dockerfile text eol=crlf\n"})
    commit(root, "newlines")
    git(root, "checkout", "--quiet", "--", ".")
    assert migrate(root, "--write").returncode == 0
    listed = git(root, "ls-tree", "lambdafix/team-orders", "orders/Dockerfile")
    assert listed.startswith("100755 ")
    assert "\r" not in git(root, "show", "lambdafix/team-orders:orders/Dockerfile")
    git(root, "checkout", "--quiet", "lambdafix/team-orders")
    assert b"\r\n" in path.read_bytes()
    assert git(root, "status", "--porcelain") == ""


def test_no_hook_of_the_repository_runs(root: Path) -> None:
    for hook in ("pre-commit", "commit-msg", "post-commit", "reference-transaction"):
        path = root / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {root.parent}/ran\n")
        path.chmod(0o755)
    assert migrate(root, "--write").returncode == 0
    assert not os.path.exists(root.parent / "ran")


def test_a_word_that_is_no_way_is_named(root: Path) -> None:
    done = migrate(root, "--by", "team")
    assert done.returncode == 2
    assert "'team' is none of owners, directory, function" in done.stderr
