"""The tables themselves, and what a user lays over them."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from lambdafix.catalog.loading import Seen, load, merged

TABLES = sorted(
    entry.name.removesuffix(".toml")
    for entry in files("lambdafix.catalog").iterdir()
    if entry.name.endswith(".toml")
)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_when_it_was_made(name: str) -> None:
    assert isinstance(load(name)["as_of"], date)


@pytest.mark.parametrize("name", TABLES)
def test_whatever_says_how_it_is_known_says_where_from(name: str) -> None:
    entries = list(_entries(load(name)))
    assert entries
    for entry in entries:
        assert Seen(entry["seen"])
        assert entry["source"]


def test_an_overlay_is_laid_over_and_not_into_the_table() -> None:
    assert load("runtimes", "as_of = 2030-01-01")["as_of"] == date(2030, 1, 1)
    assert load("runtimes")["as_of"] == date(2026, 11, 24)


def test_tables_merge_and_values_are_replaced() -> None:
    below = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert merged(below, {"a": {"y": [3]}, "c": 2}) == {"a": {"x": 1, "y": [3]}, "b": 1, "c": 2}
    assert below == {"a": {"x": 1, "y": [1, 2]}, "b": 1}


def test_only_what_is_merely_believed_proves_nothing() -> None:
    assert [seen for seen in Seen if not seen.proves] == [Seen.BELIEVED]


def _entries(table: object) -> list[dict[str, object]]:
    if isinstance(table, list):
        return [entry for value in table for entry in _entries(value)]
    if not isinstance(table, dict):
        return []
    below = [entry for value in table.values() for entry in _entries(value)]
    return [table, *below] if "seen" in table else below
