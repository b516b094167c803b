from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lambdafix.context import functions
from lambdafix.context.infrastructure import tree
from tests.infrastructure_support import told


def test_what_git_ignores_is_not_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    text = "docker build -f app/Dockerfile .\n"
    files = {".gitignore": "old/\n", "old/b.sh": text, "b.sh": text, "app/Dockerfile": ""}
    assert [use.place.path for use in told(tmp_path, files).uses] == ["b.sh"]


def test_a_loop_of_links_ends_and_a_pipe_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.sh").symlink_to(tmp_path / "self.sh")
    os.mkfifo(tmp_path / "pipe.sh")
    found = told(tmp_path, {"b.sh": "docker build .\n", "Dockerfile": ""})
    assert found.builds == [("Dockerfile", ".")]


def test_a_huge_file_is_one_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_BYTES", 100)
    text = "docker build .\n"
    found = told(tmp_path, {"a.sh": text + "#" * 200, "b.sh": text, "Dockerfile": ""})
    assert found.builds == [("Dockerfile", ".")]
    assert found.unresolved == ("a.sh:0: larger than 0 MB: not read",)


def test_packages_that_an_installer_left_are_not_read(tmp_path: Path) -> None:
    build = "docker build -f Dockerfile .\n"
    files: dict[str, str | bytes] = {
        "layer/python/tool-1.0.dist-info/RECORD": "",
        "layer/python/tool/build.sh": build,
        "layer/python/tools/build.sh": build,
        "layer/python/build.sh": build,
        "plain/tool/build.sh": build,
        "Dockerfile": "",
    }
    read = [use.place.path for use in told(tmp_path, files).uses]
    assert read == ["layer/python/build.sh", "layer/python/tools/build.sh", "plain/tool/build.sh"]


def test_files_without_a_reason_are_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_nothing(name: str) -> None:
        raise AssertionError(f"{name} was imported")

    monkeypatch.setattr(functions, "import_module", import_nothing)
    files: dict[str, str | bytes] = {
        "template.yaml": "Resources: {}",
        "app.py": "import aws_cdk",
        "main.tf": 'resource "aws_s3_bucket" "b" {}',
        "build.sh": "docker run x",
    }
    assert told(tmp_path, files) == ((), ())


def test_the_uses_of_a_linked_dockerfile_are_those_of_its_target(tmp_path: Path) -> None:
    told(tmp_path, {"b.sh": "docker build app", "app/Dockerfile": ""})
    (tmp_path / "Dockerfile.link").symlink_to("app/Dockerfile")
    found = functions.read(tmp_path)
    assert [use.function for use in found.of(tmp_path / "Dockerfile.link")] == [""]
    assert found.of(tmp_path / "Dockerfile") == ()


def test_a_dockerfile_outside_of_the_tree_is_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("")
    found = told(tmp_path / "repo", {"b.sh": "docker build ..\n"})
    assert found == ((), ("b.sh:1: its Dockerfile is outside of the repository",))
