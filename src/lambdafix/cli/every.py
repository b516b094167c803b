"""The application with every command."""

from __future__ import annotations

from lambdafix.cli import (
    functions,
    layers,
    migrate,
    reference,
    replay,
    repositories,
    rewrite,
    verify,
)
from lambdafix.cli.shared import app

__all__ = [
    "app",
    "functions",
    "layers",
    "migrate",
    "reference",
    "replay",
    "repositories",
    "rewrite",
    "verify",
]
