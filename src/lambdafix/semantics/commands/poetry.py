"""poetry install: reads pyproject.toml and poetry.lock; with the project itself, the source too.

Source: Poetry documentation 2.2, "Commands" and "Configuration". Where packages land depends on
`virtualenvs.create`; both places count as written.
"""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Install, Trace, Unknown, options
from lambdafix.semantics.commands.pip import READ, VARIABLES

_FLAGS = """--no-root --no-dev --no-interaction -n --no-ansi --sync --all-extras --all-groups
--compile --only-root --no-directory -q --quiet -v -vv -vvv --no-cache --without-hashes
--only-main --local"""
_VALUED = "--only --without --with --extras -E --directory -C --project -P -f --format -o --output"
_MANIFESTS = ("pyproject.toml", "poetry.lock", "poetry.toml")
_NO_PROJECT = "pyproject.toml is not a file that was copied from the build context"
_CONFIG = Area("/root/.config/pypoetry", deep=True)
# `{path = "../lib"}`, and `type = "directory"` in a lock file
_LOCAL = re.compile(r'\bpath\s*=\s*["\']|type\s*=\s*"(directory|file)"')
_CACHE = Area("/root/.cache/pypoetry", deep=True)


def read(call: Call) -> Trace | Unknown:
    if len(call.argv) < 2 or call.cwd is None:
        return Unknown("poetry", "the working directory is not known")
    command = call.argv[1]
    words = options(call.argv[2:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if words.last("--directory", "-C", "--project", "-P") is not None:
        return Unknown("poetry --directory", "only the working directory is known")
    match command:
        case "config":
            label = " ".join(call.argv)
            areas = (_CONFIG, Area(f"{call.cwd.rstrip('/')}/poetry.toml"))
            left = Deposit(areas, tuple(call.argv), label)
            return Trace(reads=READ, writes=areas, deposits=(left,))
        case "install":
            return _install(call, command, rootless="--no-root" in words.flags)
        case "export":
            return _export(call, words.last("-o", "--output"))
        case "--version":
            return Trace()
        case _:
            return Unknown(f"poetry {command}", "only install, export and config are known")


def _install(call: Call, command: str, *, rootless: bool) -> Trace | Unknown:
    if call.python is None or call.cwd is None:
        return Unknown("poetry", "the base image's own site-packages directory is not known")
    manifests = call.upwards(_MANIFESTS)
    if not any(m.endswith("/pyproject.toml") for m in manifests):
        return Unknown("poetry install", _NO_PROJECT)
    places = (
        Area(call.python.site_packages, deep=True),
        Area(call.python.scripts, deep=True),
        Area(f"{call.cwd.rstrip('/')}/.venv", deep=True),
    )
    source = "" if rootless else "poetry install without --no-root"
    source = source or local_dependency(call, manifests)
    everything = (Area(call.cwd, deep=True),) if source else ()
    return Trace(
        reads=(*map(Area, manifests), *everything, *READ, _CONFIG),
        writes=(*places, _CACHE),
        deposits=(
            Deposit(
                places, tuple(call.argv), "what poetry install leaves", tools=frozenset({"git"})
            ),
        ),
        variables=("POETRY_*", *VARIABLES),
        install=Install(
            tool="poetry",
            place=call.python.site_packages,
            plain=True,
            manifests=manifests,
            distributions=None,
            source=source,
        ),
    )


def local_dependency(call: Call, manifests: tuple[str, ...]) -> str:
    """What in a manifest or a lock file makes the install read the source: a path."""
    for manifest in manifests:
        text = call.project.read(call.files[manifest]) or ""
        if _LOCAL.search(text):
            return f"a path in {basename(manifest)}"
    return ""


def _export(call: Call, output: str | None) -> Trace | Unknown:
    found = call.upwards(_MANIFESTS)
    if not found:
        return Unknown("poetry export", _NO_PROJECT)
    manifests = tuple(map(Area, found))
    if output is None:
        return Trace(reads=(*manifests, *READ, _CONFIG), manifests=found)
    path = call.path(output)
    if path is None:
        return Unknown(output, "the file it names is not known")
    made = Deposit((Area(path),), tuple(call.argv), f"{output} of poetry export")
    return Trace(
        reads=(*manifests, *READ, _CONFIG),
        writes=(Area(path),),
        deposits=(made,),
        manifests=found,
    )
