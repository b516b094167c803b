"""Which directories only installs make, by their names."""

from __future__ import annotations

import pytest

from lambdafix.catalog.host import made_by_installs


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("node_modules", True),
        ("web/node_modules", True),
        (".husky/_", True),
        ("web/.husky/_", True),
        (".husky", False),
        ("templates/_", False),
        ("src", False),
    ],
)
def test_directories_of_installs_are_known_by_their_names(path: str, made: bool) -> None:
    assert made_by_installs(path) is made
