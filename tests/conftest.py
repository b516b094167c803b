"""Options of the test run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

_ENGINE = Path(__file__).parent / "engine"

settings.register_profile("any machine", deadline=None)  # how fast it is, is no fault of the code
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--approve",
        action="store_true",
        help="rewrite golden/ with what comes out now, and fail where that is something new",
    )
    parser.addoption(
        "--proof",
        action="store_true",
        help="collect tests/engine, too: it installs and starts a container engine",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What `make proof` runs is no part of `make test`."""
    if collection_path == _ENGINE and not config.getoption("--proof"):
        return True
    return None
