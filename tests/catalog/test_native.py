from __future__ import annotations

import pytest

from lambdafix.catalog.distributions import normalised
from lambdafix.catalog.loading import load
from lambdafix.catalog.native import is_cgo, links_libraries, native_distributions, wheels_between


def test_distributions_are_named_as_an_index_writes_them() -> None:
    assert {normalised(name) for name in native_distributions()} == native_distributions()


@pytest.mark.parametrize("kind", ["bundled", "linked"])
def test_modules_are_named_without_their_major_version(kind: str) -> None:
    assert all(is_cgo(name) for name in load("native")["go"][kind])


@pytest.mark.parametrize(
    "module",
    ["github.com/mattn/go-sqlite3", "github.com/uber/h3-go/v4", "gopkg.in/gographics/imagick.v3"],
)
def test_a_module_that_is_c_is_known_in_every_major_version(module: str) -> None:
    assert is_cgo(module)


def test_only_some_ask_for_a_library_of_the_image() -> None:
    assert links_libraries("github.com/h2non/bimg")
    assert not links_libraries("github.com/mattn/go-sqlite3")
    assert not is_cgo("modernc.org/sqlite")


@pytest.mark.parametrize(
    ("older", "newer", "there_are"),
    [
        ("2.26", "2.36", True),
        ("2.34", "2.36", False),
        ("2.34", "2.41", False),
        ("2.26", "2.27", False),
    ],
)
def test_wheels_that_only_the_newer_glibc_loads(older: str, newer: str, there_are: bool) -> None:
    assert wheels_between(older, newer) is there_are
