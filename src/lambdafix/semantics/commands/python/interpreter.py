"""python: a module that is a command, byte code, and programs that only ask about Python itself.

Source: Python documentation 3.13, "Command line and environment", "compileall", "ensurepip". A
script, and a program that imports what is installed, run code that is not seen: not known.
"""

from __future__ import annotations

import ast
import sys
from itertools import takewhile
from posixpath import basename

from msgspec.structs import replace

from lambdafix.context.python_tree import parsed
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.python.environments import environment_of
from lambdafix.semantics.commands.python.pip_install import CACHE, READ
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.venv import venv
from lambdafix.semantics.commands.variables.modules import shadowing

_MODULES = frozenset({"pip", "poetry", "pipenv", "uv", "virtualenv"})
_HARMLESS = frozenset({"-u", "-B", "-I", "-s", "-E", "-O", "-P", "-b"})
_SAFE = frozenset({"-I", "-P"})  # the working directory is none in which modules are looked for
_COMPILE = ("-q -qq -f -b -l --quiet --force", "-j -r -d -s -p -x -o --invalidation-mode -e")
# Of modules of Python itself, calls that only tell something; the rest may write files.
_TELLING = frozenset(
    """print str repr len sorted getattr hasattr isinstance int join format version platform machine
    python_version architecture getsizeof get_config_var get_path getsitepackages""".split()
)
_TOLD = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assert, ast.Pass)


def read(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    while words and words[0] in _HARMLESS:
        words = words[1:]
    if words in (("--version",), ("-V",), ("-VV",)):
        return Trace()
    if len(words) > 1 and words[0] == "-c":
        return Trace(reads=(EVERYTHING,)) if _only_tells(call, words[1]) else _program(call)
    if len(words) < 2 or words[0] != "-m":
        return _program(call)
    own = _found_first(call)
    if own:
        why = "looks for modules in the working directory first, and what it does cannot be seen"
        return Unknown(own, f"`-m {words[1]}` {why}")
    return _module(call, words[1], words[2:])


def _found_first(call: Call) -> str:
    """The file in the working directory that `-m` takes for a module of Python or of its tools."""
    flags = takewhile(_HARMLESS.__contains__, call.argv[1:])
    safe = not _SAFE.isdisjoint(flags) or call.scope.value("PYTHONSAFEPATH")
    return "" if safe or call.cwd is None else shadowing(call, call.cwd, "PYTHONPATH")


def _program(call: Call) -> Unknown:
    return Unknown(" ".join(call.argv[:2]), "what a program does cannot be seen")


def _module(call: Call, module: str, words: tuple[str, ...]) -> Trace | Unknown:
    match module:
        case "venv":
            return venv(call, words)
        case "compileall":
            return _compiled(call, words)
        case "ensurepip":
            return _pip(call, words)
        case name if name in _MODULES:
            return _command(call, name, words)
        case _:
            return Unknown(f"-m {module}", "what this module does is not known")


def _command(call: Call, name: str, words: tuple[str, ...]) -> Trace | Unknown:
    """A module is the command by its name that lies beside the interpreter."""
    from lambdafix.semantics.commands import read as read_any

    directory, slash, python = call.argv[0].rpartition("/")
    version = python.removeprefix("python") if name == "pip" else ""
    return read_any(replace(call, argv=(f"{directory}{slash}{name}{version}", *words)))


def _compiled(call: Call, words: tuple[str, ...]) -> Trace | Unknown:
    found = options(words, *_COMPILE)
    if isinstance(found, Unknown):
        return found
    paths = [call.path(w) for w in found.operands]
    if not paths or None in paths:
        word = found.operands[paths.index(None)] if paths else "-m compileall"
        return Unknown(word, "the directory it names is not known")
    areas = tuple(Area(p, deep=True) for p in paths if p)
    # the sources stay as they are
    left = tuple(Area(join(p, "__pycache__"), deep=True) for p in paths if p)
    environment = environment_of(call)
    said = tuple(p for p in paths if p), tuple(sorted(found.flags)), tuple(sorted(found.values))
    made = Deposit(left, ("compileall", *said, environment.name), f"byte code of {paths[0]}")
    return Trace((*areas, *environment.areas), areas, (made,), ("PYTHON*", "PATH", "SOURCE_DATE*"))


def _pip(call: Call, words: tuple[str, ...]) -> Trace | Unknown:
    flags = "-U --upgrade --user --altinstall --default-pip -v --verbose"
    found = options(words, f"{flags} --version", "--root")
    if isinstance(found, Unknown) or found.operands or found.values or "--user" in found.flags:
        return Unknown("-m ensurepip", "where it leaves pip is not known")
    if "--version" in found.flags:
        return Trace()
    environment = environment_of(call)
    areas = tuple(
        replace(a, names=frozenset({"pip", "setuptools"})) if environment.place else a
        for a in environment.areas
    )
    said = ("ensurepip", *sorted(found.flags), environment.name)
    made = Deposit(areas, said, "pip of ensurepip")
    return Trace((*READ, *areas), (*areas, CACHE), (made,), VARIABLES)


def _only_tells(call: Call, program: str) -> bool:
    """Whether a program imports modules of Python itself alone and only prints or asserts."""
    tree, own = parsed(program), {_first(basename(p)) for p in call.present | call.made}
    if tree is None or not all(isinstance(s, _TOLD) for s in tree.body):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in _TELLING or any(k.arg == "file" for k in node.keywords):
                return False
            continue
        else:
            continue
        if any(_first(m) not in sys.stdlib_module_names - own for m in modules):
            return False
    return True


def _first(name: str) -> str:
    return name.partition(".")[0]
