"""poetry install: reads pyproject.toml and poetry.lock; with the project itself, the source too.

Source: Poetry documentation 2.2, "Commands" and "Configuration". Where packages land depends on
`virtualenvs.create`; both places count as written.
"""

from __future__ import annotations

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Install, Trace, Unknown, options
from lambdafix.semantics.commands.pip import SYSTEM, VARIABLES

_FLAGS = """--no-root --no-dev --no-interaction -n --no-ansi --sync --all-extras --all-groups
--compile --only-root --no-directory -q --quiet -v -vv -vvv --no-cache --without-hashes
--only-main --local"""
_VALUED = "--only --without --with --extras -E --directory -C --project -P -f --format -o --output"
_MANIFESTS = ("pyproject.toml", "poetry.lock", "poetry.toml")
_CONFIG = Area("/root/.config/pypoetry", deep=True)
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
            return Trace(reads=SYSTEM, writes=areas, deposits=(left,))
        case "install":
            return _install(call, command, rootless="--no-root" in words.flags)
        case "export":
            return _export(call, words.last("-o", "--output"))
        case "--version":
            return Trace()
        case _:
            return Unknown(f"poetry {command}", "only install, export and config are known")


def _manifests(call: Call) -> tuple[str, ...]:
    """The manifests that the image holds: a lock file that is not there is not read."""
    paths = (f"{(call.cwd or '').rstrip('/')}/{name}" for name in _MANIFESTS)
    return tuple(p for p in paths if p in call.files)


def _install(call: Call, command: str, *, rootless: bool) -> Trace | Unknown:
    if call.python is None or call.cwd is None:
        return Unknown("poetry", "the base image's own site-packages directory is not known")
    manifests = _manifests(call)
    missing = (
        "" if manifests else "pyproject.toml is not a file that was copied from the build context"
    )
    places = (
        Area(call.python.site_packages, deep=True),
        Area(call.python.scripts, deep=True),
        Area(f"{call.cwd.rstrip('/')}/.venv", deep=True),
    )
    source = () if rootless else (Area(call.cwd, deep=True),)
    return Trace(
        reads=(*map(Area, manifests), *source, *SYSTEM, _CONFIG),
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
            source="" if rootless else "poetry install without --no-root",
        ),
        missing=missing,
    )


def _export(call: Call, output: str | None) -> Trace | Unknown:
    manifests = tuple(map(Area, _manifests(call)))
    if output is None:
        return Trace(reads=(*manifests, *SYSTEM, _CONFIG))
    path = call.path(output)
    if path is None:
        return Unknown(output, "the file it names is not known")
    made = Deposit((Area(path),), tuple(call.argv), f"{output} of poetry export")
    return Trace(reads=(*manifests, *SYSTEM, _CONFIG), writes=(Area(path),), deposits=(made,))
