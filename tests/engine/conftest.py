"""The engine of the proof: installed and started once, stopped at the end; never skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.bases import make_bases
from tests.engine.machine import Machine


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    """It runs and has the bases; what is built stays in its directory for the next time."""
    made = Machine.here()
    made.install()
    made.start()
    try:
        make_bases(made)
        yield made
    finally:
        made.stop()
