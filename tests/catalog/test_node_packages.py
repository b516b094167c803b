"""Packages of Node whose install script looks at the project."""

from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.node_packages import files_read, has_no_script, writes_project


def test_a_package_may_look_at_all_of_the_project() -> None:
    assert files_read({"express", "msw", "cypress"}) is None


def test_a_package_may_look_at_files_by_their_names() -> None:
    assert files_read({"express", "cypress"}) == ("package.json",)
    assert ".puppeteerrc.cjs" in (files_read({"cypress", "puppeteer"}) or ())
    assert files_read({"express"}) == ()


@pytest.mark.parametrize("asked", ["^8.0.1", "~9.1", "5.x", "8", "v9.0.0-beta.1"])
def test_a_script_that_a_package_had_once_does_not_run(asked: str) -> None:
    assert has_no_script("husky", asked)


@pytest.mark.parametrize("asked", ["^4.3.8", ">=5", "", "latest", "*", "^4 || ^5", "npm:husky@8"])
def test_a_script_that_may_run_counts(asked: str) -> None:
    assert not has_no_script("husky", asked)


def test_only_some_of_them_write_into_it() -> None:
    assert writes_project({"msw"})
    assert not writes_project({"puppeteer", "express"})


def test_every_entry_has_a_reason_and_a_source() -> None:
    for entry in load("node_packages")["reads_project"].values():
        assert entry["why"]
        assert entry["source"]
        assert Seen(entry["seen"])
