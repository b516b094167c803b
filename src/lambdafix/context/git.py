"""The one place that asks git: read-only, whatever the repository's own configuration says.

A repository can name programs that git would run (a monitor of files, hooks, a viewer, a signature
check, the transport that fetches missing objects) and variables of the environment can lead git to
another repository; all of them are switched off.
Source: git-scm.com/docs/git, git-config and git-log of git 2.39, read 2026-11-25.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lambdafix.errors import LambdafixError

_SAFE = (
    "git", "--no-pager", "--no-optional-locks", "--no-replace-objects",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
    "-c", "diff.orderFile=/dev/null", "-c", "core.quotePath=false",
    # Of a large pack, hold pieces: half the memory of a log, which takes no longer for it.
    "-c", "core.packedGitWindowSize=1m", "-c", "core.packedGitLimit=16m",
    "-c", "core.deltaBaseCacheLimit=8m",
)  # fmt: skip
_CLOSED = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_NOTHING: Mapping[str, str] = {}
MOST_SECONDS = 60.0


class NoGit(LambdafixError):
    """git is missing, took too long, or says no: there is no repository, or it is not ours."""


def ask(
    directory: Path,
    *words: str,
    given: bytes | None = None,
    seconds: float = MOST_SECONDS,
    literal: bool = True,
    extra: Mapping[str, str] = _NOTHING,
) -> bytes:
    """What git prints in a directory, with `given` as its input; raises NoGit.

    `literal`: words are paths and no patterns, which not every command of git can be told. `extra`
    are variables of the environment that git is to have all the same.
    """
    exact = ["--literal-pathspecs"] if literal else []
    try:
        done = subprocess.run(
            [*_SAFE, *exact, *words],
            cwd=directory,
            env={**environment(os.environ), **extra},
            input=b"" if given is None else given,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise NoGit("git is not installed", "the history is read by git") from error
    except subprocess.TimeoutExpired as error:
        raise NoGit(f"git {words[0]} took more than {seconds:.0f} s") from error
    except OSError as error:
        raise NoGit(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _refusal(said[0].removeprefix("fatal: ") if said else f"git {words[0]} failed")
    return done.stdout


def _refusal(said: str) -> NoGit:
    """What git says, in words that tell what to do where that is known."""
    if owned := re.search(r"dubious ownership in repository at '(.*)'", said):
        trust = shlex.join(["git", "config", "--global", "--add", "safe.directory", owned[1]])
        return NoGit(
            f"git does not trust {owned[1]}: it is another user's", f"`{trust}` trusts it."
        )
    if re.search(r"any commits yet|(bad revision|ambiguous argument) 'HEAD'", said):
        return NoGit("the git repository has no commit yet", "`git commit` makes the first.")
    if said.startswith("not a git repository"):
        return NoGit("it is in no git repository")
    return NoGit(f"git says: {said}")


def environment(outside: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would lead git elsewhere."""
    kept = {name: value for name, value in outside.items() if not name.startswith("GIT_")}
    return {**kept, **_CLOSED}
