"""What differs between two builds of one Dockerfile, and says nothing of the function.

Measured: the same file built twice without a cache gave 180 paths that differ, 170 of them .pyc
files that hold the time of their source in bytes 8 to 12 (PEP 552); the others were logs, caches,
and a package compiled from source with its RECORD. An addon of Node that is compiled has a Makefile
that names what it was made of in an order of the day, and pnpm notes when it looked for leftovers.
"""

from __future__ import annotations

import csv
import json
import posixpath
from collections.abc import Collection

from lambdafix.regex import regex

# .lock: uv leaves it, empty, in each directory that it installs into.
# .package-lock.json: npm notes beside what it installed where that came from.
# .yarn: Yarn 3 and 4 keep there what makes their next command faster.
_IGNORED = regex(
    r"\.log$|/\.lock$|/\.cache/|/__pycache__/[^/]*\.pyc\.\d+$|/node_modules/\.package-lock\.json$"
    r"|/\.yarn/(cache/|install-state\.gz$)"
)
_MAKEFILE = regex(r"/node_modules/.+/build/Makefile")
_PROJECT = regex(r"(?!.*/node_modules/).*/package\.json")
_REQUIRED = ("dependencies", "devDependencies", "optionalDependencies")
_SCRIPT = b"#!"
_HEADER = 16  # bytes of a .pyc: version, flags, and time with size or hash (PEP 552)


def ignored(path: str) -> bool:
    """Logs, locks and caches: neither their being there nor their content counts."""
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
    named = path.endswith((".pyc", ".dist-info/RECORD", "/node_modules/.modules.yaml"))
    return named or bool(_MAKEFILE.search(path)) or bool(_PROJECT.fullmatch(path))


def settled(
    path: str,
    content: bytes,
    *,
    moved: bool,
    sourced: bool = False,
    dropped: Collection[str] = (),
) -> bytes:
    """The content without what two builds differ in.

    `moved`: the place or the interpreter is another, which scripts and the list of what was
    installed name. `sourced`: of compiled code, that its source is the same before and after. Then
    the header counts alone: with it Python holds the code against its source, by time and size or
    by hash, and the code itself names where the source lay when it was compiled, which `pip install
    --target` does in a directory whose name is drawn. `dropped`: packages that may be missing; npm
    writes those that it is asked for by name into the project's package.json, in its own form.
    """
    if path.endswith(".pyc"):
        if content[4:8] == b"\0\0\0\0":  # checked against the source's time
            content = content[:8] + b"\0\0\0\0" + content[12:]
        return content[:_HEADER] if sourced else content
    if path.endswith(".dist-info/RECORD"):
        return "\n".join(sorted(_listed(content, moved))).encode("utf-8", "surrogateescape")
    if path.endswith("/node_modules/.modules.yaml"):
        return b"\n".join(line for line in content.splitlines() if b"prunedAt" not in line)
    if _MAKEFILE.search(path):
        return b"\n".join(b" ".join(sorted(line.split())) for line in content.splitlines())
    if dropped and _PROJECT.fullmatch(path):
        return _without(content, dropped)
    if moved and content[:2] == _SCRIPT:
        return content.partition(b"\n")[2]
    return content


def _without(content: bytes, dropped: Collection[str]) -> bytes:
    """A package.json that does not require these packages, in one form."""
    try:
        table = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not isinstance(table, dict):
        return content
    for kind in _REQUIRED:
        if isinstance(found := table.get(kind), dict):
            table[kind] = {name: asked for name, asked in found.items() if name not in dropped}
    kept = {key: value for key, value in table.items() if value != {} or key not in _REQUIRED}
    return json.dumps(kept, sort_keys=True).encode("utf-8", "surrogateescape")


def _listed(content: bytes, moved: bool) -> set[str]:
    """The files of a distribution; each is compared by its own content where it lies."""
    lines = content.decode("utf-8", "surrogateescape").splitlines()
    names = {row[0] for row in csv.reader(lines) if row}
    return {
        name
        for name in names
        if not name.endswith(".pyc") and not (moved and name.startswith(("..", "/")))
    }
