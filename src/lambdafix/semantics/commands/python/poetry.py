"""poetry: installs what pyproject.toml and poetry.lock name; with the project, the source too.

Source: Poetry documentation 2.2, "Commands"; which file `poetry config` writes is data.
"""

from __future__ import annotations

from posixpath import dirname

from msgspec.structs import replace

from lambdafix.catalog.tool_settings import project_settings, settles_project
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Install, Trace, Unknown, options
from lambdafix.semantics.commands.python.builds import NO_PROJECT, read_by_build
from lambdafix.semantics.commands.python.environments import anywhere, environment_of
from lambdafix.semantics.commands.python.pip_install import READ
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.poetry_project import (
    MANIFESTS,
    by_name,
    config_areas,
    local_dependency,
    manifests_of,
    places_of,
)
from lambdafix.semantics.scope import DEFAULT_PATH

_GLOBAL = "--no-interaction -n --no-ansi --ansi -q --quiet -v -vv -vvv --no-cache --no-plugins"
_FLAGS = f"""{_GLOBAL} --no-root --no-dev --sync --all-extras --all-groups
--compile --only-root --no-directory --without-hashes --without-urls --with-credentials
--only-main --local --unset --list --no-update --regenerate --check --dev -D --lock
--allow-prereleases --editable -e --clean --short -s --tree --latest -l --dry-run --all"""
_VALUED = """--only --without --with --extras -E --directory -C --project -P -f --format -o --output
--group -G --python --platform --source"""
_CACHE = Area("/root/.cache/pypoetry", deep=True)
_ASK = frozenset("--version -V check show about list search version env help".split())


