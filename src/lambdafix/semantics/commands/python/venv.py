"""Virtual environments: python -m venv and virtualenv make one, `.` and source enter it.

Sources: Python documentation 3.13, "venv"; virtualenv documentation 20.35, "CLI interface". An
environment holds pyvenv.cfg and scripts that name their own place; to enter it sets PATH and
VIRTUAL_ENV for the commands behind.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.python.environments import environment_of, is_virtual
from lambdafix.semantics.commands.python.pip_install import CACHE, READ
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.scope import DEFAULT_PATH

_VENV = (
    "--system-site-packages --symlinks --copies --clear --upgrade --without-pip --upgrade-deps "
    "--without-scm-ignore-files",
    "--prompt",
)
_VIRTUALENV = (
    "--system-site-packages --symlinks --copies --always-copy --clear --no-setuptools --no-wheel "
    "--no-pip --no-vcs-ignore --no-download --download --never-download --no-periodic-update "
    "--upgrade-embed-wheels -q --quiet -v --verbose",
    "-p --python --prompt --pip --setuptools --wheel --creator --seeder --app-data",
)
# What an image has that sets no PATH (docs.docker.com, "Dockerfile reference", ENV).
_QUIET = frozenset("-q --quiet -v --verbose".split())


def read(call: Call) -> Trace | Unknown:
    match basename(call.argv[0]):
        case "." | "source":
            return _entered(call)
        case "deactivate":
            return _left(call)
        case _:
            return made(call, call.argv[1:], *_VIRTUALENV)


def venv(call: Call, words: tuple[str, ...]) -> Trace | Unknown:
    """`python -m venv`; the call's first word is the interpreter."""
    return made(call, words, *_VENV)


def made(call: Call, words: tuple[str, ...], flags: str, valued: str) -> Trace | Unknown:
    """A virtual environment, by the options of the tool that makes it."""
    found = options(words, flags, valued)
    if isinstance(found, Unknown):
        return found
    python = found.last("-p", "--python")
    paths = [call.path(w) for w in found.operands]
    if not paths or None in paths:
        word = found.operands[paths.index(None)] if paths else call.argv[0]
        return Unknown(word, "the directory it names is not known")
    known = [p for p in paths if p]
    areas = tuple(a for path in known for a in left_in(path))
    environment = environment_of(call)
    chosen = tuple(sorted(found.flags - _QUIET)), python or "", environment.name
    return Trace(
        reads=(*READ, *environment.areas, *areas),
        writes=(*areas, CACHE, Area("/root/.local/share/virtualenv", deep=True)),
        deposits=(Deposit(areas, ("venv", *chosen), f"the virtual environment {known[0]}"),),
        variables=(*VARIABLES, "VIRTUALENV_*"),
    )


def left_in(path: str) -> tuple[Area, ...]:
    """What a new environment is known by, and all that lies in it."""
    return Area(join(path, "pyvenv.cfg")), Area(path, deep=True)


def _entered(call: Call) -> Trace | Unknown:
    path = call.path(call.argv[1]) if len(call.argv) == 2 else None
    shown = " ".join(call.argv[:2])
    if path is None or not re.search(r"/bin/activate$", path):
        return Unknown(shown, "what a script does cannot be seen")
    place = dirname(dirname(path))
    if not is_virtual(call, place):
        return Unknown(shown, "no command before it is known to make this environment")
    now = f"{join(place, 'bin')}:{call.scope.value('PATH') or DEFAULT_PATH}"
    return Trace(reads=(Area(path),), env={"PATH": now, "VIRTUAL_ENV": place})


def _left(call: Call) -> Trace | Unknown:
    place, path = call.scope.value("VIRTUAL_ENV"), call.scope.value("PATH") or ""
    head = f"{join(place, 'bin')}:" if place else ""
    if not head or not path.startswith(head):
        return Unknown("deactivate", "which environment it leaves is not known")
    return Trace(env={"PATH": path.removeprefix(head), "VIRTUAL_ENV": ""})
