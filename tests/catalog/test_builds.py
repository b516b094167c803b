"""Builds that fetch dependencies by themselves."""

from __future__ import annotations

import pytest

from lambdafix.catalog.builds import fetch_of


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("go build -o /out .", "go mod download"),
        ("/usr/local/go/bin/go build", "go mod download"),
        ("./mvnw -B clean package", "mvn dependency:go-offline"),
        ("dotnet publish -c Release", "dotnet restore"),
    ],
)
def test_a_build_has_a_command_that_fetches_alone(words: str, first: str) -> None:
    found = fetch_of(words.split())
    assert found is not None
    assert found.first == first


@pytest.mark.parametrize("words", ["go version", "mvn -v", "npm run build", ""])
def test_another_command_has_none(words: str) -> None:
    assert fetch_of(words.split()) is None
