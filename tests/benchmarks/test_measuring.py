"""How much memory a command takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import share_memory, watched

HOLDING = "held = b'x' * 60_000_000; "
STARTING = "import subprocess; [subprocess.run(['true']) for _ in range(100)]"


def test_a_process_has_the_memory_of_no_other() -> None:
    with subprocess.Popen(["sleep", "9"]) as child:
        assert share_memory(os.getpid(), os.getpid())
        assert not share_memory(os.getpid(), child.pid)
        child.kill()


def test_a_process_that_starts_others_is_counted_once(tmp_path: Path) -> None:
    """Until they are programs of their own, they have its memory."""
    assert 60 < watched([sys.executable, "-c", HOLDING + STARTING], tmp_path) < 110
