"""uv sync and uv run: the project's environment, and a command in it.

Source: uv documentation 0.13, "Locking and syncing" and "Running commands".
"""

from __future__ import annotations

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
from lambdafix.semantics.commands.python import uv_options, venv
from lambdafix.semantics.commands.python.builds import NO_PROJECT
from lambdafix.semantics.commands.python.environments import environment_of, prefix
from lambdafix.semantics.commands.python.pip_install import choices
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.uv_options import said
from lambdafix.semantics.commands.python.uv_project import Project, caches, managed
from lambdafix.semantics.scope import DEFAULT_PATH


def synced(call: Call, project: Project, words: Options) -> Trace | Unknown:
    """`uv sync`: the environment of the project as its lock says."""
    place = project.environment(words)
    if place is None:
        return Unknown("UV_PROJECT_ENVIRONMENT", "the directory it names is not known")
    if (words.last("--link-mode") or call.scope.value("UV_LINK_MODE")) == "symlink":
        return Unknown("--link-mode", "what it leaves needs the cache later")
    environment = prefix(call, place)
    source = project.installed(words)
    why = environment.apart or "`uv sync` removes what the lock file does not name"
    built = project.source_areas() if source else ()
    writes = (*environment.areas, *venv.left_in(place)[:1], *managed(call), *project.lock(words))
    if EVERYTHING in built:
        writes = (*writes, Area(project.root, deep=True))  # a build may leave files beside it
    python = environment_of(replace(call, argv=("python",)))
    semantic = ("sync", *choices(words), project.root, python.name)
    made = Deposit(
        tuple(a for a in writes if a.path != project.root),
        semantic,
        "what `uv sync` leaves",
        tools=frozenset({"git"}),
    )
    return Trace(
        reads=(*project.reads, *project.metadata(words), *built, *python.areas, *writes),
        writes=(*writes, *caches()),
        deposits=(made,),
        variables=VARIABLES,
        install=Install(
            tool="uv",
            place=environment.place,
            plain=False,
            manifests=project.manifests,
            distributions=None,
            source=source,
            apart=why,
        ),
    )


def run(call: Call) -> Trace | Unknown:
    """`uv run COMMAND`: a sync, and the command in the environment."""
    from lambdafix.semantics.commands import read as read_any

    rest = call.argv[2:]
    own: tuple[str, ...] = ()
    flags, valued = (set(t.split()) for t in uv_options.RUN)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        taken = 2 if rest[0] in valued else 1
        if rest[0].partition("=")[0] not in flags | valued:
            return Unknown(rest[0], "this option is not known")
        own, rest = (*own, *rest[:taken]), rest[taken:]
    rest = rest[1:] if rest[:1] == ("--",) else rest
    if not rest or {"-m", "--module", "-w", "--with", "--isolated"} & set(own):
        return Unknown("uv run", "what it runs is not known")
    words = options(own, *uv_options.RUN)
    if isinstance(words, Unknown):
        return words
    elsewhere = words.last("--directory", "--project") or call.scope.value("UV_ENV_FILE")
    if elsewhere or "--no-project" in words.flags:
        return Unknown("uv run", "only the project of the working directory is known")
    project = Project.of(call)
    if project is None:
        return Unknown("uv run", NO_PROJECT)
    environment = None if said(call, words.flags, "--no-sync") else synced(call, project, words)
    place = project.environment(words)
    if isinstance(environment, Unknown) or place is None:
        return Unknown("uv run", "which environment it uses is not known")
    path = f"{join(place, 'bin')}:{call.scope.value('PATH') or DEFAULT_PATH}"
    env = {**call.scope.env, "PATH": path, "VIRTUAL_ENV": place}
    found = read_any(
        replace(
            call,
            argv=rest,
            scope=replace(call.scope, env=env),
            made=call.made | {join(place, "pyvenv.cfg")},
        )
    )
    if isinstance(found, Unknown) or environment is None:
        return found
    return replace(
        environment,
        reads=(*environment.reads, *found.reads),
        writes=(*environment.writes, *found.writes),
        deposits=(*environment.deposits, *found.deposits),
        variables=(*environment.variables, *found.variables),
        manifests=(*found.manifests, *(found.install.manifests if found.install else ())),
    )
