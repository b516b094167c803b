"""Settings and plugins of Yarn 3 and 4."""

from __future__ import annotations

import pytest

from lambdafix.catalog.host import made_by_installs
from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.yarn_settings import (
    bundles_plugins,
    is_followed,
    is_ignored,
    is_plain_plugin,
    is_plain_setting,
)


@pytest.mark.parametrize(
    ("name", "plain", "followed"),
    [
        ("compressionLevel", True, False),
        ("npmRegistryServer", True, False),
        ("nodeLinker", False, True),
        ("yarnPath", False, True),
        ("pnpUnpluggedFolder", False, False),
        ("installStatePath", False, False),
        ("injectEnvironmentFiles", False, False),
        ("enableConstraintsChecks", False, False),
    ],
)
def test_a_setting_is_plain_or_followed_or_neither(
    name: str, *, plain: bool, followed: bool
) -> None:
    assert is_plain_setting(name) is plain
    assert is_followed(name) is followed


def test_no_setting_is_of_two_kinds() -> None:
    table = load("yarn_settings")["settings"]
    kinds = [set(table[kind].split()) for kind in ("plain", "followed", "ignored")]
    assert sum(map(len, kinds)) == len(set.union(*kinds))


def test_what_yarn_3_has_by_plugins_yarn_4_has_by_itself() -> None:
    assert is_plain_plugin("@yarnpkg/plugin-workspace-tools")
    assert not is_plain_plugin("@yarnpkg/plugin-production-install")
    assert not bundles_plugins(3)
    assert bundles_plugins(4)


def test_the_version_of_an_image_is_no_setting() -> None:
    assert is_ignored("version")
    assert not is_ignored("nodeLinker")


def test_what_an_install_keeps_is_known_by_its_directory() -> None:
    assert made_by_installs(".yarn/cache")
    assert made_by_installs("app/.yarn/install-state.gz")
    assert not made_by_installs("cache")
    assert not made_by_installs("src/not.yarn/cache")


def test_every_table_was_seen() -> None:
    table = load("yarn_settings")
    assert all(Seen(table[name]["seen"]).proves for name in ("settings", "plugins"))
