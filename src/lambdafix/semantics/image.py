"""The image that a stage makes, path by path, by provenance: what each path is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.catalog.packages import is_build_only, package
from lambdafix.semantics.areas import Area, below, meet, paths_met
from lambdafix.semantics.bases import Base
from lambdafix.semantics.commands.call import Deposit
from lambdafix.semantics.lens import Lens
from lambdafix.semantics.places import Places

# Package managers' caches: nothing reads them later, not even a step of the build.
CACHES = tuple(
    """/root/.cache /root/.npm /var/cache /var/lib/apt/lists /var/lib/dnf /var/lib/yum /var/log
    """.split()
)
_FRESH = ("/tmp", "/var/tmp")  # steps of the build may read them; empty when a function starts


def key_of(*parts: object) -> str:
    """A digest of anything made of strings, numbers, tuples and sets, the same in every process."""
    return hashlib.blake2b(_canonical(parts).encode(), digest_size=12).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return f"({','.join(map(_canonical, value))})"
    if isinstance(value, (frozenset, set)):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    return repr(value)


class Made(Struct, frozen=True):
    """A deposit that is in the image: where, and the digest of all that it is made of."""

    areas: tuple[Area, ...]
    key: str
    label: str
    items: frozenset[str] = frozenset()
    is_os: bool = False  # OS packages: compared as a set of names
    modes: bool = False  # owners and modes alone
    compiled: bool = False  # of the sources: it changes as they do

    def key_for(self, tools: frozenset[str] | None) -> str:
        """What this counts for one who reads it; an install sees only what can serve a build."""
        if tools is None or not self.is_os:
            return self.key
        serving = frozenset(n for n in self.items if is_build_only(n) is not False or _is(n, tools))
        return key_of("os", serving) if serving else ""


def _installed(made: Made) -> bool:
    """Whether it is what an install of a language's packages left: no OS package reads it."""
    return any(a.names is not None for a in made.areas)


def _is(name: str, tools: frozenset[str]) -> bool:
    """Whether an OS package is one of the tools, or brings one."""
    known = package(name) if tools else None
    return name in tools or (known is not None and bool(tools & set(known.commands)))


