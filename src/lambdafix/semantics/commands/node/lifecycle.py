"""The scripts that run around an install: the project's own, and those of the packages.

Source: npm 11 documentation, "scripts", "Life Cycle Operation Order". Scripts of the packages read
their own package and what compilers read (an axiom), and the project where the catalog says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from lambdafix.catalog.node_packages import has_no_script
from lambdafix.context.node_locks import LOCKS, Locked, read_lock
from lambdafix.context.package_json import is_repository, local_path, read_package_json
from lambdafix.semantics.areas import Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.node.project import NodeProject
from lambdafix.semantics.commands.node.scripts import hook

# The project's own scripts around an install, in the order of npm; some are of npm 6 or pnpm. npm
# 11 runs `pre` and `post` of `dependencies` too, which its documentation does not say.
HOOKS = tuple(
    """preinstall install postinstall preprepublish prepublish postprepublish preprepare prepare
    postprepare pnpm:devPreinstall predependencies dependencies postdependencies preshrinkwrap
    shrinkwrap postshrinkwrap""".split()
)
# Those that run when packages are named, and when npm only prunes them.
CHANGED = HOOKS[-6:]
# Those that run when pnpm only prunes them (seen with 9.15; issues 4770 and 5030 of pnpm/pnpm).
PRUNED = HOOKS[:-6]
# Those that run with Yarn 3 and 4 (3.8.7 and 4.5.3, seen).
OF_BERRY = HOOKS[:3]
# Code that an install loads, whatever its options say.
PROGRAMS = frozenset(
    """.pnpmfile.cjs .pnpmfile.cjs.js .pnpmfile.cjs.json .pnpmfile.cjs.node .pnpmfile.mjs
    pnpmfile.js .pnp.js .pnp.cjs""".split()
)


class Request(Struct, frozen=True):
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
    update: bool = False  # newer versions are looked for within the ranges, whatever a lock says

    @property
    def whole(self) -> bool:
        """Whether all is installed that the manifests require."""
        if self.packages or self.words[:1] == ("prune",):
            return False
        return self.hooks in (HOOKS, OF_BERRY) or self.update


def own_scripts(call: Call, project: NodeProject, request: Request) -> tuple[Trace, ...] | Unknown:
    """The project's own scripts that an install runs."""
    package = project.package
    if package is None:
        return ()
    paths = [a.path for a in local_paths(call, project, request) if a]
    other = _other_script(call, project, paths)
    if other:
        return Unknown(other, "a script of another package of the project is not followed")
    traces = []
    for name in (n for n in request.hooks if n in package.scripts):
        found = hook(call, project, name)
        if isinstance(found, Unknown):
            return found
        traces.append(found)
    compiled = any(basename(m) == "binding.gyp" for m in project.manifests)
    if (
        compiled
        and request.hooks in (HOOKS, OF_BERRY)
        and not {"install", "preinstall"} & {*package.scripts}
    ):
        root = (Area(project.root, deep=True),)
        made = Deposit(root, ("node-gyp", "rebuild"), "what node-gyp builds")
        traces.append(Trace(reads=root, writes=root, deposits=(made,)))
    return tuple(traces)


def _other_script(call: Call, project: NodeProject, paths: list[str]) -> str:
    """A package.json of a workspace, or of a directory that is required, with scripts of its own
    around an install; empty if there is none."""
    roots = [*paths, *([project.root] if project.members else [])]
    own = join(project.root, "package.json")
    for path, context in call.files.items():
        inside = any(below(path, root) for root in roots) and path != own
        if inside and basename(path) == "package.json" and "/node_modules/" not in path:
            found = read_package_json(call.project, context)
            if isinstance(found, str) or {*HOOKS} & found.scripts.keys():
                return path
    unseen = (r for r in roots if not any(below(path, r) for path in call.files))
    return next(unseen, "")


def scripted(call: Call, project: NodeProject, request: Request) -> frozenset[str]:
    """The packages whose scripts may run, as far as the files say: a lock of npm names them, and an
    install that is not bound to the lock may bring others of what is required."""
    found = [lock for lock in locks(call, project) if lock]
    locked = (n for lock in found for n in (lock.names if lock.scripted is None else lock.scripted))
    if request.frozen and any(lock.scripted is not None for lock in found):
        return frozenset(locked)
    direct = project.package.dependencies if project.package else {}
    asked = (*locked, *direct, *map(package_name, request.packages))
    return frozenset(n for n in asked if not has_no_script(n, direct.get(n, "")))


def locks(call: Call, project: NodeProject) -> Iterator[Locked | None]:
    """What each lock file of a project says; None for one that cannot be read."""
    for path in project.manifests:
        if basename(path) in LOCKS and path in call.files:
            text = call.project.read(call.files[path])
            yield read_lock(path, text) if text is not None else None


def local_paths(call: Call, project: NodeProject, request: Request) -> Iterator[Area | None]:
    """The files and directories of the image that are installed as packages, and patches."""
    package = project.package
    named = [*(package.paths if package else ()), *(package.patches if package else ())]
    named += [p for lock in locks(call, project) if lock for p in lock.paths]
    for path in named:
        yield None if path.startswith(("~", "$")) else Area(join(project.root, path), deep=True)
    for asked in request.packages:
        if set(asked) & set("$*?[{"):
            yield None
        path = local_path(asked.rpartition("@")[2]) or local_path(asked)
        place = call.path(path) if path else None
        if path:
            yield Area(place, deep=True) if place else None


def package_name(asked: str) -> str:
    """`@a/b@^1` is @a/b; `c@npm:d@2` is d."""
    asked = asked.partition("@npm:")[2] or asked
    scope, name = ("@", asked[1:]) if asked.startswith("@") else ("", asked)
    return asked if is_repository(asked) else scope + name.partition("@")[0]
