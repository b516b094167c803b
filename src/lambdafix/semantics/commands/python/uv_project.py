"""The project that uv works for: its files, its workspace, its environment, its source.

Source: uv documentation 0.13, "Project structure and files", "Workspaces", "Locking and syncing",
"Configuring projects". The project is built where it has a build system; a build runs code of the
project unless its backend is known to run none.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname, relpath

from msgspec import Struct

from lambdafix.context.pyproject import Pyproject
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Options
from lambdafix.semantics.commands.python.builds import project_in, read_by_build
from lambdafix.semantics.commands.python.pip_install import CACHE, READ, configured
from lambdafix.semantics.commands.python.uv_options import said

_FILES = ("pyproject.toml", "uv.lock", "uv.toml", ".python-version", ".python-versions")
# A package of the lock file that lies in a directory or a file: `source = { directory = "../a" }`
_LOCAL = regex(r'source = \{ (?:editable|directory|path|virtual) = "([^"]+)"')
UV_CACHE = Area("/root/.cache/uv", deep=True)


class Project(Struct, frozen=True):
    """A project in the image: `root` is its workspace's directory, `directories` those of all its
    projects, the root's first; `members` are those whose pyproject.toml is there to be read."""

    call: Call
    root: str
    directories: tuple[str, ...]
    members: tuple[tuple[str, Pyproject], ...]
    manifests: tuple[str, ...]

    @property
    def readable(self) -> bool:
        return len(self.members) == len(self.directories)

    @classmethod
    def of(cls, call: Call) -> Project | None:
        """The project of the working directory; None where it was not copied from the context."""
        found = call.upwards(("pyproject.toml",))
        if not found:
            return None
        root = own = dirname(found[0])
        above = own
        while above != "/":
            above = dirname(above)
            outer = project_in(call, above)[0]
            if outer and any(fnmatchcase(relpath(own, above), m) for m in outer.members):
                root = above
        directories = (root, *_members(call, root))
        read = tuple((d, project_in(call, d)[0]) for d in directories)
        paths = (join(d, n) for d in (*directories, call.cwd or root) for n in _FILES)
        manifests = tuple(p for p in dict.fromkeys(paths) if p in call.files)
        known = tuple((d, p) for d, p in read if p)
        return cls(call, root, directories, known, manifests)

    @property
    def reads(self) -> Iterator[Area]:
        """Its files by name, whether they are there or not, and the configuration of uv."""
        directories = (*self.directories, self.call.cwd or self.root)
        yield from (Area(join(d, n)) for d in directories for n in _FILES)
        for pattern in self.members[0][1].members if self.members else ():
            fixed = pattern.partition("*")[0].rpartition("/")[0]
            if not self.call.project.known:
                yield Area(join(self.root, fixed), deep=True)
        yield from READ
        yield from configured(self.call, Options())

    def lock(self, words: Options) -> tuple[Area, ...]:
        """The lock file, where a command may write it."""
        kept = any(said(self.call, words.flags, option) for option in ("--frozen", "--locked"))
        return () if kept else (Area(join(self.root, "uv.lock")),)

    def metadata(self, words: Options) -> tuple[Area, ...]:
        """What has to be read to lock the project: its source, where only a build knows it."""
        frozen = said(self.call, words.flags, "--frozen")
        if frozen:
            return ()
        seen = self.readable and not any(p.dynamic for _, p in self.members)
        return () if seen and not self._local() else (EVERYTHING,)

    def installed(self, words: Options) -> str:
        """What makes a sync read the source; empty where it installs packages of others alone."""
        return self._source("uv sync without --no-install", words)

    def emitted(self, words: Options) -> str:
        """What of an export names the source; empty where it names packages of others alone."""
        return self._source("uv export without --no-emit", words)

    def _source(self, without: str, words: Options) -> str:
        option = without.rpartition(" ")[2]
        if self._said(words, f"{option}-local"):
            return ""
        if local := self._local():
            return local
        if self._said(words, f"{option}-workspace"):
            return ""
        if len(self.directories) > 1 or not self.readable:
            return f"{without}-workspace"
        package = self.members[0][1].package and not self._said(words, f"{option}-project")
        return f"{without}-project" if package else ""

    def _said(self, words: Options, option: str) -> bool:
        return said(self.call, words.flags, option)

    def source_areas(self) -> tuple[Area, ...]:
        """What the build of the project and its members reads."""
        read = {a for d in self.directories for a in read_by_build(self.call, d)}
        wide = not self.readable or bool(self._local()) or EVERYTHING in read
        return (EVERYTHING,) if wide else (Area(self.root, deep=True),)

    def _local(self) -> str:
        """A package of a path that is no member, by the word that says so."""
        for directory, project in self.members:
            if project.local:
                return f"a path in {join(directory, 'pyproject.toml')}"
        there = self.call.files.get(join(self.root, "uv.lock"))
        text = self.call.project.read(there) or "" if there else ""
        outside = (p for p in _LOCAL.findall(text) if join(self.root, p) not in self.directories)
        return "a path in uv.lock" if any(outside) else ""

    def environment(self, words: Options) -> str | None:
        """The directory of its environment; None where it cannot be known."""
        active = self.call.scope.value("VIRTUAL_ENV")
        if "--active" in words.flags and active:
            return self.call.path(active)
        named = self.call.scope.value("UV_PROJECT_ENVIRONMENT")
        if named is None and "UV_PROJECT_ENVIRONMENT" in self.call.scope.args:
            return None
        return join(self.root, named or ".venv") if "$" not in (named or "") else None


def managed(call: Call) -> tuple[Area, ...]:
    """Where uv keeps the Pythons that it fetches, and its caches."""
    home = call.scope.value("HOME") or "/root"
    data = call.scope.value("XDG_DATA_HOME") or join(home, ".local/share")
    own = call.scope.value("UV_PYTHON_INSTALL_DIR") or join(data, "uv/python")
    cache = call.scope.value("UV_CACHE_DIR")
    paths = (own, *([cache] if cache else ()))
    return tuple(Area(call.path(p) or "/", deep=True) for p in paths)


def caches() -> tuple[Area, ...]:
    return CACHE, UV_CACHE


def _members(call: Call, root: str) -> tuple[str, ...]:
    """The directories of a workspace, as the build context and what was copied of it show them."""
    outer, there = project_in(call, root)
    if outer is None:
        return ()
    copied = (dirname(p) for p in call.files if p.endswith("/pyproject.toml"))
    found = {d for d in copied if any(fnmatchcase(relpath(d, root), m) for m in outer.members)}
    for member in outer.members:
        for path in call.project.match(f"{dirname(there) or '.'}/{member}/pyproject.toml"):
            found.add(join(root, relpath(dirname(path), dirname(there) or ".")))
    return tuple(sorted(found - {root}))
