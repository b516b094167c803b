"""uv: syncs and exports projects, makes environments, and installs as pip does (uv_pip).

Source: uv documentation 0.13, "Commands". The environment that `uv sync` makes holds scripts that
name their own place, and it removes what the lock file does not name.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Options,
    Trace,
    Unknown,
    options,
)
from lambdafix.semantics.commands.python import uv_options, uv_pip, venv
from lambdafix.semantics.commands.python.builds import NO_PROJECT
from lambdafix.semantics.commands.python.environments import environment_of
from lambdafix.semantics.commands.python.pip_install import READ, choices
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.uv_files import built, exported, locked
from lambdafix.semantics.commands.python.uv_project import Project, caches, managed
from lambdafix.semantics.commands.python.uv_sync import run, synced


def read(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    while words and words[0] in ("-q", "--quiet", "-v", "--verbose", "--no-cache", "-n"):
        words = words[1:]
    command = words[0] if words else ""
    moved = next((n for n in ("UV_WORKING_DIR", "UV_PROJECT") if call.scope.value(n)), None)
    if moved:
        return Unknown(moved, "the project that it works for is not known")
    call = replace(call, argv=(call.argv[0], *words))
    shown = f"uv {command}".strip()
    match command:
        case "pip":
            return uv_pip.read(call)
        case "" | "--version" | "-V" | "version" | "help" | "self":
            return Trace() if command != "self" else Unknown(shown, "it replaces uv itself")
        case "cache":
            return Trace(writes=(*caches(), *managed(call)[1:]))
        case "venv":
            return _venv(call)
        case "python" | "tool":
            return _fetched(call, command)
    table = {"sync": uv_options.SYNC, "export": uv_options.EXPORT, "lock": uv_options.LOCK}
    table |= {"build": uv_options.BUILD}
    if command == "run":
        return run(call)
    if command not in table:
        return Unknown(shown, "what this command does is not known")
    sorted_words = options(words[1:], *table[command])
    if isinstance(sorted_words, Unknown):
        return sorted_words
    return _of_project(call, command, sorted_words)


def _of_project(call: Call, command: str, words: Options) -> Trace | Unknown:
    moved = words.last("--directory", "--project")
    path = call.path(moved) if moved else call.cwd
    if path is None or words.last("--script") is not None:
        return Unknown(moved or f"uv {command}", "the project that it works for is not known")
    if moved and words.last("-o", "--output-file", "--out-dir"):
        return Unknown(moved, "where the file it makes lies is not known")
    call = replace(call, cwd=path)
    project = Project.of(call)
    if command == "build" and not words.operands:
        return built(call, words)
    if project is None:
        return Unknown(f"uv {command}", NO_PROJECT)
    match command:
        case "sync":
            return synced(call, project, words)
        case "export":
            return exported(call, project, words)
        case "lock":
            return locked(call, project, words)
        case _:
            return Unknown("uv build", "only the working directory is known")


def _venv(call: Call) -> Trace | Unknown:
    words = options(call.argv[2:], *uv_options.VENV)
    if isinstance(words, Unknown):
        return words
    if words.last("--directory", "--project") is not None:
        return Unknown("uv venv --directory", "only the working directory is known")
    named = call.scope.value("UV_PROJECT_ENVIRONMENT")
    paths = [call.path(w) for w in words.operands or dict.fromkeys([named or ".venv", ".venv"])]
    if None in paths:
        return Unknown("uv venv", "the directory it names is not known")
    areas = (*(a for p in paths if p for a in venv.left_in(p)), *managed(call))
    python = environment_of(replace(call, argv=("python",)))
    made = Deposit(
        areas, ("venv", *choices(words), python.name), f"the virtual environment {paths[0]}"
    )
    files = (
        Area(join(call.cwd or "/", n)) for n in (".python-version", "pyproject.toml", "uv.toml")
    )
    return Trace(
        reads=(*READ, *files, *python.areas, *areas),
        writes=(*areas, *caches()),
        deposits=(made,),
        variables=VARIABLES,
    )


def _fetched(call: Call, command: str) -> Trace | Unknown:
    """`uv python install` and `uv tool install`: below the home directory, and ~/.local/bin."""
    action = call.argv[2] if len(call.argv) > 2 else ""
    shown = f"uv {command} {action}".strip()
    if action in ("list", "find", "dir"):
        return Trace(reads=(EVERYTHING,))
    words = options(call.argv[3:], *(uv_options.TOOL if command == "tool" else uv_options.PYTHON))
    if isinstance(words, Unknown):
        return words
    home = call.scope.value("HOME")
    if action not in ("install", "upgrade") or home is None:
        return Unknown(shown, "what this command does is not known")
    odd = next((w for w in words.operands if w.startswith((".", "/")) or "$" in w), None)
    if odd is not None:
        return Unknown(odd, "it is no requirement that can be read")
    tools = call.scope.value("UV_TOOL_DIR") or join(home, ".local/share/uv/tools")
    scripts = [call.scope.value(f"UV_{command.upper()}_BIN_DIR"), call.scope.value("XDG_BIN_HOME")]
    own = words.last("--install-dir", "-i") or (tools if command == "tool" else "")
    paths = [p for p in (*scripts, own, join(home, ".local")) if p]
    areas = (*(Area(call.path(p) or "/", deep=True) for p in paths), *managed(call))
    semantic = (command, action, *choices(words), *sorted(words.operands))
    made = Deposit(areas, semantic, f"what `{shown}` leaves", tools=frozenset({"git"}))
    return Trace((*READ, *areas), (*areas, *caches()), (made,), VARIABLES)
