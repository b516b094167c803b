"""NODE_OPTIONS in the files that deploy a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.codemod import Settings
from lambdafix.context.infrastructure.uses import Builder, Place, Use
from lambdafix.monorepo.purpose import deployed


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("template.yaml", "NODE_OPTIONS: -r dotenv/config", "template.yaml"),
        ("variables.tf", 'NODE_OPTIONS = "-r dotenv/config"', "variables.tf"),
        ("template.yaml", "NODE_ENV: production", ""),
        ("package.json", "NODE_OPTIONS=--max-old-space-size=4096 jest", ""),
    ],
)
def test_the_file_that_names_them_is_told(tmp_path: Path, name: str, text: str, found: str) -> None:
    (tmp_path / "template.yaml").write_text("Resources: {}\n")
    (tmp_path / name).write_text(text)
    place = Place(str(tmp_path / "template.yaml"), 1)
    use = Use(str(tmp_path / "Dockerfile"), str(tmp_path), Builder.SAM, place)
    assert deployed(Settings(), (use,)).node_options == found
