"""Paths with a part left open, as loops and helpers of a monorepo write them: `services/$NAME`.

The part stands for one name of a file or a directory. Such a path says something only if a name is
written in it, or before it: `$DIR/Dockerfile` may be anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from glob import escape, glob

from lambdafix.context.infrastructure.shell_lines import UNKNOWN

_ANYWHERE = ("", ".", "..", "Dockerfile", "Containerfile")


def is_open(*paths: str | None) -> bool:
    """Whether a path is not known, or not all of it."""
    return any(path is None or UNKNOWN in path for path in paths)


def known_text(value: object) -> str | None:
    """The value, if it is a text of which all is known."""
    return value if isinstance(value, str) and not is_open(value) else None


def is_told(path: str, program: str) -> bool:
    """Whether what is open of a path is told well enough; `program` is the file that says it."""
    if os.path.isabs(path):
        path = os.path.relpath(path, os.path.dirname(program))
    names = path.split(os.sep)
    named = any(name.replace(UNKNOWN, "").strip("._-") not in _ANYWHERE for name in names)
    return not is_open(path) or (named and names[0] != UNKNOWN)


def filled(dockerfile: str, context: str) -> Iterator[tuple[str, str]]:
    """The Dockerfiles that fit, each with its context; as they are where nothing is open."""
    if not is_open(dockerfile, context):
        yield dockerfile, context
    elif not is_open(context) or dockerfile.startswith(f"{context}{os.sep}"):
        names = context.count(os.sep) + 1
        for path in sorted(glob("*".join(map(escape, dockerfile.split(UNKNOWN))))):
            yield path, os.sep.join(path.split(os.sep)[:names])
