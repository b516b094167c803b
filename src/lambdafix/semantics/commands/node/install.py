"""What an install of npm, yarn or pnpm reads and leaves, below the root of a project.

Sources: npm 11 documentation, "npm install", "npm ci", "scripts"; Yarn 1 documentation, "yarn
install"; pnpm 10 documentation, "pnpm install".
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.node_packages import files_read, writes_project
from lambdafix.context.node_locks import LOCKS
from lambdafix.semantics.areas import Area, join, meet, upwards
from lambdafix.semantics.commands.call import Call, Deposit, Install, Trace, Unknown
from lambdafix.semantics.commands.compiled.builds import ran_code
from lambdafix.semantics.commands.node.lifecycle import (
    PROGRAMS,
    Request,
    local_paths,
    own_scripts,
    package_name,
    scripted,
)
from lambdafix.semantics.commands.node.linked import linked
from lambdafix.semantics.commands.node.omitted import brings_nothing
from lambdafix.semantics.commands.node.prisma import Generated, generated
from lambdafix.semantics.commands.node.project import NodeProject, looked_for
from lambdafix.semantics.commands.node.scripts import merged
from lambdafix.semantics.commands.node.settings import (
    VARIABLES,
    caches,
    named_caches,
    surroundings,
    variables_in,
)
from lambdafix.semantics.commands.node.written_manifests import LOCK, noted, only_client, written

# Of the packages that look at the project, those that look for a schema and its settings alone.
_PRISMA = frozenset({"@prisma/client", "prisma"})


def installed(call: Call, project: NodeProject, request: Request) -> Trace | Unknown:
    """The trace of an install into `node_modules`."""
    if project.package is None and not (project.unseen or request.packages):
        name = f"{project.command} {request.words[0]}"
        return Unknown(name, "package.json is not a file that was copied from the build context")
    if project.unseen:
        why = "package.json is not there as the build context has it"
        places = (Area(project.directory, deep=True), Area(project.root, deep=True))
        return ran_code(call, (*places, *caches(call, project.tool, project.settings)), missing=why)
    program = next((m for m in project.manifests if basename(m) in PROGRAMS), None)
    if program is not None:
        return Unknown(program, "what this program does cannot be seen")
    paths = tuple(local_paths(call, project, request))
    if None in paths:
        odd = next((p for p in request.packages if set(p) & set("$*?[{")), request.words[0])
        return Unknown(f"{project.command} {odd}", "what it installs is not known")
    scripts = request.scripts and project.settings.get("ignore-scripts") != "true"
    own = own_scripts(call, project, request) if scripts else ()
    if isinstance(own, Unknown):
        return own
    names = scripted(call, project, request) if scripts else frozenset[str]()
    local = [a for a in paths if a]
    members = linked(call, project, request, local)
    if members:
        local = [*members.places]
    whole = (Area(project.root, deep=True),)
    client = generated(call, project) if "@prisma/client" in names else None  # its own script does
    seen = client if isinstance(client, Generated) else None
    looked = _looked_at(call, project, names - (_PRISMA if seen else frozenset()))
    looked = (*looked, *(seen.reads if seen else ()))
    unseen = request.members or (project.members and not members)
    if unseen or writes_project(names) or isinstance(client, Unknown):
        local += whole
    elif seen:
        local += seen.places
    kept = named_caches(call, project.settings)  # by another name it may be read later
    left = (project.modules, *written(call, project, request), *local, *kept)
    roots = () if project.package else _unseen_roots(project)
    areas = tuple(dict.fromkeys((*left, *roots)))
    made = _named(call, project, request, areas)
    reads = (
        *looked_for(project),
        *map(Area, members.manifests if members else ()),
        *surroundings(call, project.settings),
        *looked,
        *areas,
        *caches(call, project.tool, project.settings),
    )
    manifests = project.manifests if request.packages or request.whole else ()
    trace = Trace(
        reads=tuple(dict.fromkeys(reads)),
        writes=(*areas, *caches(call, project.tool, project.settings)),
        deposits=(made,),
        variables=(
            *VARIABLES,
            *variables_in(project.settings),
            *(seen.variables if seen else ()),
        ),
        manifests=(*manifests, *(members.manifests if members else ())),
        install=_install(call, project, request),
    )
    return merged((trace, *own))


def _looked_at(call: Call, project: NodeProject, names: frozenset[str]) -> tuple[Area, ...]:
    """What install scripts of packages read of the project. A file that they find may be a program,
    or name others: then it is all of it."""
    files = files_read(names)
    sought = [join(d, name) for d in upwards(project.root) for name in files or ()]
    there = (p for p in sought if p in call.files or p in call.present)
    if files is None or any(basename(p) != "package.json" for p in there):
        return (Area(project.root, deep=True),)
    return tuple(map(Area, sought))


def _named(call: Call, project: NodeProject, request: Request, areas: tuple[Area, ...]) -> Deposit:
    """What is left. Packages asked for by name are all of it where the others are there already,
    or none is required. Of the client that is said in any case: who drops it has to see that
    another install brings the others."""
    names = frozenset(request.packages)
    alone = project.package is None or not project.package.required or only_client(request)
    alone = alone or meet(call.filled, (project.modules,)) is not None
    words = tuple(w for w in request.words if w not in names) if alone else request.words
    semantic = ("node", project.tool, *words)
    label = f"what `{call.shown}` leaves"
    items = names if alone and names else None
    renews = tuple(LOCKS) if request.words[:1] == ("update",) else ()
    return Deposit(areas, semantic, label, items, whole=alone, renews=renews)


def _install(call: Call, project: NodeProject, request: Request) -> Install | None:
    """The install for those who part it from the rest; none where packages of the project itself
    are linked, or where only what is there is looked through."""
    if project.members or request.members:
        return None
    if not (request.packages or request.whole):
        return None
    named = frozenset(map(package_name, request.packages)) if request.packages else None
    return Install(
        project.command,
        project.modules.path,
        plain=False,
        manifests=() if request.packages else project.manifests,
        distributions=named,
        noted=tuple(p for p in noted(call, project, request) if basename(p) in LOCKS),
        kept=tuple(m for m in project.manifests if basename(m) == "package.json"),
        bare=brings_nothing(call, project, request),
    )


def _unseen_roots(project: NodeProject) -> Iterator[Area]:
    """Where packages land if a directory above turns out to be the root."""
    for directory in upwards(project.directory):
        yield Area(join(directory, "node_modules"), deep=True)
        yield Area(join(directory, "package.json"))
        yield Area(join(directory, LOCK[project.tool]))
