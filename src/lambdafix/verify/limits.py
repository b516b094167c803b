"""How long a build may take, how much of the disk it may fill, and how an image is run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

GB = 1_000_000_000
_SPARE = GB // 2  # bytes that are left to the machine whatever the limit


class Limits(Struct, frozen=True):
    """`seconds` for a build, `disk` bytes for the run; memory in MB, seconds for an answer."""

    seconds: float = 1800
    disk: int = 20 * GB
    answer: float = 30
    memory: int = 512

    @property
    def hint(self) -> str:
        return "--timeout and --disk-limit set the limits; TMPDIR says where its files lie."

    def watch(self, *directories: Path) -> Callable[[float], str]:
        """A function that is given the seconds so far and names the limit that is broken.

        What is free on the disks shrinks by what anybody writes: it needs no knowledge of the
        engine, and is what the machine runs out of. A remote engine's disk is not seen.
        """
        places = [place for place in directories if os.path.isdir(place)]
        at_first = {place: shutil.disk_usage(place).free for place in places}

        def broken(seconds: float) -> str:
            if seconds > self.seconds:
                return f"took more than {self.seconds:.0f} s"
            for place, free in at_first.items():
                left = shutil.disk_usage(place).free
                if free - left > self.disk:
                    return f"filled more than {self.disk / GB:g} GB of the disk of {place}"
                if left < _SPARE:
                    return f"left less than {_SPARE / GB:g} GB free on the disk of {place}"
            return ""

        return broken
