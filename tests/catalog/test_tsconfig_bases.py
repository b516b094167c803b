"""Bases of tsconfig.json that packages publish."""

from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.tsconfig_bases import base


@pytest.mark.parametrize(
    ("word", "package"),
    [
        ("@tsconfig/node22", "@tsconfig/node22"),
        ("@tsconfig/node22/tsconfig", "@tsconfig/node22"),
        ("@tsconfig/node22/tsconfig.json", "@tsconfig/node22"),
        ("@tsconfig/bases/node22", "@tsconfig/bases"),
        ("@tsconfig/strictest/tsconfig.json", "@tsconfig/strictest"),
    ],
)
def test_a_base_says_nothing_of_where_the_compiler_writes(word: str, package: str) -> None:
    assert base(word) == (package, ())


@pytest.mark.parametrize(
    ("word", "package", "sets"),
    [
        ("@tsconfig/next/tsconfig.json", "@tsconfig/next", ("noEmit", "incremental")),
        ("gts/tsconfig-google.json", "gts", ("composite",)),
        ("@sindresorhus/tsconfig", "@sindresorhus/tsconfig", ("outDir",)),
        ("@sindresorhus/tsconfig/tsconfig.json", "@sindresorhus/tsconfig", ("outDir",)),
    ],
)
def test_another_one_does(word: str, package: str, sets: tuple[str, ...]) -> None:
    assert base(word) == (package, sets)


@pytest.mark.parametrize(
    "word", ["@tsconfig/node22/package.json", "@tsconfig/node9", "gts", "@sindresorhus", "tsconfig"]
)
def test_what_is_not_in_the_table_is_no_known_base(word: str) -> None:
    assert base(word) is None


def test_every_base_stands_once_and_has_a_source() -> None:
    entries = load("tsconfig_bases")["bases"].values()
    names = [name for entry in entries for name in entry["names"]]
    assert len(names) == len(set(names))
    for entry in entries:
        assert entry["source"]
        assert Seen(entry["seen"]).proves
