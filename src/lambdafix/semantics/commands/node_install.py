"""What an install of npm, yarn or pnpm reads and leaves, below the root of a project.

Sources: npm 11 documentation, "npm install", "npm ci", "scripts"; Yarn 1 documentation, "yarn
install"; pnpm 10 documentation, "pnpm install". Scripts of the packages themselves read their own
package and what compilers read (an axiom), and the project where the catalog says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from lambdafix.catalog.node_packages import reads_project, writes_project
from lambdafix.context.node_locks import LOCKS, Locked, read_lock
from lambdafix.context.package_json import is_repository, local_path, read_package_json
from lambdafix.semantics.areas import Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.node_project import (
    VARIABLES,
    NodeProject,
    caches,
    looked_for,
    places,
    surroundings,
    upwards,
    variables_in,
)
from lambdafix.semantics.commands.node_scripts import hook, merged
from lambdafix.semantics.commands.prisma import generated

# The project's own scripts around an install, in the order of npm; npm 6 has the last three.
HOOKS = tuple(
    """preinstall install postinstall prepublish preprepare prepare postprepare dependencies
    preshrinkwrap shrinkwrap postshrinkwrap""".split()
)
# Those that run when packages are named, and when they are only pruned.
CHANGED = HOOKS[-4:]
_LOCK = {"npm": "package-lock.json", "yarn": "yarn.lock", "pnpm": "pnpm-lock.yaml"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an install: packages by name, or all that the manifests require.

    `words` are all that decides the result besides what is read.
    """

    words: tuple[str, ...]
    packages: tuple[str, ...] = ()
    frozen: bool = False  # no lock file is written
    saved: bool = True  # packages by name go into package.json
    scripts: bool = True
    members: bool = False  # it is for some workspaces only
    hooks: tuple[str, ...] = HOOKS  # the project's own scripts that run


def installed(call: Call, project: NodeProject, request: Request) -> Trace | Unknown:
    """The trace of an install into `node_modules`."""
    if project.package is None and not request.packages:
        name = f"{project.tool} {request.words[0]}"
        return Unknown(name, "package.json is not a file that was copied from the build context")
    scripts = request.scripts and project.settings.get("ignore-scripts") != "true"
    own = _own_scripts(call, project, request) if scripts else ()
    if isinstance(own, Unknown):
        return own
    names = _scripted(call, project, request) if scripts else frozenset[str]()
    looks, writes = reads_project(names), writes_project(names)
    members = bool(project.wide or request.members)
    paths = tuple(_paths(call, project, request))
    if None in paths:
        return Unknown(f"{project.tool} {request.words[0]}", "a directory it installs is not known")
    local = [a for a in (*paths, *_code(project)) if a]
    whole = (Area(project.root, deep=True),)
    if members or writes:
        local += whole
    elif "@prisma/client" in names:  # its install script generates a client
        client = generated(call, project)
        local += whole if isinstance(client, Unknown) else client
    left = (project.modules, *_lock(project, request), *local)
    roots = () if project.package else _unseen_roots(project)
    areas = tuple(dict.fromkeys((*left, *roots)))
    made = Deposit(areas, ("node", project.tool, *request.words), f"what `{_shown(call)}` leaves")
    reads = (
        *looked_for(project),
        *surroundings(call, project.settings),
        *(whole if looks else ()),
        *areas,
        *caches(call, project.tool, project.settings),
    )
    trace = Trace(
        reads=tuple(dict.fromkeys(reads)),
        writes=(*areas, *caches(call, project.tool, project.settings)),
        deposits=(made,),
        variables=(*VARIABLES, *variables_in(project.settings)),
        manifests=project.manifests if request.packages or request.hooks is HOOKS else (),
    )
    return merged((trace, *own))


def installed_globally(call: Call, project: NodeProject, request: Request) -> Trace | Unknown:
    """The trace of an install for every project: packages by name, below the prefix of node."""
    into = places(call)
    moved = next((n for n in ("prefix", "global-folder") if n in project.settings), None)
    if moved:
        return Unknown(moved, "this setting sends packages to another place")
    if into is None:
        return Unknown(f"{project.tool} -g", "PATH, by which it finds its place, is not known")
    odd = next((p for p in request.packages if local_path(p)), None)
    if not request.packages or odd is not None:
        return Unknown(f"{project.tool} -g {odd or ''}".strip(), "it installs the project itself")
    kept = caches(call, project.tool, project.settings)
    made = Deposit(into, ("node -g", project.tool, *request.words), f"what `{_shown(call)}` leaves")
    user = tuple(Area(join(d, ".npmrc")) for d in ("/root", "/usr/local/etc"))
    return Trace(
        reads=(*surroundings(call, project.settings), *user, *into, *kept),
        writes=(*into, *kept),
        deposits=(made,),
        variables=(*VARIABLES, *variables_in(project.settings)),
    )


