"""Package managers, and commands that install dependencies from their manifests."""

from __future__ import annotations

import pytest

from lambdafix.catalog.builds import installs, package_managers


@pytest.mark.parametrize("words", ["go mod download", "/usr/bin/dotnet restore", "npm ci"])
def test_a_command_that_installs_is_known_by_its_words(words: str) -> None:
    assert installs(words.split())


@pytest.mark.parametrize("words", ["go build", "dotnet publish", "npm run build", ""])
def test_another_command_is_none(words: str) -> None:
    assert not installs(words.split())


@pytest.mark.parametrize(
    ("family", "managers"),
    [
        ("nodejs", {"npm", "pnpm", "yarn"}),
        ("python", {"pip", "pipenv", "poetry", "uv"}),
        ("go", set()),
    ],
)
def test_a_language_has_its_package_managers(family: str, managers: set[str]) -> None:
    assert package_managers(family) == managers
