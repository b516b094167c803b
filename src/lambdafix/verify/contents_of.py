from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Unlike(NamedTuple):
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def compare(before: Path, after: Path) -> Unlike:
    return Unlike()
