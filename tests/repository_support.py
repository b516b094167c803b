"""git repositories for tests: made by real git, whatever the user's own configuration says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann Author",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}


def git(directory: Path, *words: str, given: bytes = b"") -> str:
    """What git prints; raises where it fails."""
    done = subprocess.run(
        ["git", *words],
        cwd=directory,
        env=ENVIRONMENT,
        input=given,
        capture_output=True,
        check=True,
    )
    return os.fsdecode(done.stdout).rstrip("\n")


def repository(directory: Path) -> Path:
    """A new repository with everything that lies in the directory in its first commit."""
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "--quiet", "--initial-branch=main")
    commit(directory, "first")
    return directory


def commit(directory: Path, subject: str) -> None:
    """Everything that has changed, as one commit."""
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--allow-empty", "-m", subject)


def write(directory: Path, files: dict[str, str]) -> Path:
    """Files by their paths from a directory."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


DOCKERFILE = """\
FROM public.ecr.aws/lambda/python:3.13
COPY . ${LAMBDA_TASK_ROOT}
RUN pip install -r requirements.txt
CMD ["app.handler"]
"""
HANDLER = "def handler(event, context):\n    return event\n"


def function(name: str, dockerfile: str = DOCKERFILE) -> dict[str, str]:
    """The files of one function that is rewritten."""
    return {
        f"{name}/Dockerfile": dockerfile,
        f"{name}/requirements.txt": "requests==2.32.5\n",
        f"{name}/app.py": HANDLER,
    }
