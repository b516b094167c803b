"""Names of stamps, of versions, and of what is there to renew layers."""

from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.stamps import (
    is_cache_buster,
    is_newest,
    is_renewed,
    is_stamp,
    is_stamp_label,
    is_version_label,
    may_be_stamp,
)


@pytest.mark.parametrize("name", ["GIT_SHA", "git_sha", "BUILD_DATE", "VCS_REF", "GITHUB_RUN_ID"])
def test_a_commit_and_a_build_are_stamps(name: str) -> None:
    assert is_stamp(name)
    assert not may_be_stamp(name)
    assert not is_cache_buster(name)


@pytest.mark.parametrize("name", ["VERSION", "app_version", "RELEASE", "IMAGE_TAG"])
def test_a_version_may_be_a_stamp(name: str) -> None:
    assert may_be_stamp(name)
    assert not is_stamp(name)


@pytest.mark.parametrize(
    "name",
    ["PYTHON_VERSION", "POETRY_VERSION", "SAM_BUILD_MODE", "SOURCE_DATE_EPOCH", "FUNCTION_DIR"],
)
def test_a_version_of_something_else_is_none(name: str) -> None:
    assert not is_stamp(name)
    assert not may_be_stamp(name)
    assert not is_cache_buster(name)


@pytest.mark.parametrize(
    "name", ["CACHEBUST", "CACHEBUSTER", "CACHE_BUST_2", "cache_date", "NOCACHE", "REFRESHED_AT"]
)
def test_a_cache_buster_is_known_by_its_name(name: str) -> None:
    assert is_cache_buster(name)
    assert not is_stamp(name)


@pytest.mark.parametrize("name", ["PIP_NO_CACHE_DIR", "NO_CACHE_DIR", "CACHE_DIR", "ROBUST"])
def test_a_setting_of_a_cache_is_none(name: str) -> None:
    assert not is_cache_buster(name)


def test_labels_of_the_commit_and_labels_of_the_version_are_told_apart() -> None:
    assert is_stamp_label("org.opencontainers.image.revision")
    assert is_version_label("org.opencontainers.image.version")
    assert not is_stamp_label("org.opencontainers.image.version")
    assert not is_stamp_label("org.opencontainers.image.title")


@pytest.mark.parametrize(
    ("address", "renewed"),
    [
        ("https://www.random.org/integers/?num=1", True),
        ("https://api.github.com/repos/a/b/git/refs/heads/main", True),
        ("https://api.github.com/repos/a/b/commits?per_page=1", True),
        ("https://git.example.com/api/v1/repos/a/b/commits?sha=main&per_page=1", True),
        ("https://github.com/a/b/releases/download/v1/b.tar.gz", False),
        ("https://example.com/random.org/ca.pem", False),
        ("https://api.github.com/repos/a/b/tarball/v1", False),
    ],
)
def test_an_address_whose_content_differs_each_time_is_known(address: str, renewed: bool) -> None:
    assert is_renewed(address) is renewed


@pytest.mark.parametrize(
    "group", ["stamps", "services", "versions", "labels", "busters", "renewing"]
)
def test_every_group_says_how_it_is_known(group: str) -> None:
    table = load("stamps")[group]
    assert Seen(table["seen"])
    assert table["source"]


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/a/b/releases/latest/download/b.tar.gz",
        "https://api.github.com/repos/a/b/releases/latest",
        "https://s3.amazonaws.com/a/tool-latest.zip",
        "https://raw.githubusercontent.com/a/b/main/install.sh",
        "https://github.com/a/b/archive/refs/heads/main.zip",
        "https://bootstrap.pypa.io/get-pip.py",
    ],
)
def test_an_address_of_what_is_newest_is_known(address: str) -> None:
    assert is_newest(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/a/b/releases/download/v1.2/b.tar.gz",
        "https://raw.githubusercontent.com/a/b/v1.2/install.sh",
        "https://github.com/a/b/archive/refs/tags/v1.zip",
        "https://example.com/latestnews/a.zip",
    ],
)
def test_an_address_with_a_version_is_not(address: str) -> None:
    assert not is_newest(address)
