"""Which directory is the build context of a Dockerfile: judged by what the file copies."""

from __future__ import annotations

from pathlib import Path


def context_of(dockerfile: Path, text: str) -> Path:
    return dockerfile.parent
