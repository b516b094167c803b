"""The project of Yarn 3 and 4: which Yarn it is, and what lies in .yarn.

Sources: Yarn 4 documentation, "Settings" (yarnPath, nodeLinker, enableGlobalCache) and "Which files
should be gitignored?"; README of corepack 0.34 (packageManager). Seen with 3.8.7 and 4.5.3: an
install writes .yarn/install-state.gz beside node_modules, and .yarn/cache where the cache is not
global. What it notes there decides nothing but how fast the next command is (an axiom).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.context.package_json import read_package_json
from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, below, join, upwards
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.node import project as node_project
from lambdafix.semantics.commands.node.project import NodeProject
from lambdafix.semantics.commands.node.yarnrc_yml import PLUGINS, RC, RELEASES

_PATCHES = ".yarn/patches"
_KNOWN = (3, 4)
_MANAGER = regex(r"yarn@(\d+)\.")
_RELEASE = regex(r"yarn-(\d+)\.\d+\.\d+[\w.-]*\.cjs")
_PATCHED = regex(r"patch:[^#]*#(.*)")
_BUILT_IN = regex(r"(optional!)?~?builtin<.*")
_OF_BERRY = regex(r"^__metadata:", re.MULTILINE)


class BerryProject(Struct, frozen=True):
    """`read` are the directories of .yarn that an install reads whole, `cache` where it keeps
    packages besides the user's own directory."""

    project: NodeProject
    major: int
    read: tuple[Area, ...]
    cache: tuple[Area, ...]
    locked: bool

    @property
    def state(self) -> Area:
        return Area(join(self.project.root, ".yarn/install-state.gz"))

    def has_plugin(self, name: str) -> bool:
        return join(self.project.root, f"{PLUGINS}/{name}.cjs") in self.project.manifests


def is_meant(call: Call, directory: str | None) -> bool:
    """Whether a file of the project is for Yarn 2 or later."""
    here = call.cwd if directory is None else call.path(directory)
    for above in upwards(here) if here else ():
        if join(above, RC) in call.files or join(above, RC) in call.present:
            return True
        lock, package = (call.files.get(join(above, n)) for n in ("yarn.lock", "package.json"))
        if lock and _OF_BERRY.search(call.project.read(lock) or ""):
            return True
        found = read_package_json(call.project, package) if package else ""
        manager = _MANAGER.match(found.manager) if not isinstance(found, str) else None
        if manager:
            return manager[1] != "1"
    return False


def find(call: Call, directory: str | None) -> BerryProject | Unknown:
    project = node_project.find(call, "berry", directory)
    if isinstance(project, Unknown):
        return project
    if project.package is None:
        return Unknown("yarn", "package.json is not as the build context has it")
    if project.members:
        return Unknown("workspaces", "workspaces of Yarn 2 and later are not followed")
    odd = _odd_file(call, project)
    if odd:
        return odd
    major = _major(call, project)
    if isinstance(major, Unknown):
        return major
    linker = project.settings.get("nodeLinker", "pnp")
    if linker != "node-modules":
        said = "so it says" if "nodeLinker" in project.settings else "it names no other"
        why = f"{said} in {RC}: only `nodeLinker: node-modules` puts packages into node_modules"
        return Unknown(f"nodeLinker: {linker}", why)
    trees = tuple(_trees(call, project, major))
    odd = next((t for t in trees if isinstance(t, Unknown)), None)
    if odd:
        return odd
    read = tuple(t for t in trees if isinstance(t, Area))
    cache = tuple(a for a in _caches(project, major) if a not in read)
    inside = tuple(p for p in call.files if any(below(p, a.path) for a in read))
    whole = replace(project, manifests=(*project.manifests, *inside))
    locked = join(project.root, "yarn.lock") in project.manifests
    return BerryProject(whole, major, read, cache, locked)


def _odd_file(call: Call, project: NodeProject) -> Unknown | None:
    """A file by which the root is another, the lock is made anew, or variables are set."""
    named = {basename(m): m for m in reversed(project.manifests)}
    if ".env.yarn" in named:
        return Unknown(named[".env.yarn"], "the variables that it sets are not followed")
    lock = named.get("yarn.lock", "")
    first = dirname(lock) if lock else dirname(project.manifests[-1])
    packages = [m for m in project.manifests if basename(m) == "package.json"]
    if (lock and first != project.root) or (not lock and len(packages) > 1):
        return Unknown(lock or packages[-1], "by it the root of the project is another directory")
    text = call.project.read(call.files[lock]) if lock in call.files else None
    if text and not _OF_BERRY.search(text):
        return Unknown(lock, "it is a lock of Yarn 1, which a later Yarn makes anew")
    return None


def _major(call: Call, project: NodeProject) -> int | Unknown:
    """Which Yarn runs: the one that yarnPath names, else the one that corepack starts."""
    assert project.package is not None
    program, manager = project.settings.get("yarnPath", ""), project.package.manager
    if program:
        if program not in call.files or not below(program, join(project.root, RELEASES)):
            why = f"{program} is not below {RELEASES} as the build context has it"
            return Unknown("yarnPath", why)
        found = _RELEASE.fullmatch(basename(program))
    else:
        found = _MANAGER.match(manager)
    if found is None:
        said = basename(program) if program else "`packageManager` in package.json"
        return Unknown("yarn", f"{said} does not say which Yarn it is")
    major = int(found[1])
    if major not in _KNOWN:
        return Unknown("yarn", f"Yarn {major} is not known with a {RC}, only 3 and 4")
    return major


def _trees(call: Call, project: NodeProject, major: int) -> Iterator[Area | Unknown]:
    """The directories that an install reads whole, and patches that lie elsewhere."""
    assert project.package is not None
    if "yarnPath" in project.settings:
        yield Area(join(project.root, RELEASES), deep=True)
    if "plugins" in project.settings:
        yield Area(join(project.root, PLUGINS), deep=True)
    patches = Area(join(project.root, _PATCHES), deep=True)
    named = tuple(_patches(project.package.dependencies.values()))
    for name in named:
        path = join(project.root, name.removeprefix("~/"))
        if not below(path, patches.path) or path not in call.files:
            yield Unknown(name, f"this patch is not below {_PATCHES} as the build context has it")
    if named:
        yield patches
    for cache in _caches(project, major):
        if any(below(path, cache.path) for path in call.files):
            yield cache  # the packages themselves are in the repository


def _patches(asked: Iterable[str]) -> Iterator[str]:
    """The files of `patch:a@npm%3A1.0.0#~/.yarn/patches/a.patch`, less those that Yarn brings."""
    for value in asked:
        match = _PATCHED.match(value)
        for part in match[1].partition("::")[0].split("&") if match else ():
            if not _BUILT_IN.match(part):
                yield part.removeprefix("optional!")


def _caches(project: NodeProject, major: int) -> Iterator[Area]:
    """Where packages are kept for the next install, besides the user's own directory."""
    said = project.settings.get("enableGlobalCache", "true" if major == 4 else "false")
    folder = project.settings.get("cacheFolder", join(project.root, ".yarn/cache"))
    if said != "true":
        yield Area(folder or "/", deep=True)
    if "globalFolder" in project.settings:
        yield Area(project.settings["globalFolder"] or "/", deep=True)
