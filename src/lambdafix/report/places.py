"""Where something is said: paths as they are seen from here, and lines."""

from __future__ import annotations

import os

from lambdafix.context.infrastructure.uses import Place


def shown(path: str) -> str:
    """A path as seen from here, where it lies below; else as it is."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def located(place: Place) -> str:
    """`infra/template.yaml:12`; line 0 is the whole file."""
    return f"{shown(place.path)}:{place.line}" if place.line else shown(place.path)
