"""`lambdafix verify` as a user runs it, on the proof's engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.engine.machine import Machine


class Said(Struct, frozen=True):
    """How it ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def file(self) -> Any:
        """The only file of its JSON document."""
        (one,) = json.loads(self.out)["files"]
        return one


def started(machine: Machine, *words: str | Path, temporary: Path) -> subprocess.Popen[bytes]:
    """The command, running; its temporary files lie below `temporary`."""
    temporary.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "lambdafix", "verify", "--format=json"),
            *("--engine", str(machine.docker), "--build-option=--network=host"),
            *map(str, words),
        ],
        env={**os.environ, **machine.environment, "TMPDIR": str(temporary)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def verified(machine: Machine, *words: str | Path, temporary: Path) -> Said:
    """The command, run to its end."""
    return ended(started(machine, *words, temporary=temporary))


def ended(process: subprocess.Popen[bytes]) -> Said:
    out, err = process.communicate()
    return Said(process.returncode, out.decode(), err.decode())
