"""Packages of Node whose install script looks at the project."""

from __future__ import annotations

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.node_packages import reads_project, writes_project


def test_a_package_that_looks_at_the_project_is_named() -> None:
    assert reads_project({"express", "puppeteer"}) == "puppeteer"
    assert reads_project({"express"}) == ""


def test_only_some_of_them_write_into_it() -> None:
    assert writes_project({"msw"})
    assert not writes_project({"puppeteer", "express"})


def test_every_entry_has_a_reason_and_a_source() -> None:
    for entry in load("node_packages")["reads_project"].values():
        assert entry["why"]
        assert entry["source"]
        assert Seen(entry["seen"])
