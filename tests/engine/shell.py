"""Commands of the recipe: run, or fail with all that they said."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def call(*words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What a command prints; raises SystemExit with its output where it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")[-4000:]
        command = " ".join(map(str, words))[:200]
        raise SystemExit(f"{command}\nended with {done.returncode}:\n{said}")
    return done.stdout.decode(errors="replace")
