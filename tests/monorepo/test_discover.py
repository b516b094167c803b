from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lambdafix.monorepo.discover import dockerfiles, is_dockerfile


def tree(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("FROM scratch\n")


def found(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in dockerfiles(root)]


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "dockerfile",
        "DOCKERFILE",
        "Dockerfile.lambda",
        "api.Dockerfile",
        "api.dockerfile",
        "Containerfile",
        "Containerfile.arm64",
        "Dockerfile-lambda",
        "Dockerfile_lambda",
        "lambda.Containerfile",
    ],
)
def test_a_name_that_is_a_dockerfile(name: str) -> None:
    assert is_dockerfile(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "Dockerfile-linux.template",
        ".dockerignore",
        "dockerfile.go",
        "Dockerfiles",
        "MyDockerfile",
    ],
)
def test_a_name_that_is_none(name: str) -> None:
    assert not is_dockerfile(name)


def test_a_directory_is_searched_and_the_order_is_stable(tmp_path: Path) -> None:
    tree(tmp_path, "b/Dockerfile", "a/Dockerfile.lambda", "Dockerfile", "README.md")
    assert found(tmp_path) == ["Dockerfile", "a/Dockerfile.lambda", "b/Dockerfile"]


def test_what_tools_make_is_not_searched(tmp_path: Path) -> None:
    tree(tmp_path, "node_modules/x/Dockerfile", "cdk.out/a/Dockerfile", "app/.venv/Dockerfile")
    assert found(tmp_path) == []


def test_gitignore_is_kept(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    tree(tmp_path, "kept/Dockerfile", "old/Dockerfile")
    (tmp_path / ".gitignore").write_text("/old/\n")
    assert found(tmp_path) == ["kept/Dockerfile"]


def test_an_ignored_directory_that_the_user_names_is_searched(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    tree(tmp_path, "old/Dockerfile")
    (tmp_path / ".gitignore").write_text("/old/\n")
    assert found(tmp_path / "old") == ["Dockerfile"]


def test_a_tracked_file_that_was_deleted_is_not_found(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    tree(tmp_path, "Dockerfile", "app/Dockerfile")
    git(tmp_path, "add", ".")
    (tmp_path / "Dockerfile").unlink()
    assert found(tmp_path) == ["app/Dockerfile"]


def test_clones_inside_a_directory_keep_their_own_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "one/Dockerfile", "one/old/Dockerfile", "two/Dockerfile")
    git(tmp_path / "one", "init", "-q")
    (tmp_path / "one/.gitignore").write_text("/old/\n")
    assert found(tmp_path) == ["one/Dockerfile", "two/Dockerfile"]


def test_a_clone_inside_a_work_tree_is_searched(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    tree(tmp_path, "vendor/one/Dockerfile")
    git(tmp_path / "vendor/one", "init", "-q")
    assert found(tmp_path) == ["vendor/one/Dockerfile"]


@pytest.mark.parametrize("in_git", [False, True])
def test_a_loop_of_links_ends(tmp_path: Path, in_git: bool) -> None:
    if in_git:
        git(tmp_path, "init", "-q")
    tree(tmp_path, "app/Dockerfile")
    (tmp_path / "app/again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "Dockerfile").symlink_to("Dockerfile")
    assert found(tmp_path) == ["Dockerfile", "app/Dockerfile"]
