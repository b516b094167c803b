"""A git repository in a directory of a test, whatever the machine's own configuration says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


class Repository:
    """Commits one day apart, from the first of January 2026 on."""

    def __init__(self, root: Path) -> None:
        self.root, self.day = root, 0
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        date = f"2026-01-{self.day + 1:02}T12:00:00Z"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(
            ["git", *words],
            cwd=self.root,
            env={**environment, **_NOBODY, **dates},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str | None], subject: str = "change") -> str:
        """Write files (None: remove one), commit all, and say the commit's name."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        self.day += 1
        return self.git("rev-parse", "HEAD")
