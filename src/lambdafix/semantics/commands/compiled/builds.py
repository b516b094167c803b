"""What the build tools of compiled languages share: their homes, and builds that run code.

A build whose scripts are the project's own, or a plugin's, may read all that there is. What it
writes is taken to lie below its project, in its tool's homes and where its words say (an axiom).
"""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname, relpath

from lambdafix.catalog.variables import names_a_file
from lambdafix.semantics.areas import EVERYTHING, Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.python.pip_install import READ
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.variables.paths import paths_in

NO_DIRECTORY = "the working directory is not known"
ENVIRONMENT = (*VARIABLES, "JAVA_*", "PKG_CONFIG*", "CPATH")
# Directories of the system: what lies beside their `bin` is no toolchain.
_SYSTEM = frozenset("/ /usr /opt /root /home /var /var/task".split())
# Where toolchains say that they lie.
_ROOTS = (
    "GOROOT JAVA_HOME MAVEN_HOME M2_HOME GRADLE_HOME DOTNET_ROOT RUSTUP_HOME CARGO_HOME".split()
)
_MOST_NAMES = 5  # files that a sentence lists
_OWN = (".config", ".netrc", ".ssh", ".gitconfig", ".local", ".mavenrc")  # the user's


def homes(call: Call, variable: str, default: str, official: str = "") -> tuple[str, ...] | Unknown:
    """The directories that may be a tool's home: where its variable says; else, in the user's own.

    `default` is a path from the user's directory. Where it cannot be known whether the base image
    sets the variable, the place of the tool's official image counts too.
    """
    value = call.scope.value(variable)
    if value:
        path = call.path(value)
        return (path,) if path else Unknown(variable, "the directory it names is not known")
    user = call.scope.value("HOME")
    if not user:
        return Unknown(call.argv[0], "the home directory of this user is not known")
    usual = join(user, default)
    return (usual, official) if value is None and official else (usual,)


def tools(call: Call) -> tuple[Area, ...]:
    """Compilers, linkers, headers, the toolchain itself and the user's own configuration."""
    paths = [call.argv[0]] if call.argv[0].startswith("/") else []
    # What Go installs has nothing beside it; of GOPATH, who reads more of it says so.
    alone = {*_SYSTEM, call.scope.value("GOPATH")}
    for entry in (call.scope.value("PATH") or "").split(":"):
        if entry.startswith("/") and "$" not in entry:
            directory = join("/", entry)
            above = dirname(directory)
            paths.append(directory if above in alone else above)
    paths += (v for n in _ROOTS if (v := call.scope.value(n)) and v.startswith("/"))
    for name, value in call.scope.env.items():
        if names_a_file(name) and name != "GOPATH":
            paths += paths_in(value)
    home = call.scope.value("HOME")
    paths += (join(home, name) for name in _OWN if home)
    return (*READ, *deep(join("/", p) for p in paths))


def deep(paths: Iterable[str]) -> tuple[Area, ...]:
    """Whole directories, each once."""
    return tuple(Area(p, deep=True) for p in dict.fromkeys(paths))


def copied_below(call: Call, *directories: str) -> tuple[str, ...]:
    """The files of the build context that lie in these directories of the image."""
    return tuple(p for p in call.files if any(below(p, d) for d in directories))


def named_in(call: Call) -> tuple[str, ...]:
    """The absolute paths that the words of a command name: `-Dmaven.repo.local=/m2`, `-o /app`."""
    return tuple(
        join("/", value) for word in call.argv[1:] for value in _absolute(word) if value.strip("/")
    )


def said_of(call: Call, files: Iterable[str]) -> str:
    """Files as a person would list them from the working directory: `a, b and c`."""
    names = [relpath(f, call.cwd or "/") for f in files]
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _absolute(word: str) -> tuple[str, ...]:
    value = word if word.startswith("/") else word.partition("=")[2]
    return (value,) if value.startswith("/") else ()


def left(call: Call, areas: tuple[Area, ...], words: tuple[str, ...] | None = None) -> Deposit:
    """What a command leaves: made of its words and of where it runs."""
    said = call.argv if words is None else words
    return Deposit(areas, (*said, "in", call.cwd), f"what `{' '.join(call.argv[:2])}` leaves")


def ran_code(
    call: Call,
    areas: Iterable[Area],
    *,
    manifests: tuple[str, ...] = (),
    missing: str = "",
) -> Trace:
    """The trace of a command that runs code of the project: it reads whatever there is."""
    written = tuple(dict.fromkeys(areas))
    return Trace(
        reads=(EVERYTHING,),
        writes=written,
        deposits=(left(call, written),) if written else (),
        variables=("?*",),
        manifests=manifests,
        missing=missing,
    )
