"""What an install makes, and a build context may have of its own."""

from __future__ import annotations

from lambdafix.catalog.loading import load


def made_by_installs(path: str) -> bool:
    """Whether a path is called as a directory, or a file, that only installs make."""
    return any(f"/{path}".endswith(f"/{name}") for name in load("host")["made"])
