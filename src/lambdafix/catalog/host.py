"""Directories that an install makes, and that a build context may have of its own."""

from __future__ import annotations

from posixpath import basename

from lambdafix.catalog.loading import load


def made_by_installs(path: str) -> bool:
    """Whether a path is called as a directory that only installs make."""
    table = load("host")["directory"]
    return basename(path) in table or "/".join(path.split("/")[-2:]) in table