def _own_scripts(call: Call, project: NodeProject, request: Request) -> tuple[Trace, ...] | Unknown:
    """The project's own scripts that an install runs."""
    package = project.package
    if package is None:
        return ()
    other = _other_script(call, project)
    if other:
        return Unknown(other, "a script of another package of the project is not followed")
    traces = []
    for name in (n for n in request.hooks if n in package.scripts):
        found = hook(call, project, name)
        if isinstance(found, Unknown):
            return found
        traces.append(found)
    compiled = any(basename(m) == "binding.gyp" for m in project.manifests)
    if compiled and request.hooks is HOOKS and not {"install", "preinstall"} & {*package.scripts}:
        root = (Area(project.root, deep=True),)
        made = Deposit(root, ("node-gyp", "rebuild"), "what node-gyp builds")
        traces.append(Trace(reads=root, writes=root, deposits=(made,)))
    return tuple(traces)


def _other_script(call: Call, project: NodeProject) -> str:
    """A package.json of a workspace, or of a directory that is required, with scripts of its own
    around an install; empty if there is none."""
    assert project.package is not None
    roots = [join(project.root, path) for path in project.package.paths]
    roots += [project.root] if project.wide else []
    own = join(project.root, "package.json")
    for path, context in call.files.items():
        inside = any(below(path, root) for root in roots) and path != own
        if inside and basename(path) == "package.json" and "/node_modules/" not in path:
            found = read_package_json(call.project, context)
            if isinstance(found, str) or {*HOOKS} & found.scripts.keys():
                return path
    unseen = (r for r in roots if not any(below(path, r) for path in call.files))
    return next(unseen, "")


def _scripted(call: Call, project: NodeProject, request: Request) -> frozenset[str]:
    """The packages whose scripts may run, as far as the files say: a lock of npm names them, and an
    install that is not bound to the lock may bring others of what is required."""
    locks = [lock for lock in _locks(call, project) if lock]
    locked = (n for lock in locks for n in (lock.names if lock.scripted is None else lock.scripted))
    if request.frozen and any(lock.scripted is not None for lock in locks):
        return frozenset(locked)
    direct = project.package.dependencies if project.package else ()
    return frozenset((*locked, *direct, *map(_name, request.packages)))


def _locks(call: Call, project: NodeProject) -> Iterator[Locked | None]:
    for path in project.manifests:
        if basename(path) in LOCKS and path in call.files:
            text = call.project.read(call.files[path])
            yield read_lock(path, text) if text is not None else None


def _paths(call: Call, project: NodeProject, request: Request) -> Iterator[Area | None]:
    """The files and directories of the image that are installed as packages, and patches."""
    package = project.package
    named = [*(package.paths if package else ()), *(package.patches if package else ())]
    named += [p for lock in _locks(call, project) if lock for p in lock.paths]
    for path in named:
        yield None if path.startswith(("~", "$")) else Area(join(project.root, path), deep=True)
    for asked in request.packages:
        path = local_path(asked.rpartition("@")[2]) or local_path(asked)
        place = call.path(path) if path else None
        if path:
            yield Area(place, deep=True) if place else None


def _code(project: NodeProject) -> tuple[Area, ...]:
    """A pnpmfile is code that every install runs; patches may lie beside it."""
    names = {basename(m) for m in project.manifests}
    runs = names & {".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"}
    return (Area(project.root, deep=True),) if runs else ()


def _lock(project: NodeProject, request: Request) -> Iterator[Area]:
    """The manifests that an install writes."""
    present = {basename(m) for m in project.manifests}
    if not request.frozen:
        yield Area(join(project.root, _LOCK[project.tool]))
        if project.tool == "npm":  # it keeps the other kinds as they are found
            others = present & {"npm-shrinkwrap.json", "yarn.lock"}
            yield from (Area(join(project.root, name)) for name in sorted(others))
    if request.packages and request.saved:
        yield Area(join(project.root, "package.json"))


def _unseen_roots(project: NodeProject) -> Iterator[Area]:
    """Where packages land if a directory above turns out to be the root."""
    for directory in upwards(project.directory):
        yield Area(join(directory, "node_modules"), deep=True)
        yield Area(join(directory, "package.json"))
        yield Area(join(directory, _LOCK[project.tool]))


def _name(asked: str) -> str:
    """`@a/b@^1` is @a/b; `c@npm:d@2` is d."""
    asked = asked.partition("@npm:")[2] or asked
    scope, name = ("@", asked[1:]) if asked.startswith("@") else ("", asked)
    return asked if is_repository(asked) else scope + name.partition("@")[0]


def _shown(call: Call) -> str:
    return " ".join(call.argv[:2])
