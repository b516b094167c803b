"""`lambdafix verify` as a user runs it, on the proof's engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct


class Client(Protocol):
    """An engine as a user has it: a program, and the variables that say where its things are."""

    @property
    def program(self) -> str: ...

    @property
    def environment(self) -> dict[str, str]: ...

    def call(self, *words: str | Path) -> str: ...


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


def started(engine: Client, *words: str | Path, temporary: Path) -> subprocess.Popen[bytes]:
    """The command, running; its temporary files lie below `temporary`."""
    temporary.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "lambdafix", "verify", "--format=json"),
            *("--engine", engine.program, "--build-option=--network=host"),
            *map(str, words),
        ],
        env={**os.environ, **engine.environment, "TMPDIR": str(temporary)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def verified(engine: Client, *words: str | Path, temporary: Path) -> Said:
    """The command, run to its end."""
    return ended(started(engine, *words, temporary=temporary))


def ended(process: subprocess.Popen[bytes]) -> Said:
    out, err = process.communicate()
    return Said(process.returncode, out.decode(), err.decode())


def until_it_says(process: subprocess.Popen[bytes], words: str) -> None:
    """Reads on to the line of progress that has these words."""
    assert process.stderr
    for line in process.stderr:
        if words.encode() in line:
            return
    raise AssertionError(f"it ended without: {words}")


def nothing_is_left(engine: Client, temporary: Path) -> None:
    """No file but the logs of a failure, no image, no container, no process."""
    left = [path for path in temporary.iterdir() if not path.name.startswith("lambdafix-logs-")]
    assert left == []
    assert "lambdafix-verify" not in engine.call("image", "ls", "--format={{.Repository}}")
    assert "lambdafix-verify" not in engine.call("container", "ls", "-a", "--format={{.Names}}")
    assert str(temporary) not in processes()


def processes() -> str:
    """The command lines of all that runs on the machine."""
    lines = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                lines.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
    return "\n".join(lines)
