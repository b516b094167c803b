"""Find the Dockerfiles under a directory: by name, as git sees the tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from lambdafix.context.listing import files_under
from lambdafix.regex import regex

# Dockerfile and Containerfile with a suffix or a prefix, as docker, podman and their editors
# name them; `<name>.dockerignore` belongs to a Dockerfile and is none.
_NAME = regex(
    r"(?i:dockerfile|containerfile)|(Dockerfile|Containerfile)[._-].+"
    r"|.+\.([Dd]ockerfile|[Cc]ontainerfile)",
    re.DOTALL,
)

# What lies beside a Dockerfile and is none: templates, copies of editors, notes.
_OTHER = tuple(
    ".bak .dockerignore .erb .in .j2 .jinja .jinja2 .md .mustache .orig .rej .swp .template .tmpl "
    ".tpl ~".split()
)


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile when a directory is searched."""
    return _NAME.fullmatch(name) is not None and not name.endswith(_OTHER)


def dockerfiles(directory: Path, files: Iterable[str] | None = None) -> list[Path]:
    """The Dockerfiles under a directory, in a stable order; `files` where they are listed already.

    A link that is called Dockerfile is found, wherever it points; links to directories are not
    followed.
    """
    listed = files_under(str(directory)) if files is None else files
    return sorted(Path(path) for path in listed if is_dockerfile(os.path.basename(path)))
