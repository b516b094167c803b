"""Commands that install dependencies from their manifests."""

from __future__ import annotations

import pytest

from lambdafix.catalog.builds import installs


@pytest.mark.parametrize("words", ["go mod download", "/usr/bin/dotnet restore", "npm ci"])
def test_a_command_that_installs_is_known_by_its_words(words: str) -> None:
    assert installs(words.split())


@pytest.mark.parametrize("words", ["go build", "dotnet publish", "npm run build", ""])
def test_another_command_is_none(words: str) -> None:
    assert not installs(words.split())
