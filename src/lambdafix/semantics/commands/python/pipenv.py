"""pipenv: installs what Pipfile and Pipfile.lock name.

Source: Pipenv documentation 2025, "Commands" and "Configuration". With --system packages go to the
interpreter's own directory; without, to the active environment, to `.venv` beside the Pipfile, or
below ~/.local/share/virtualenvs.
"""

from __future__ import annotations

from posixpath import dirname

from msgspec.structs import replace

from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Install,
    Options,
    Trace,
    Unknown,
    options,
)
from lambdafix.semantics.commands.python.environments import environment_of
from lambdafix.semantics.commands.python.pip_install import CACHE, READ
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.poetry_project import local_dependency
from lambdafix.semantics.scope import DEFAULT_PATH

_FLAGS = """--system --deploy --ignore-pipfile -v --verbose --clear --skip-lock --dev -d --hash -q
--quiet --pre --dev-only --exclude-markers --site-packages -r --requirements"""
_VALUED = "--extra-pip-args --categories -i --index --python --from-pipfile --pypi-mirror"
_MANIFESTS = ("Pipfile", "Pipfile.lock")
_NO_PIPFILE = "Pipfile is not a file that was copied from the build context"
_YES = frozenset({"1", "true", "yes", "on", "t", "y"})


def read(call: Call) -> Trace | Unknown:
    command = call.argv[1] if len(call.argv) > 1 else ""
    if command in ("", "--version", "--venv", "--py", "--where", "graph", "check", "verify"):
        return Trace(reads=(EVERYTHING,))
    manifests = call.upwards(_MANIFESTS)
    if not any(m.endswith("/Pipfile") for m in manifests):
        return Unknown("pipenv", _NO_PIPFILE)
    if command == "run":
        return _run(call, manifests)
    words = options(call.argv[2:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    odd = next((w for w in words.operands if "$" in w or w.startswith((".", "/"))), None)
    if odd is not None:
        return Unknown(odd, "it is no requirement that can be read")
    match command:
        case "requirements":
            return _listed(call, manifests)
        case "lock":
            old = words.flags & {"-r", "--requirements"}
            return _listed(call, manifests) if old else _locked(call, manifests)
        case "install" | "sync":
            return _install(call, command, words, manifests)
        case _:
            return Unknown(f"pipenv {command}", "what this command does is not known")


def _by_name(manifests: tuple[str, ...]) -> tuple[Area, ...]:
    """Pipfile, Pipfile.lock and the variables of .env, whether they are there or not."""
    root = dirname(manifests[0])
    named = (join(root, name) for name in (*_MANIFESTS, ".env"))
    return tuple(Area(path) for path in dict.fromkeys((*manifests, *named)))


def _listed(call: Call, manifests: tuple[str, ...]) -> Trace | Unknown:
    """It prints a requirements file, which whoever reads the output finds."""
    local = local_dependency(call, manifests)
    if local:
        return Unknown(f"pipenv {call.argv[1]}", f"the file it makes names the source ({local})")
    reads = (*_by_name(manifests), *READ)
    return Trace(reads=reads, variables=("PIPENV_*",), manifests=manifests)


def _locked(call: Call, manifests: tuple[str, ...]) -> Trace:
    lock = (Area(join(dirname(manifests[0]), "Pipfile.lock")),)
    local = (EVERYTHING,) if local_dependency(call, manifests) else ()
    places, _ = _environment(call, manifests)
    made = Deposit((*lock, *places), tuple(call.argv), "Pipfile.lock of `pipenv lock`")
    reads = (*_by_name(manifests), *local, *READ, *places)
    variables = ("PIPENV_*", *VARIABLES)
    return Trace(reads, (*lock, *places, CACHE), (made,), variables, manifests=manifests)


def _environment(call: Call, manifests: tuple[str, ...]) -> tuple[tuple[Area, ...], str]:
    """The places of a virtual environment that it makes or finds, and which it surely is."""
    active = call.scope.value("VIRTUAL_ENV")
    ignored = (call.scope.value("PIPENV_IGNORE_VIRTUALENVS") or "").lower() in _YES
    home = call.scope.value("HOME") or "/root"
    inside = join(dirname(manifests[0]), ".venv")
    others = call.scope.value("WORKON_HOME") or join(home, ".local/share/virtualenvs")
    paths = (inside, others, *([active] if active and not ignored else ()))
    why = "its packages go to a virtual environment, which only its own Python sees"
    return tuple(Area(call.path(p) or "/", deep=True) for p in paths), why


def _install(
    call: Call, command: str, words: Options, manifests: tuple[str, ...]
) -> Trace | Unknown:
    extra = (words.last("--extra-pip-args") or "").split()
    placed = {"-t", "--target", "--prefix", "--root", "--user"}
    target = options(tuple(extra), "--no-cache-dir --no-deps -q -v", "--target -t")
    if isinstance(target, Unknown) and any(w.partition("=")[0] in placed for w in extra):
        return Unknown("--extra-pip-args", "where it sends packages is not known")
    system = "--system" in words.flags or (call.scope.value("PIPENV_SYSTEM") or "") in _YES
    python = environment_of(replace(call, argv=("python",)))
    areas, apart = (python.areas, python.apart) if system else _environment(call, manifests)
    into = None if isinstance(target, Unknown) else target.last("-t", "--target")
    if into is not None:
        path = call.path(into)
        if path is None:
            return Unknown(into, "the directory it names is not known")
        areas = (*areas, Area(path, deep=True))
        apart = apart or f"its packages go to {path}, and what it needs itself beside them"
    source = local_dependency(call, manifests)
    locks = command == "install" and not words.flags & {"--deploy", "--ignore-pipfile"}
    root = dirname(manifests[0])
    files = tuple(Area(join(root, n)) for n in _MANIFESTS[0 if words.operands else 1 :])
    left = (*areas, *(files if locks else ()))
    code = (EVERYTHING,) if source else ()
    return Trace(
        reads=(*_by_name(manifests), *code, *READ, *python.areas, *left),
        writes=(*left, CACHE),
        deposits=(Deposit(left, tuple(call.argv), "what pipenv leaves", tools=frozenset({"git"})),),
        variables=("PIPENV_*", "WORKON_HOME", *VARIABLES),
        install=Install(
            "pipenv",
            python.place if not apart else "",
            not apart,
            manifests,
            None,
            source=source,
            apart=apart,
        ),
    )


def _run(call: Call, manifests: tuple[str, ...]) -> Trace | Unknown:
    """`pipenv run COMMAND`: the command in the environment, wherever that is."""
    from lambdafix.semantics.commands import read as read_any

    words = call.argv[2:]
    if not words or words[0].startswith("-"):
        return Unknown("pipenv run", "what it runs is not known")
    scripts = call.project.read(call.files[manifests[0]]) or ""
    if "[scripts]" in scripts:
        return Unknown("pipenv run", "the Pipfile has scripts, which may have any name")
    places, _ = _environment(call, manifests)
    path = f"{join(places[0].path, 'bin')}:{call.scope.value('PATH') or DEFAULT_PATH}"
    env = {**call.scope.env, "PATH": path}
    scope, filled = replace(call.scope, env=env), (*call.filled, *places)
    found = read_any(replace(call, argv=words, scope=scope, filled=filled))
    if isinstance(found, Unknown):
        return found
    reads = (*found.reads, *places, *_by_name(manifests))
    return replace(found, reads=reads, writes=(*found.writes, *places))
