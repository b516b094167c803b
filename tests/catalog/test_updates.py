"""Commands that bring a project's packages up to date."""

from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.updates import keeps_ranges, updates


@pytest.mark.parametrize(("tool", "verb"), [("npm", "up"), ("yarn", "upgrade"), ("pnpm", "update")])
def test_a_word_brings_packages_up_to_date(tool: str, verb: str) -> None:
    assert updates(tool, verb)
    assert not updates(tool, "install")


@pytest.mark.parametrize(
    ("tool", "options", "node", "kept"),
    [
        ("npm", (), "22", True),
        ("npm", ("--save",), "22", False),
        ("npm", (), "14", False),
        ("npm", (), "", False),
        ("npm", ("--no-save",), "", True),
        ("yarn", (), "", True),
        ("yarn", ("--latest",), "", False),
        ("pnpm", (), "22", False),
        ("pnpm", ("--no-save",), "22", True),
    ],
)
def test_package_json_keeps_its_ranges(
    tool: str, options: tuple[str, ...], node: str, kept: bool
) -> None:
    assert keeps_ranges(tool, options, node) is kept


def test_every_entry_has_a_source() -> None:
    for tool in ("npm", "yarn", "pnpm"):
        entry = load("updates")[tool]
        assert Seen(entry["seen"]).proves
        assert entry["source"]
