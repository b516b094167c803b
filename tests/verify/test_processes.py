"""Commands with limits."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from lambdafix.verify.limits import Limits
from lambdafix.verify.processes import Cancelled, Running, tail

SLEEPS = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(99)'])"
)


def started(tmp_path: Path, code: str) -> Running:
    return Running([sys.executable, "-c", code], tmp_path / "log", {"WORD": "said"})


def test_what_a_command_says_is_in_its_log(tmp_path: Path) -> None:
    running = started(tmp_path, "import os; print(os.environ['WORD']); raise SystemExit(4)")
    assert running.wait(Event()).code == 4
    assert tail(running.log, 5) == ("said",)


def test_a_broken_limit_ends_a_command_with_all_that_it_started(tmp_path: Path) -> None:
    running = started(tmp_path, SLEEPS)
    ended = running.wait(Event(), Limits(seconds=0.5).watch(tmp_path))
    assert ended.broke.startswith("took more than")
    assert ended.seconds < 20
    assert running.code is not None


def test_a_cancelled_command_is_ended_at_once(tmp_path: Path) -> None:
    running, cancelled, begun = started(tmp_path, SLEEPS), Event(), time.monotonic()
    Timer(0.3, cancelled.set).start()
    with pytest.raises(Cancelled):
        running.wait(cancelled)
    assert time.monotonic() - begun < 15
    assert running.code is not None


def test_a_full_disk_is_a_limit(tmp_path: Path) -> None:
    broken = Limits(disk=-1_000_000_000_000_000).watch(tmp_path)
    assert broken(0.0).startswith("filled more than")
    assert Limits().watch(tmp_path, tmp_path / "none")(0.0) == ""
