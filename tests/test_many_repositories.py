"""The recipes of docs/many-repositories.md, in clones of local bare repositories.

The tools are Go programs and not installed; a loop stands in for what their manuals say they do.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.repository_support import ENVIRONMENT, function, git, repository, write

PAGE = Path(__file__).parents[1] / "docs" / "many-repositories.md"
SCRIPTS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
COMMIT = ("commit", "--quiet", "--all", "-m", "Rewrite Dockerfiles for Lambda")


class Fleet:
    """Bare repositories, and a place to clone them; `lambdafix` is on the path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bodies = root / "bodies"
        tool = root / "bin" / "lambdafix"
        write(root, {"bin/lambdafix": f'#!/bin/sh\nexec "{sys.executable}" -m lambdafix "$@"\n'})
        tool.chmod(0o755)
        self.environment = {
            **ENVIRONMENT,
            "PATH": f"{tool.parent}:{ENVIRONMENT['PATH']}",
            "BODIES": str(self.bodies),
        }

    def add(self, name: str, files: dict[str, str]) -> None:
        repository(write(self.root / "source" / name, files))
        git(self.root, "clone", "--quiet", "--bare", f"source/{name}", f"{name}.git")

    def clone(self, name: str) -> Path:
        git(self.root, "clone", "--quiet", f"file://{self.root}/{name}.git", f"work/{name}")
        return self.root / "work" / name

    def run(self, clone: Path, words: Sequence[str], **more: str) -> int:
        environment = {**self.environment, **more}
        return subprocess.run(words, cwd=clone, env=environment, check=False).returncode

    def script(self, text: str) -> str:
        path = self.root / "rewrite.sh"
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    def pushed(self, name: str) -> list[str]:
        bare = self.root / f"{name}.git"
        return git(bare, "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    fleet = Fleet(tmp_path)
    fleet.add("one", {**function("fn"), ".github/CODEOWNERS": "* @ann\n"})
    fleet.add("two", {**function("a"), **function("b"), "CODEOWNERS": "/a/ @ann\n/b/ @bob\n"})
    fleet.add("web", {"Dockerfile": "FROM nginx\n"})
    fleet.add("none", {"README": "nothing to build\n"})
    fleet.add(
        "broken", {**function("fn"), "x/Dockerfile": "FRMO public.ecr.aws/lambda/python:3.13\n"}
    )
    return fleet


NAMES = ("one", "two", "web", "none", "broken")


@pytest.mark.parametrize("variables", [{"REPOSITORY": "org/{}"}, {}], ids=["multi-gitter", "xargs"])
def test_the_script_changes_what_can_be_read_and_ends_with_0_only_there(
    fleet: Fleet, variables: dict[str, str]
) -> None:
    script, codes = fleet.script(SCRIPTS[0]), {}
    for name in NAMES:
        clone = fleet.clone(name)
        given = {key: value.format(name) for key, value in variables.items()}
        codes[name] = fleet.run(clone, [script], **given)
        if codes[name] == 0 and git(clone, "status", "--porcelain"):
            git(clone, "checkout", "--quiet", "-b", "lambdafix")
            git(clone, "add", "--all")
            git(clone, *COMMIT)
            git(clone, "push", "--quiet", "origin", "lambdafix")
    assert codes == {"one": 0, "two": 0, "web": 0, "none": 2, "broken": 2}
    assert {name: fleet.pushed(name) for name in NAMES} == {
        "one": ["lambdafix", "main"],
        "two": ["lambdafix", "main"],
        "web": ["main"],
        "none": ["main"],
        "broken": ["main"],
    }
    changed = git(fleet.root / "two.git", "diff", "--name-only", "main", "lambdafix")
    assert changed == "a/Dockerfile\nb/Dockerfile"
    bodies = {path.name for path in fleet.bodies.iterdir()}
    assert "org-one.md" in bodies if variables else len(bodies) == 5
    [body] = [p for p in fleet.bodies.iterdir() if re.search(r"[-/]two(-git|\.git)?\.md$", p.name)]
    assert "### `a/Dockerfile`" in body.read_text()


def test_the_commands_of_turbolift_do_the_same(fleet: Fleet) -> None:
    commands = re.findall(r"turbolift foreach -- (.*)", PAGE.read_text())
    assert len(commands) == 2
    clone = fleet.clone("two")
    for command in commands:
        assert fleet.run(clone, command.split()) == 0
    git(clone, *COMMIT)
    assert git(clone, "show", "--format=", "--name-only") == "a/Dockerfile\nb/Dockerfile"


def test_migrate_pushes_a_branch_for_each_owner(fleet: Fleet) -> None:
    script = fleet.script(SCRIPTS[1])
    for name in ("one", "two", "web"):
        assert fleet.run(fleet.clone(name), [script]) == 0
    assert fleet.pushed("one") == ["lambdafix/ann", "main"]
    assert fleet.pushed("two") == ["lambdafix/ann", "lambdafix/bob", "main"]
    assert fleet.pushed("web") == ["main"]
    assert {path.name for path in fleet.bodies.iterdir()} == {"ann.md", "bob.md"}
