"""Where the `config` command of a tool writes what it is told."""

from __future__ import annotations

from collections.abc import Set

from lambdafix.catalog.loading import load


def project_settings(tool: str) -> str:
    """The file beside a project's manifest that holds its own settings."""
    name: str = load("tool_settings")[tool]["project"]
    return name


def settles_project(tool: str, flags: Set[str]) -> bool:
    """Whether a command with these options writes that file, and none of the user's."""
    return not flags.isdisjoint(load("tool_settings")[tool]["with"])
