"""Where the time of a run goes, by the room of the source: the stack, looked at a thousand times a
second."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import lambdafix

_EVERY = 0.001  # seconds of this process's own time
_ROOT = f"{Path(lambdafix.__file__).parent}/"


def rooms(paths: Sequence[str]) -> list[tuple[str, float]]:
    """The share of each room in rewriting these files, the largest first. What a library does
    counts for the room that has called it."""
    from lambdafix.monorepo.request import Request, settings_of
    from lambdafix.monorepo.run import named, run

    seen = Counter[str]()

    def look(_: int, frame: FrameType | None) -> None:
        while frame and not frame.f_code.co_filename.startswith(_ROOT):
            frame = frame.f_back
        if frame:
            seen[_room(frame.f_code.co_filename.removeprefix(_ROOT))] += 1

    request = Request(settings_of(unsafe=False, only=(), skip=(), runtime=None), jobs=1)
    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        for _ in run(named(paths, request, bytes), request):
            pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return [(room, count / seen.total()) for room, count in seen.most_common()]


def _room(path: str) -> str:
    """`semantics/commands` for a file in it; the file itself in the top room."""
    parts = path.split("/")
    return "/".join(parts[: min(2, len(parts) - 1)]) or parts[0]