def read(call: Call) -> Trace | Unknown:
    if call.cwd is None:
        return Unknown("poetry", "the working directory is not known")
    if len(call.argv) < 2:
        return Trace()
    known, rest = [call.argv[0]], list(call.argv[1:])
    while rest and rest[0] in _GLOBAL.split() and rest[0] != "-V":
        known.append(rest.pop(0))
    command = rest[0] if rest else ""
    if command == "run":
        return _run(call, tuple(rest[1:]))
    words = options((*known[1:], *rest[1:]), _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if command in _ASK:
        return _asked(command, words.operands)
    moved = words.last("--directory", "-C", "--project", "-P")
    place = call.path(moved) if moved else call.cwd
    if place is None or words.flags & {"--dry-run"}:
        return Unknown(f"poetry {command}", "what it works on is not known")
    if moved and words.last("-o", "--output"):
        return Unknown("poetry --directory", "where the file it makes lies is not known")
    call = replace(call, cwd=place, argv=(call.argv[0], command, *rest[1:]))
    match command:
        case "config":
            return _configured(call, words.flags)
        case "install" | "sync" | "add" | "remove" | "update":
            changes = words.operands if command in ("add", "remove") else []
            return _install(call, "--no-root" in words.flags, changes=changes)
        case "export":
            return _export(call, words.last("-o", "--output"))
        case "lock":
            return _locked(call)
        case "build":
            return _built(call)
        case "self":
            return _own(call, words.operands)
        case _:
            return Unknown(f"poetry {command}", "what this command does is not known")


def _asked(command: str, operands: list[str]) -> Trace | Unknown:
    changes = (command == "version" and operands) or (
        command == "env" and operands[:1] not in (["info"], ["list"], ["activate"])
    )
    if changes:
        return Unknown(f"poetry {command}", "what it changes is not known")
    return Trace(reads=(EVERYTHING,))


def _configured(call: Call, flags: set[str]) -> Trace:
    """`poetry config`: the settings of the user, or with an option those of the project."""
    root = next(map(dirname, call.upwards(("pyproject.toml",))), call.cwd or "/")
    settings, own = config_areas(call), Area(join(root, project_settings("poetry")))
    areas = (own,) if settles_project("poetry", flags) else settings
    left = Deposit(areas, tuple(call.argv), " ".join(call.argv))
    reads = (*READ, *settings, own)
    return Trace(reads=reads, writes=areas, deposits=(left,), variables=("POETRY_*", "PYTHON*"))


def _install(call: Call, rootless: bool, *, changes: list[str]) -> Trace | Unknown:
    manifests = manifests_of(call)
    command = " ".join(call.argv[:2])
    if not manifests:
        return Unknown(command, NO_PROJECT)
    odd = next((w for w in changes if "$" in w or w.startswith((".", "/"))), None)
    if odd is not None:
        return Unknown(odd, "it is no requirement that can be read")
    root = dirname(manifests[0])
    places, apart = places_of(call, root)
    local = local_dependency(call, manifests)
    source = local if rootless else f"{command} without --no-root"
    read = _source(call, root, local=bool(local)) if source else ()
    writes_lock = call.argv[1] in ("add", "remove", "update")
    files = tuple(Area(join(root, n)) for n in MANIFESTS[:2]) if writes_lock else ()
    left = (*places, *files)
    python = call.python
    return Trace(
        reads=(
            *by_name(call, manifests),
            *read,
            *READ,
            *config_areas(call),
            *left,
        ),
        writes=(*left, _CACHE),
        deposits=(
            Deposit(left, tuple(call.argv), f"what {command} leaves", tools=frozenset({"git"})),
        ),
        variables=VARIABLES,
        install=Install(
            tool="poetry",
            place=python.site_packages if python and not apart else "",
            plain=not apart,
            manifests=manifests,
            distributions=None,
            source=source,
            apart=apart,
        ),
    )


def _source(call: Call, root: str, *, local: bool) -> tuple[Area, ...]:
    """What an install of the project itself reads."""
    return (EVERYTHING,) if local else read_by_build(call, root)


def _export(call: Call, output: str | None) -> Trace | Unknown:
    found = manifests_of(call)
    if not found:
        return Unknown("poetry export", NO_PROJECT)
    local = local_dependency(call, found)
    if local:
        return Unknown("poetry export", f"the file it makes names the source ({local})")
    path = call.path(output) if output else None
    if output and path is None:
        return Unknown(output, "the file it names is not known")
    areas = (Area(path),) if path else ()
    made = (Deposit(areas, tuple(call.argv), f"{output} of poetry export"),) if path else ()
    return Trace(
        reads=(*by_name(call, found), *READ, *config_areas(call)),
        writes=areas,
        deposits=made,
        variables=("POETRY_*", *VARIABLES),
        manifests=found,
    )


def _locked(call: Call) -> Trace | Unknown:
    manifests = manifests_of(call)
    if not manifests:
        return Unknown("poetry lock", NO_PROJECT)
    root = dirname(manifests[0])
    local = local_dependency(call, manifests)
    lock = Area(join(root, "poetry.lock"))
    made = Deposit((lock,), tuple(call.argv), "poetry.lock of `poetry lock`")
    reads = (*by_name(call, manifests), *((EVERYTHING,) if local else ()), *READ)
    return Trace(
        (*reads, *config_areas(call)),
        (lock, _CACHE),
        (made,),
        VARIABLES,
        manifests=manifests,
    )


def _built(call: Call) -> Trace | Unknown:
    manifests = manifests_of(call)
    if not manifests:
        return Unknown("poetry build", NO_PROJECT)
    root = dirname(manifests[0])
    code = _source(call, root, local=False)
    # a build script may leave files beside the source
    beside = (Area(root, deep=True),) if EVERYTHING in code else ()
    areas = (Area(join(root, "dist"), deep=True), *beside)
    made = Deposit(areas, tuple(call.argv), "what `poetry build` leaves", tools=frozenset())
    return Trace(
        reads=(
            *by_name(call, manifests),
            *code,
            Area(root, deep=True),
            *READ,
            *areas,
        ),
        writes=(*areas, _CACHE),
        deposits=(made,),
        variables=("?*",) if EVERYTHING in code else VARIABLES,
        manifests=manifests,
    )


def _own(call: Call, operands: list[str]) -> Trace | Unknown:
    """`poetry self add PLUGIN`: into poetry's own environment, wherever that is."""
    odd = next((w for w in operands[1:] if "$" in w or w.startswith((".", "/"))), None)
    if operands[:1] != ["add"] or odd is not None:
        return Unknown(odd or "poetry self", "what this command does is not known")
    areas = (*anywhere(call, "").areas, *environment_of(call).areas)
    made = Deposit(areas, tuple(call.argv), " ".join(call.argv))
    return Trace((*READ, *areas), (*areas, _CACHE), (made,), VARIABLES)


def _run(call: Call, words: tuple[str, ...]) -> Trace | Unknown:
    """`poetry run COMMAND`: the command along poetry's environment, wherever that is."""
    from lambdafix.semantics.commands import read as read_any

    manifests = manifests_of(call)
    if not words or words[0].startswith("-") or not manifests:
        return Unknown("poetry run", NO_PROJECT if words else "what it runs is not known")
    places, _ = places_of(call, dirname(manifests[0]))
    environment = "/root/.cache/pypoetry/virtualenvs/bin"
    path = f"{environment}:{call.scope.value('PATH') or DEFAULT_PATH}"
    env = {**call.scope.env, "PATH": path}
    scope, filled = replace(call.scope, env=env), (*call.filled, *places)
    found = read_any(replace(call, argv=words, scope=scope, filled=filled))
    if isinstance(found, Unknown):
        return found
    reads = (
        *found.reads,
        *places,
        *by_name(call, manifests),
        *config_areas(call),
    )
    return replace(found, reads=reads, variables=(*found.variables, "POETRY_*"))
