"""What the build of a project reads and leaves: all of its directory, and more where it runs code.

Sources: Python Packaging User Guide, "pyproject.toml specification"; setuptools 80 documentation,
"Configuring setuptools using pyproject.toml files".
"""

from __future__ import annotations

from lambdafix.context import pyproject
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call

# With one of these beside it, setuptools runs code or reads what it names.
_SETUP = ("setup.py", "setup.cfg")

NO_PROJECT = "pyproject.toml is not a file that was copied from the build context"


def read_by_build(call: Call, directory: str) -> tuple[Area, ...]:
    """Its directory alone where the files show that no code of it runs, else everything."""
    found, there = project_in(call, directory)
    if found is None or not found.declarative:
        return (EVERYTHING,)
    context = there.rpartition("/")[0]
    names = (f"{context}/{n}" if context else n for n in _SETUP)
    beside = any(call.project.exists(n) for n in names) or any(
        join(directory, n) in call.present for n in _SETUP
    )
    return (EVERYTHING,) if found.setuptools and beside else (Area(directory, deep=True),)


def left_by_build(call: Call, directory: str) -> tuple[Area, ...]:
    """setuptools builds in place, and leaves `build` and `*.egg-info`."""
    found, _ = project_in(call, directory)
    clean = found is not None and found.declarative and not found.setuptools
    return () if clean else (Area(directory, deep=True, names=frozenset({"build", "dist"})),)


def project_in(call: Call, directory: str) -> tuple[pyproject.Pyproject | None, str]:
    """The pyproject.toml of a directory, and its path in the build context; None and empty where
    it was not copied from there."""
    there = call.files.get(join(directory, "pyproject.toml"), "")
    return pyproject.read(call.project.read(there) or "") if there else None, there
