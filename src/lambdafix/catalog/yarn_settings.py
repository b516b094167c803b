"""Settings and plugins of Yarn 3 and 4: which of them decide nothing about places."""

from __future__ import annotations

from lambdafix.catalog.loading import load


def is_plain_setting(name: str) -> bool:
    """Whether a setting leaves packages, and the code that runs, as they are."""
    return name in _names("settings", "plain")


def is_followed(name: str) -> bool:
    """Whether a setting is read by itself."""
    return name in _names("settings", "followed")


def is_ignored(name: str) -> bool:
    """Whether Yarn passes a variable by that looks like a setting."""
    return name in _names("settings", "ignored")


def is_plain_plugin(name: str) -> bool:
    """Whether a plugin adds commands and changes no install."""
    return name in _names("plugins", "plain")


def bundles_plugins(major: int) -> bool:
    """Whether this Yarn has the commands of those plugins by itself."""
    return major >= int(load("yarn_settings")["plugins"]["bundled"])


def _names(table: str, kind: str) -> list[str]:
    return str(load("yarn_settings")[table][kind]).split()
