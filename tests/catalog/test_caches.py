"""What package managers leave of what they download."""

from __future__ import annotations

import pytest

from lambdafix.catalog.caches import cache_of, pip_cache, refreshes, removing, runs
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
    assert bool(pip_cache().named.search(text)) is named


def test_an_update_of_one_package_refreshes_nothing() -> None:
    assert refreshes("apt-get", "update")
    assert refreshes("dnf", "update")
    assert not refreshes("apt-get", "install")
    assert not refreshes("npm", "update")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dnf clean all", {"cleans"}),
        ("rm -rf /var/lib/apt/lists/*", {"cleans", "from_lists"}),
        ("dnf install -y -C git", {"from_cache"}),
        ("apt-get update && apt-get install -y git", {"from_lists", "updates"}),
        ("npm ci", set()),
    ],
)
def test_what_a_run_is_known_by(text: str, found: set[str]) -> None:
    assert {name for name, p in zip(runs()._fields, runs(), strict=True) if p.search(text)} == found


def test_words_that_make_a_layer_smaller_are_no_installs() -> None:
    assert {"prune", "rm"} <= removing()
    assert not {"install", "ci", "add"} & removing()
