"""Files that are verified side by side, before any engine has a part in it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lambdafix.codemod import Settings
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.verify import Wanted, rewritten, verify
from tests.golden_support import CASES, Case

_CASES = CASES[::6]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_files_at_once_are_rewritten_as_one_after_the_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        at_once = [*pool.map(_diff, _CASES)]  # first, for what is remembered is no work
    assert at_once == [*map(_diff, _CASES)]
    assert any(at_once)


def test_no_place_for_temporary_files_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(LambdafixError, match="no place for temporary files"):
        verify([], Request(Settings()), Wanted(), lambda path, words: None)


def _diff(case: Case) -> str:
    request = Request(Settings(), context=case.directory / case.context)
    outcome = rewritten(Target(str(case.directory / case.dockerfile)), request)
    return outcome.failure.message if outcome.failure else outcome.diff
