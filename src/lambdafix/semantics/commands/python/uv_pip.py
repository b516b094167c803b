"""uv pip: pip's options into the system's, a target's or a virtual environment.

Source: uv documentation 0.13, "Using uv pip" and "Using environments": without --system, --target
or --prefix it is the environment that VIRTUAL_ENV or CONDA_PREFIX names, or the nearest `.venv`.
"""

from __future__ import annotations

from posixpath import dirname

from msgspec.structs import replace

from lambdafix.context.pyproject import pip_settings
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options
from lambdafix.semantics.commands.python.environments import (
    Environment,
    anywhere,
    environment_of,
    is_virtual,
    prefix,
)
from lambdafix.semantics.commands.python.pip import uninstall
from lambdafix.semantics.commands.python.pip_install import CACHE, choices, install, read_by
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.required import required
from lambdafix.semantics.commands.python.uv_options import COMPILE, PIP, said

_PLACING = frozenset({"target", "prefix", "system", "python"})
_ASK = frozenset("list freeze show check tree --version".split())


def read(call: Call) -> Trace | Unknown:
    command = call.argv[2] if len(call.argv) > 2 else ""
    if command in _ASK:
        return Trace(reads=(EVERYTHING,))
    words = options(call.argv[3:], *(COMPILE if command == "compile" else PIP))
    if isinstance(words, Unknown):
        return words
    if words.last("--directory", "--project") is not None:
        return Unknown("uv pip --directory", "only the working directory is known")
    for path in call.upwards(("uv.toml", "pyproject.toml")):
        placing = pip_settings(call.project.read(call.files[path]) or "") & _PLACING
        if placing:
            return Unknown(path, f"its setting `{min(placing)}` sends packages to another place")
    match command:
        case "compile":
            return _compiled(call, words)
        case "install" | "sync" | "uninstall":
            found = _environment(call, words, command)
        case _:
            return Unknown(f"uv pip {command}", "what this command does is not known")
    if isinstance(found, Unknown):
        return found
    if command == "uninstall":
        return uninstall(call, words, found)
    if command == "sync":  # the words are files, and what they do not name is removed
        files = [*words.operands]
        words = replace(words, operands=[], values={**words.values, "-r": files})
    exact = command == "sync" or "--exact" in words.flags
    if exact and words.last("-t", "--target", "--prefix") is None:
        why = "it also removes what is installed and not asked for"
        found = replace(found, place="", apart=found.apart or why)
    return install(call, "uv", words, found)


def _environment(call: Call, words: Options, command: str) -> Environment | Unknown:
    python = words.last("-p", "--python") or call.scope.value("UV_PYTHON")
    system = environment_of(replace(call, argv=("python",)))
    own = call.python is not None and python in (call.python.version, "python", "python3")
    if python and not own:
        return _asked(call, python)
    if python and not call.scope.value("VIRTUAL_ENV"):
        return system
    if said(call, words.flags, "--system"):
        return system
    if words.last("-t", "--target", "--prefix") is not None:
        return system
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        value = call.scope.value(name)
        if value:
            path = call.path(value)
            return prefix(call, path) if path else anywhere(call, f"{name} is not known")
    directory = call.cwd
    while directory is not None:
        if is_virtual(call, join(directory, ".venv")):
            return prefix(call, join(directory, ".venv"))
        directory = None if directory == "/" else dirname(directory)
    why = "without --system or --target it needs a virtual environment"
    return Unknown(f"uv pip {command}", why)


def _asked(call: Call, python: str) -> Environment:
    """The environment of the interpreter, or the directory, that `--python` names."""
    path = call.path(python)
    if path and is_virtual(call, path):
        return prefix(call, path)
    if "/" in python:
        return environment_of(replace(call, argv=(python,)))
    why = f"which Python `--python {python}` means is not known"
    return anywhere(call, why, foreign=True)


def _compiled(call: Call, words: Options) -> Trace | Unknown:
    """`uv pip compile`: the words are the files that are read, and it leaves one."""
    files, output = words.operands, words.last("-o", "--output-file")
    given = replace(words, operands=[], values={**words.values, "-r": files})
    needed = required(call, given)
    if isinstance(needed, Unknown):
        return needed
    path = call.path(output) if output else None
    if output and path is None:
        return Unknown(output, "the file it names is not known")
    if needed.source:
        return Unknown("uv pip compile", f"the file it makes may name `{needed.source}`")
    environment = environment_of(replace(call, argv=("python",)))
    areas = (Area(path),) if path else ()
    semantic = ("compile", *choices(given), environment.name)
    made = (Deposit(areas, semantic, f"{output} of uv pip compile"),) if path else ()
    lost = any(m not in call.present for m in needed.manifests)
    return Trace(
        reads=(
            *read_by(call, words, needed, environment),
            *environment.areas,
            *areas,
            *((EVERYTHING,) if lost else ()),
        ),
        writes=(*areas, CACHE, Area("/root/.cache/uv", deep=True)),
        deposits=made,
        variables=VARIABLES,
        manifests=needed.manifests,
        missing=needed.missing,
    )
