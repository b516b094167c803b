"""Which Python a tool works for, and where that one keeps its packages.

Sources: Python documentation 3.13, "venv" and "site"; Filesystem Hierarchy Standard 3.0. A command
is found by its directory or along PATH; a virtual environment is known by its pyvenv.cfg. Where the
interpreter is not known its packages may lie in the system's directories, in a home directory, or
in an environment by one of the usual names; all of these then count (an axiom).
"""

from __future__ import annotations

import re
from posixpath import dirname

from msgspec import Struct

from lambdafix.semantics.areas import EVERYTHING, USR, Area, join, meet
from lambdafix.semantics.commands.call import Call

_SYSTEM = (*USR, *"/etc /home /lib /lib64 /opt /root /var/lang /var/lib".split())
_USUAL = (".venv", "venv", "env")
# Where packages of the operating system put programs.
_OF_THE_SYSTEM = "/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin".split()
# Directories of PATH that hold no Python of their own: what lies there runs with the one behind.
_NO_PYTHON = ("/.local/bin", "/.cargo/bin", "/node_modules/.bin", "/go/bin", "/.dotnet/tools")


class Environment(Struct, frozen=True):
    """Where the packages and scripts of one interpreter lie.

    `place` is set where it is known to be the base image's own; `apart` says why it is not, and
    `name` tells one such interpreter from another. `foreign`: it may be one that OS packages bring,
    so that even packages in a directory of their own are for another Python.
    """

    areas: tuple[Area, ...]
    place: str = ""
    name: str = ""
    apart: str = ""
    foreign: bool = False


def environment_of(call: Call) -> Environment:
    """The environment of the pip, python or tool that a call's first word names."""
    directory, _, name = call.argv[0].rpartition("/")
    python = call.python
    version = re.search(r"\d+\.\d+$", name)
    if version and python and version[0] != python.version:
        return anywhere(call, f"{name} is not the Python of the base image", foreign=True)
    if directory:
        path = call.path(directory)
        if path is None:
            return anywhere(call, f"where {call.argv[0]} lies is not known", everywhere=True)
        why = f"{call.argv[0]} is not the Python of the base image"
        return _in_directory(call, path) or anywhere(call, why, (dirname(path),), foreign=True)
    path = call.scope.value("PATH")
    if path is None and (call.scope.complete or "PATH" in call.scope.args):
        return anywhere(call, "PATH is not known", everywhere=True, foreign=True)
    heads = [e.rstrip("/") for e in (path or "").split(":") if e]
    for entry in heads:
        found = _in_directory(call, entry) if entry.startswith("/") else None
        if found:
            return found
        if python and _may_hold_a_python(call, entry):
            more = (dirname(entry),) if re.match(r"/[^$]+/[^$]+$", entry) else ()
            why = f"{entry} goes first in PATH and may hold another Python"
            return anywhere(call, why, more, foreign=entry in _OF_THE_SYSTEM)
    return base(call, tuple(dirname(h) for h in heads if re.match(r"/[^$]+/[^$]+$", h)))


def base(call: Call, more: tuple[str, ...] = ()) -> Environment:
    """The environment of the base image's own interpreter; `more`: where it may be else."""
    python = call.python
    if python is None:
        return anywhere(call, "the base image's own site-packages directory is not known", more)
    areas = (Area(python.site_packages, deep=True), Area(python.scripts, deep=True))
    return Environment(areas, python.site_packages, python.version)


def prefix(call: Call, path: str) -> Environment:
    """The environment in a directory that holds `bin` and `lib`: a virtual one, or the base's."""
    if call.python and join(path, "bin") == call.python.scripts:
        return base(call)
    why = f"its packages go to the virtual environment {path}, which only its own Python sees"
    return Environment((Area(path, deep=True),), name=path, apart=why)


def is_virtual(call: Call, path: str) -> bool:
    """Whether a virtual environment is known to lie in a directory."""
    return bool({join(path, "pyvenv.cfg")} & (call.present | call.made))


def anywhere(
    call: Call,
    why: str,
    more: tuple[str, ...] = (),
    *,
    everywhere: bool = False,
    foreign: bool = False,
) -> Environment:
    """All places that an interpreter may keep its packages in."""
    home = call.scope.value("HOME")
    paths = dict.fromkeys((*_SYSTEM, *([home] if home else ()), *more))
    usual = (join(d, n) for d in ("/", call.cwd or "/") for n in _USUAL)
    areas = tuple(Area(p, deep=True) for p in dict.fromkeys((*paths, *usual)))
    found = (EVERYTHING,) if everywhere else areas
    return Environment(found, name=call.argv[0], apart=why, foreign=foreign)


def _may_hold_a_python(call: Call, entry: str) -> bool:
    """Whether something may lie in a directory of PATH besides scripts of the Python behind it."""
    if entry.endswith(_NO_PYTHON):
        return False
    if not entry.startswith("/") or "$" in entry or entry in _OF_THE_SYSTEM:
        return True
    area = (Area(entry, deep=True),)
    named = any(re.match(rf"{re.escape(entry)}/(pip|python)[\d.]*$", p) for p in call.present)
    return named or bool(meet((a for a in call.filled if a.names is None), area))


def _in_directory(call: Call, path: str) -> Environment | None:
    """The environment whose commands lie in a directory, if it is known."""
    if call.python and path == call.python.scripts:
        return base(call)
    parent = dirname(path)
    return prefix(call, parent) if path.endswith("/bin") and is_virtual(call, parent) else None
