"""Which interpreters the files of an image start: by their first line, and package.json's scripts.

Any file may be run by its path, whatever its name ends with, and the kernel starts what its first
line names. Source: execve(2), "Interpreter scripts".
"""

from __future__ import annotations

from posixpath import basename

from lambdafix.context.package_json import read_package_json
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.image import Image
from lambdafix.semantics.latest import latest

_LARGEST = 1_000_000  # bytes: more than any script that a person wrote
_LINE = regex(rb"#![ \t]*([^\s]+)([^\n]*)")
_PYTHON = regex(r"python[\d.]*")


def interpreters(image: Image, project: Project) -> frozenset[str]:
    """Their names; `python3` for every Python."""
    return _interpreters(frozenset(image.context.values()), project)


@latest(8)
def _interpreters(paths: frozenset[str], project: Project) -> frozenset[str]:
    found = set[str]()
    for path in paths:
        if "node_modules/" in path or project.size(path) > _LARGEST:
            continue
        found.add(_named(project.read_bytes(path) or b""))
        if basename(path) == "package.json":
            package = read_package_json(project, path)
            scripts = () if isinstance(package, str) else package.scripts.values()
            found.update(name for script in scripts for name in _PYTHON.findall(script))
    found.discard("")
    return frozenset("python3" if _PYTHON.fullmatch(name) else name for name in found)


def _named(content: bytes) -> str:
    """The interpreter of a file, as its first line or `env` names it; empty where there is none."""
    line = _LINE.match(content)
    if line is None:
        return ""
    first, rest = basename(line[1].decode("latin-1")), line[2].decode("latin-1").split()
    words = (w for w in rest if not w.startswith("-") and "=" not in w)
    return basename(next(words, first)) if first == "env" else first
