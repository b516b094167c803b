from __future__ import annotations

import pytest

from lambdafix.catalog.layer_sizes import dependencies, typical
from lambdafix.catalog.loading import Seen, load


def test_an_install_weighs_what_its_kind_does() -> None:
    assert dependencies("uv") == dependencies("pip") > 0
    assert dependencies("npm") != dependencies("pip")


def test_a_tool_without_a_row_weighs_what_any_other_does() -> None:
    assert dependencies("cpan") == load("layer_sizes")["dependencies"]["other"]["bytes"]


@pytest.mark.parametrize("kind", ["os-package", "image", "file", "other"])
def test_every_kind_that_is_asked_for_has_a_size(kind: str) -> None:
    assert typical(kind) > 0


def test_every_row_says_how_it_is_known_and_from_where() -> None:
    table = load("layer_sizes")
    rows = [*table["dependencies"].values(), *table["kinds"].values()]
    assert all(Seen(row["seen"]) and row["source"] for row in rows)
