"""What differs between two builds of one Dockerfile, and says nothing of the function.

Measured: the same file built twice without a cache gave 180 paths that differ, 170 of them .pyc
files that hold the time of their source in bytes 8 to 12 (PEP 552); the others were logs, caches,
and a package compiled from source with its RECORD.
"""

from __future__ import annotations

import csv
import posixpath
import re

_IGNORED = re.compile(r"\.log$|/\.cache/|/__pycache__/[^/]*\.pyc\.\d+$")
_SCRIPT = b"#!"


def ignored(path: str) -> bool:
    """Logs and caches: neither their being there nor their content counts."""
    return bool(_IGNORED.search(path))


def source_of(path: str) -> str | None:
    """The Python file that a .pyc was made of: `/a/__pycache__/b.cpython-312.pyc` is `/a/b.py`."""
    directory, _, name = path.rpartition("/")
    if not name.endswith(".pyc"):
        return None
    if posixpath.basename(directory) == "__pycache__":
        return f"{posixpath.dirname(directory)}/{name.partition('.')[0]}.py"
    return path[:-1]


def has_noise(path: str) -> bool:
    """Whether `settled` changes a file with that name."""
    return path.endswith((".pyc", ".dist-info/RECORD"))


def settled(path: str, content: bytes, *, moved: bool) -> bytes:
    """The content without what two builds differ in; `moved`: the place or the interpreter is
    another, which scripts and the list of what was installed name."""
    if path.endswith(".pyc") and content[4:8] == b"\0\0\0\0":  # checked against the source's time
        return content[:8] + b"\0\0\0\0" + content[12:]
    if path.endswith(".dist-info/RECORD"):
        return "\n".join(sorted(_listed(content, moved))).encode("utf-8", "surrogateescape")
    if moved and content[:2] == _SCRIPT:
        return content.partition(b"\n")[2]
    return content


def _listed(content: bytes, moved: bool) -> set[str]:
    """The files of a distribution; each is compared by its own content where it lies."""
    lines = content.decode("utf-8", "surrogateescape").splitlines()
    names = {row[0] for row in csv.reader(lines) if row}
    return {
        name
        for name in names
        if not name.endswith(".pyc") and not (moved and name.startswith(("..", "/")))
    }