class Image(Struct):
    """A stage as it is being made. `files` are single files whose provenance is exact."""

    base: Base
    lens: Lens
    files: dict[str, str] = field(default_factory=dict)  # path -> provenance
    context: dict[str, str] = field(default_factory=dict)  # path -> unchanged file of the context
    made: list[Made] = field(default_factory=list)
    packages: set[str] = field(default_factory=set)  # of the operating system
    directories: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)  # directories that are there whatever moves
    links: dict[str, str] = field(default_factory=dict)  # path -> target as written
    unmet: set[str] = field(default_factory=set)  # directories that were needed and not known
    config: dict[str, object] = field(default_factory=dict)
    places: Places = field(default_factory=Places)  # of what was `made`

    def single_paths(self) -> frozenset[str]:
        """Every path that is known to be there as one file."""
        made = (a.path for m in self.made for a in m.areas if not a.deep)
        return frozenset((*self.files, *made))

    def unread(self, paths: Iterable[str]) -> Image:
        """The same, where nobody reads these files of the context."""
        new = self.copy()
        for path in paths:
            new.context.pop(path, None)
        return new

    def copy(self) -> Image:
        """The same, to go on from: what a `FROM stage` starts with."""
        new = replace(self, files=dict(self.files), context=dict(self.context))
        new.made, new.packages = list(self.made), set(self.packages)
        new.places = self.places.copy()
        new.directories, new.config = set(self.directories), dict(self.config)
        new.settled, new.links, new.unmet = set(self.settled), dict(self.links), set(self.unmet)
        return new

    def add(self, made: Made) -> None:
        self.places.add(len(self.made), made.areas)
        self.made.append(made)

    def met(self, areas: tuple[Area, ...]) -> Iterator[Made]:
        """What commands left in one of these areas, in the order in which they did."""
        near = (self.made[number] for number in self.places.near(areas))
        return (m for m in near if meet(m.areas, areas))

    def read_keys(
        self, areas: Iterable[Area], tools: frozenset[str] | None = None
    ) -> frozenset[str]:
        """The provenance of all that lies in these areas."""
        areas = tuple(areas)
        files = (f"{self.lens.path(p)}={self.files[p]}" for p in self._files_in(areas))
        made = (self._seen(m, areas, tools) for m in self.met(areas))
        return frozenset((*made, *files)) - {""}

    def _seen(self, made: Made, areas: tuple[Area, ...], tools: frozenset[str] | None) -> str:
        """What a deposit counts for one who reads these areas, and where it is seen: packages that
        lie in another place are another thing to a step that lists only one of the two."""
        key = made.key_for(tools)
        if not key or made.is_os:
            return key
        places = {self.lens.path(a.path) for a in made.areas if meet((a,), areas)}
        lasting = {p for p in places if not self.lens.drops(p)}
        return f"{key} in {sorted(lasting or places)}"

    def file_keys(self, areas: Iterable[Area]) -> frozenset[str]:
        """The provenance of the single files in these areas."""
        found = self._files_in(tuple(areas))
        return frozenset(f"{self.lens.path(p)}={self.files[p]}" for p in found)

    def _files_in(self, areas: tuple[Area, ...]) -> list[str]:
        if any(a.path == "/" and a.names is None for a in areas):
            return list(self.files)
        single = {a.path for a in areas if a.path in self.files}
        wide = tuple(a for a in areas if a.deep and a.path not in single)
        return [*single, *paths_met(self.files, wide)] if wide else list(single)

    def leave(
        self, deposit: Deposit, reads: Iterable[Area], environment: tuple[object, ...] = ()
    ) -> None:
        """Add what a command leaves: made of its words and variables, of what it reads and
        of what lay there."""
        if self.lens.prunes(deposit) or self.lens.forgets(deposit):
            return
        areas = tuple(a for a in deposit.areas if not _in(a.path, _CACHES))
        items = None if deposit.items is None else self.lens.items(deposit.items)
        if deposit.semantic[0] == "mkdir":
            for area in areas:
                self.know_directory(area.path)
        if deposit.semantic[0] == "link":
            self.links |= {a.path: str(deposit.semantic[1]) for a in areas}
        is_os = deposit.semantic[0] == "os"
        if is_os and (items or not deposit.items):  # not where every name of it was left out
            self._change_packages(deposit.semantic[1], items or frozenset())
        if not areas or (deposit.whole and deposit.items and not items):
            return
        read = areas if deposit.semantic[0] == "mkdir" else (*reads, *areas)
        under = self._system_keys(read) if is_os else self.read_keys(read, deposit.tools)
        key = key_of(self.lens.text((deposit.semantic, environment)), items, under)
        named = items if deposit.whole and items else frozenset()
        compiled = bool(deposit.output)
        self.add(Made(areas, key, deposit.label, named, is_os, deposit.modes, compiled))
        if is_os:
            return  # a package manager leaves files alone that it does not own
        for path in self._files_in(areas):
            self.files[path] = key_of(self.files[path], key)
            if not deposit.modes:
                self.context.pop(path, None)

    def carry(self, brought: Iterable[Made]) -> None:
        """Copy from another stage what commands left there; it may replace what lies here."""
        here = [(made, self.read_keys(made.areas)) for made in brought]
        for made, under in here:
            self.add(replace(made, key=key_of(made.key, under)) if under else made)
            for path in self._files_in(made.areas):
                self.files[path] = key_of(self.files[path], made.key)
                self.context.pop(path, None)

    def _system_keys(self, areas: tuple[Area, ...]) -> frozenset[str]:
        """What an OS package manager reads: its own packages, its configuration and what else
        lies in its areas, less what an install of a language's packages left there."""
        files = (f"{p}={self.files[p]}" for p in self.files if below(p, "/etc"))
        made = (m for m in self.made if m.is_os or (not _installed(m) and meet(m.areas, areas)))
        return frozenset((*(m.key for m in made), *files))

    def _change_packages(self, kind: object, names: frozenset[str]) -> None:
        if kind == "install":
            self.packages |= names
        elif kind == "remove":
            self.packages -= names
        else:
            self.packages.add(f"({kind} {' '.join(sorted(names))})")

    def put(self, path: str, provenance: str, context_path: str | None) -> None:
        """Copy one file; what lay there is replaced."""
        self.files[path] = provenance
        self.context.pop(path, None)
        if context_path is not None:
            self.context[path] = context_path
        self.know_directory(path.rpartition("/")[0] or "/")

    def know_directory(self, path: str) -> None:
        while path not in self.directories:
            self.directories.add(path)
            path = path.rpartition("/")[0] or "/"

    def settle(self, path: str) -> None:
        """A directory that no COPY or RUN has to make first: WORKDIR does."""
        self.know_directory(path)
        while path not in self.settled:
            self.settled.add(path)
            path = path.rpartition("/")[0] or "/"

    def is_settled(self, path: str) -> bool:
        return path in self.settled or path in self.base.directories

    def is_directory(self, path: str) -> bool:
        return path in self.directories or path in self.base.directories

    def may_have(self, path: str) -> bool:
        """Whether a file may be there: known by its name, or in what is only known as a whole."""
        wide = (m for m in self.met((Area(path),)) if any(a.deep for a in m.areas) and not m.is_os)
        return (
            path in self.files
            or self.is_directory(path)
            or self.base.holds(path)
            or path in self.places.at
            or any(True for _ in wide)
        )

    def may_hold(self, path: str) -> bool:
        """Whether a directory may be there: made by a step, or the base image's own."""
        if self.is_directory(path) or self.base.brings(path):
            return True
        here = (Area(path),)
        return meet((a for m in self.met(here) for a in m.areas if a.deep), here) is not None

    def selection(self, source: str) -> tuple[dict[str, str], list[Made], bool]:
        """What a COPY --from of one path takes: files, deposits, and whether it is all there is.

        Not all: the base image may have content of its own there.
        """
        files = {p: k for p, k in self.files.items() if below(p, source)}
        made = list(self.met((Area(source, deep=True),)))
        exact = source in files or not self.base.holds(source)
        return files, made, exact


def cached(path: str) -> bool:
    """Whether what lies there is no part of what a function gets."""
    return _in(path, _PASSING)


_CACHES = tuple(f"{directory}/" for directory in CACHES)
_PASSING = (*_CACHES, *(f"{directory}/" for directory in _FRESH))


def _in(path: str, directories: tuple[str, ...]) -> bool:
    return f"{path}/".startswith(directories)
