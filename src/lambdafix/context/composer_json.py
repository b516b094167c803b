"""composer.json: whether an install reads more than it and the lock file.

Source: Composer 2.8 documentation, "The composer.json schema", "Scripts" and "Repositories".
"""

from __future__ import annotations

import json

from msgspec import Struct


class Composer(Struct, frozen=True):
    """`scripts`: it runs commands of the project; `local`: a package lies in a directory."""

    scripts: bool
    local: bool
    vendor: str
    moved: bool  # what is installed lies elsewhere than in `vendor`


def read_composer(text: str) -> Composer | None:
    """None where it cannot be read."""
    try:
        table = json.loads(text)
    except ValueError:
        return None
    if not isinstance(table, dict):
        return None
    config, extra = table.get("config", {}), table.get("extra", {})
    if not isinstance(config, dict) or not isinstance(extra, dict):
        return None
    repositories = json.dumps(table.get("repositories", ""))
    return Composer(
        scripts=bool(table.get("scripts")),
        local='"path"' in repositories or '"artifact"' in repositories or "file:" in repositories,
        vendor=str(config.get("vendor-dir", "vendor")),
        moved=bool(config.keys() & {"bin-dir", "cache-dir", "data-dir", "home"} or extra),
    )
