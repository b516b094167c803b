"""Seconds and memory of commands that take turns."""

from __future__ import annotations

import ctypes
import platform
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_TICK = 0.01  # seconds between two looks at the memory


class Figure(NamedTuple):
    """The least seconds of several runs, and the peak memory of one more."""

    seconds: float
    megabytes: float


def measured(
    commands: Mapping[str, Sequence[str]], runs: int, directory: Path
) -> dict[str, Figure]:
    """Every command `runs` times, in turn; before that once, watched, which warms the disk."""
    memory = {name: watched(words, directory) for name, words in commands.items()}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, words in commands.items():
            start = time.perf_counter()
            with _started(words, directory):
                pass  # its exit code says what it found
            times[name].append(time.perf_counter() - start)
    return {name: Figure(min(times[name]), memory[name]) for name in commands}


def _started(words: Sequence[str], directory: Path) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    return subprocess.Popen(words, cwd=directory, stdin=silent, stdout=silent, stderr=silent)


def watched(words: Sequence[str], directory: Path) -> float:
    """The most megabytes that a command and all that it starts hold at one time; what several of
    them share counts once (Linux's proportional set size)."""
    most = 0
    with _started(words, directory) as process:
        while process.poll() is None:
            most = max(most, sum(map(_resident, _with_own_memory(_tree(process.pid)))))
            time.sleep(_TICK)
    return most / 1e6


def _tree(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        try:
            for task in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                waiting += map(int, task.read_text().split())
        except OSError:
            continue  # it has ended
    return found


def _with_own_memory(pids: Sequence[int]) -> list[int]:
    """Without those that have not become another program yet: until then, vfork(2) lends them all
    the memory of the one that starts them, which Linux counts for both."""
    return [p for at, p in enumerate(pids) if not any(share_memory(p, q) for q in pids[:at])]


def share_memory(one: int, other: int) -> bool:
    """Whether two processes have the same memory (kcmp(2), KCMP_VM)."""
    libc = ctypes.CDLL(None)
    return bool(libc.syscall(_KCMP[platform.machine()], one, other, _KCMP_VM, 0, 0) == 0)


_KCMP = {"x86_64": 312, "aarch64": 272}  # Linux, arch/x86/entry/syscalls and asm-generic/unistd.h
_KCMP_VM = 1


def _resident(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
