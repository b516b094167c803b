"""What a pull request touches."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lambdafix.errors import LambdafixError
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run
from lambdafix.monorepo.since import changed, then
from tests.repository_support import commit, function, git, repository, write

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  B:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {DockerContext: b, Dockerfile: Dockerfile}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two functions on main, a branch from it, and a commit on main that the branch lacks."""
    files = {**function("a"), **function("b"), "template.yaml": TEMPLATE, "README": "x"}
    files["a/.dockerignore"] = "*.md\n"
    root = repository(write(tmp_path / "repo", files))
    git(root, "checkout", "--quiet", "-b", "feature")
    git(root, "checkout", "--quiet", "main")
    write(root, {"a/app.py": "# only on main\n"})
    commit(root, "on main")
    git(root, "checkout", "--quiet", "feature")
    monkeypatch.chdir(root)
    changed.cache_clear()
    return root


def touched(revision: str = "main") -> list[str]:
    changed.cache_clear()
    then.cache_clear()
    request = Request(since=revision, jobs=1)
    return [outcome.path for outcome in run(named(["."], request, bytes), request)]


def test_what_only_the_other_branch_has_changed_does_not_count(root: Path) -> None:
    assert touched() == []


@pytest.mark.parametrize(
    "name", ["b/Dockerfile", "b/app.py", "b/new.txt", "b/.dockerignore", "template.yaml"]
)
def test_a_dockerfile_its_context_and_what_names_it_count(root: Path, name: str) -> None:
    old = (root / name).read_text() if (root / name).exists() else ""
    write(root, {name: f"{old}# \n"})
    assert touched() == ["b/Dockerfile"]
    commit(root, "committed")
    assert touched() == ["b/Dockerfile"]


def test_a_file_that_is_gone_counts(root: Path) -> None:
    (root / "b" / "app.py").unlink()
    assert touched() == ["b/Dockerfile"]


def test_a_file_that_the_ignore_file_hides_does_not_count(root: Path) -> None:
    write(root, {"a/notes.md": "x"})
    assert touched() == []


def test_settings_count_for_all_that_they_hold_for(root: Path) -> None:
    write(root, {"lambdafix.toml": 'order = "cost"\n'})
    assert touched() == ["a/Dockerfile", "b/Dockerfile"]


@pytest.mark.parametrize("after", ["Resources: {}\n", None], ids=["says nothing", "is gone"])
def test_a_dockerfile_that_the_infrastructure_no_longer_names_counts(
    root: Path, after: str | None
) -> None:
    if after is None:
        (root / "template.yaml").unlink()
    else:
        write(root, {"template.yaml": after})
    write(root, {"odd\nname.yaml": TEMPLATE, "README.yaml": "x"})
    assert touched() == ["b/Dockerfile"]
    commit(root, "it is not named now")
    assert touched() == ["b/Dockerfile"]


def test_a_name_that_names_nothing_is_told(root: Path) -> None:
    request = Request(since="main", jobs=1)
    [outcome] = run(named(["b/Dockerfil"], request, bytes), request)
    assert outcome.failure
    assert "there is no such file" in outcome.failure.message


def test_a_file_that_nobody_touched_fails_nobody(root: Path) -> None:
    git(root, "checkout", "--quiet", "main")
    write(root, {"c/Dockerfile": "FRMO public.ecr.aws/lambda/python:3.13\n"})
    commit(root, "broken")
    git(root, "checkout", "--quiet", "-b", "other")
    write(root, {"b/app.py": "# new\n"})
    assert touched() == ["b/Dockerfile"]
    write(root, {"c/Dockerfile": "FRMO public.ecr.aws/lambda/python:3.12\n"})
    assert touched() == ["b/Dockerfile", "c/Dockerfile"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "main..feature"])
def test_a_revision_that_is_none_is_named(root: Path, revision: str) -> None:
    with pytest.raises(LambdafixError, match="git knows no commit"):
        touched(revision)
    assert not (root / "x").exists()


def test_a_shallow_clone_says_what_it_lacks(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{root}", "clone")
    with pytest.raises(LambdafixError, match="no commit in common") as caught:
        changed(clone, "origin/main")
    assert "fetch-depth: 0" in caught.value.hint


def test_without_a_repository_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "plain", function("a")))
    assert subprocess.run(["git", "rev-parse"], capture_output=True, check=False).returncode
    with pytest.raises(LambdafixError, match="in no git repository"):
        touched()
