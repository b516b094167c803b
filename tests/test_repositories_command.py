"""`lambdafix repositories` by its words and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lambdafix.cli.every import app
from tests.monorepo.shop import REGISTRY, configuration, files, laid

ADDRESS = f"{REGISTRY}/shop"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    laid(tmp_path, {**files(), "samconfig.toml": configuration()})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_dry_run_has_changes_pending_and_a_written_one_has_none(shop: Path) -> None:
    runner = CliRunner()
    dry = runner.invoke(app, ["repositories", "--repository", ADDRESS])
    assert dry.exit_code == 1
    assert f'+image_repository = "{ADDRESS}" # one each' in dry.stdout
    done = runner.invoke(app, ["repositories", "--repository", ADDRESS, "--write"])
    assert done.exit_code == 0
    assert "samconfig.toml: written" in done.stdout
    again = runner.invoke(app, ["repositories"])
    assert (again.exit_code, "image_repositories" in again.stdout) == (0, False)


def test_json_is_one_document(shop: Path) -> None:
    found = CliRunner().invoke(app, ["repositories", "--format", "json", str(shop)])
    assert json.loads(found.stdout)["exit_code"] == found.exit_code == 1


def test_what_needs_an_address_is_told_and_is_no_pending_change(shop: Path) -> None:
    (shop / "samconfig.toml").write_text(
        "[default.deploy.parameters]\nresolve_image_repos = true\n"
    )
    found = CliRunner().invoke(app, ["repositories"])
    assert found.exit_code == 0
    assert "samconfig.toml:2: not changed: SAM makes a repository for each" in found.stdout


@pytest.mark.parametrize("word", ["functions", f"{ADDRESS}:latest", f"{REGISTRY}/"])
def test_an_address_that_is_none_is_refused(shop: Path, word: str) -> None:
    found = CliRunner().invoke(app, ["repositories", "--repository", word, "--write"])
    assert found.exit_code == 2
    assert "no address of an ECR repository" in found.output
    assert (shop / "samconfig.toml").read_text() == configuration()


def test_a_directory_that_is_not_there_is_told() -> None:
    found = CliRunner().invoke(app, ["repositories", "/nowhere"])
    assert found.exit_code == 2
