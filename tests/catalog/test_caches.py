"""What package managers leave of what they download."""

from __future__ import annotations

import re

import pytest

from lambdafix.catalog.caches import cache_of, pip_cache, refreshes
from lambdafix.semantics.image import cached


@pytest.mark.parametrize("manager", ["apt", "apt-get", "dnf", "microdnf", "yum"])
def test_what_empties_a_cache_empties_only_what_no_step_reads(manager: str) -> None:
    cache = cache_of(manager)
    assert cache is not None
    assert all(map(cached, cache.places))
    assert cache.clean == f"rm -rf {cache.places[0]}/*" or cache.clean == f"{manager} clean all"


def test_only_lists_are_needed_by_later_installs() -> None:
    kept = {name for name in ("apt", "apt-get", "dnf", "yum") if (c := cache_of(name)) and c.lists}
    assert kept == {"apt", "apt-get"}
    assert cache_of("pip") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("rm -rf ~/.cache/pip", True),
        ("pip3.12 cache purge", True),
        ("pip install --no-cache-dir six", False),
        ("pip install cachetools", False),
    ],
)
def test_what_reads_or_empties_the_cache_of_pip_is_known(text: str, named: bool) -> None:
    assert bool(re.search(pip_cache().named, text)) is named


def test_an_update_of_one_package_refreshes_nothing() -> None:
    assert refreshes("apt-get", "update")
    assert refreshes("dnf", "update")
    assert not refreshes("apt-get", "install")
    assert not refreshes("npm", "update")
