"""A command in a process group of its own: its words in a log, with limits, ended on request.

A group of its own keeps the terminal's Ctrl-C away from it, so that it ends when and how this
module ends it, with all that it started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

_GRACE = 10.0  # seconds that a client has to take its build back before it is killed
_BEAT = 0.25  # seconds between two looks at the limits


class Cancelled(Exception):
    """The whole run was asked to end."""


class Ended(NamedTuple):
    """How a command ended; `broke` names the limit that ended it."""

    code: int
    seconds: float
    broke: str = ""


class Running:
    """A command that has been started; what it says goes to the file `log`."""

    def __init__(
        self,
        argv: Sequence[str],
        log: Path,
        env: Mapping[str, str],
        *,
        directory: Path | None = None,
        ending: signal.Signals = signal.SIGINT,
    ) -> None:
        """`directory` is where it runs, else where the user is; `ending` asks it to take back what
        it has begun. Raises OSError where it cannot be started."""
        self.log = log
        self._ending = ending
        self._begun = time.monotonic()
        with log.open("ab") as stream:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env},
                cwd=directory,
                start_new_session=True,
            )

    @property
    def code(self) -> int | None:
        """What it exited with; None while it runs."""
        return self._process.poll()

    def wait(self, cancelled: Event, limit: Callable[[float], str] = lambda _: "") -> Ended:
        """Until it ends; raises Cancelled when `cancelled` is set.

        `limit` is given the seconds so far and names the limit that is broken, if one is.
        """
        try:
            while True:
                broke = limit(time.monotonic() - self._begun)
                if broke or cancelled.is_set():
                    self.end()
                if cancelled.is_set():
                    raise Cancelled
                try:
                    code = self._process.wait(_BEAT)
                except subprocess.TimeoutExpired:
                    continue
                return Ended(code, time.monotonic() - self._begun, broke)
        finally:
            self.end()

    def end(self) -> None:
        """End it and all that it started: asked first, then killed."""
        self._signal(self._ending)
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)


def tail(log: Path, lines: int) -> tuple[str, ...]:
    """The last lines of a log that hold something."""
    with log.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - 65536))
        text = stream.read().decode(errors="replace")
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())[-lines:]
