"""The hooks of .pre-commit-hooks.yaml, run by pre-commit from a clone of this project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from lambdafix.monorepo.discover import is_dockerfile
from tests.report.test_sarif import schema_of
from tests.repository_support import ENVIRONMENT, function, git, repository, write

ROOT = Path(__file__).parents[1]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
CONFIG = """\
repos:
  - repo: {repository}
    rev: v1
    hooks:
      - id: {hook}
"""


def test_the_hooks_are_what_pre_commit_reads() -> None:
    schema = schema_of("https://json.schemastore.org/pre-commit-hooks.json")
    assert [error.message for error in Draft7Validator(schema).iter_errors(HOOKS)] == []
    done = pre_commit(ROOT, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile", "dockerfile", "DOCKERFILE", "Containerfile", "Dockerfile.lambda"),
        *("Dockerfile-dev", "Dockerfile_x", "app.Dockerfile", "app.dockerfile", "x.Containerfile"),
        *("Dockerfile.", "dockerfile.dev", "Dockerfiles", "app.DOCKERFILE", ".Dockerfile"),
        *("Dockerfile.dockerignore", "Dockerfile.j2", "Dockerfile.jinja", "Dockerfile.jinja2"),
        *("Dockerfile.tmpl", "Dockerfile.tpl", "Dockerfile~", "Dockerfile.md", "Dockerfile.in"),
        *("x.Dockerfile.bak", "Dockerfile.swp", "Dockerfile.erb", "Dockerfile.mustache"),
        *("Dockerfile.orig", "Dockerfile.rej", "Dockerfile.template", "app.py", "Dockerfile/x"),
    ],
)
def test_the_hooks_take_the_files_that_a_search_takes(hook: dict[str, str], name: str) -> None:
    for path in (name, f"a/b c/{name}"):
        taken = bool(re.search(hook["files"], path) and not re.search(hook["exclude"], path))
        assert taken == is_dockerfile(path.rsplit("/", 1)[-1])


def pre_commit(directory: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *words],
        cwd=directory,
        env={**ENVIRONMENT, "PRE_COMMIT_COLOR": "never", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository of the project as it stands here, tagged."""
    root = tmp_path_factory.mktemp("project")
    for name in git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(
        "\0"
    ):
        source, target = ROOT / name, root / "tree" / name
        if name.startswith("golden/") or not os.path.lexists(source) or not name:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            target.symlink_to(os.readlink(source))
        else:
            target.write_bytes(source.read_bytes())
    git(repository(root / "tree"), "tag", "v1")
    git(root, "clone", "--quiet", "--bare", "tree", "project.git")
    return root / "project.git"


@pytest.mark.slow
def test_pre_commit_installs_the_hook_and_runs_it(project: Path, tmp_path: Path) -> None:
    home = {"PRE_COMMIT_HOME": str(project.parent / "home")}
    files = {**function("fn"), "web/Dockerfile": "FROM nginx\n", "fn/Dockerfile.j2": "FROM {{ x"}
    user = repository(write(tmp_path / "user", files))
    before = (user / "fn/Dockerfile").read_text()

    config = CONFIG.format(repository=project, hook="lambdafix-check")
    (user / ".pre-commit-config.yaml").write_text(config)
    git(user, "add", "--all")
    done = pre_commit(user, "run", "--all-files", **home)
    if "No matching distribution found for" in done.stdout and not os.environ.get("PROOF"):
        pytest.skip("pip reaches no package index here")
    assert done.returncode == 1, done.stdout
    assert "fn/Dockerfile" in done.stdout.splitlines()
    assert (user / "fn/Dockerfile").read_text() == before

    config = CONFIG.format(repository=project, hook="lambdafix")
    (user / ".pre-commit-config.yaml").write_text(config)
    git(user, "add", "--all")
    done = pre_commit(user, "run", "--all-files", **home)
    assert done.returncode == 1, done.stdout
    assert "files were modified by this hook" in done.stdout
    assert "dependencies-first" in done.stdout
    assert (user / "fn/Dockerfile").read_text() != before

    git(user, "add", "--all")
    done = pre_commit(user, "run", "--all-files", **home)
    assert done.returncode == 0, done.stdout
