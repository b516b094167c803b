"""What an instruction reads and leaves: paths, variables and state, seen from where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from msgspec import Struct, field

from lambdafix.catalog.packages import commands_of, is_build_only
from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, below, meet
from lambdafix.semantics.commands.call import Deposit, Fetch, Install, Packages, Unknown
from lambdafix.semantics.earlier import Earlier
from lambdafix.semantics.image import Image, Made
from lambdafix.semantics.patterns import fits
from lambdafix.semantics.scope import Scope

# The instructions that make a layer, and those that only set what later ones see.
LAYERS = ("ADD", "COPY", "RUN")
STATE = frozenset({"ARG", "ENV", "SHELL", "USER", "WORKDIR"})


class Moment(Struct, frozen=True):
    """Where an instruction stands: the state before it, the image so far, the other stages."""

    scope: Scope
    image: Image
    stages: Earlier
    project: Project
    escape: str


class Effect(Struct, frozen=True):
    """What one instruction reads and leaves.

    `variables` are patterns of names that it reads, `sets` the names that it gives a value;
    `state` holds WORKDIR, USER, SHELL as read, `changes` as changed. `needs` are directories that
    have to be there, `makes` those that it is the first to make. `searches` are the paths where
    it may find a program that the base image has not. `files` are the files that it
    copies exactly: path in the image -> (provenance, path in the context or None).
    `again` are paths that it writes just as they are already: to a reader that is no change.
    `links` are the symbolic links that it brings: path -> target as written; `directories` those
    that it brings with nothing in them that is known by its name. `unsure` names what
    decides whether it installs something; `wall` says why it cannot be understood, and that
    nothing passes it. `bound` is the mount by which it runs again whenever any file of the build
    context changes.
    """

    reads: tuple[Area, ...] = ()
    writes: tuple[Area, ...] = ()
    again: tuple[Area, ...] = ()
    variables: tuple[str, ...] = ()
    sets: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    searches: tuple[Area, ...] = ()
    files: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    deposits: tuple[Deposit, ...] = ()
    carried: tuple[Made, ...] = ()
    installs: tuple[Install, ...] = ()
    packages: tuple[Packages, ...] = ()
    manifests: tuple[str, ...] = ()  # requirements and lock files that it reads
    trees: tuple[str, ...] = ()  # directories in which all files are manifests
    fetches: tuple[Fetch, ...] = ()  # what it fetches besides, of what could be fetched before it
    links: Mapping[str, str] = field(default_factory=dict)
    directories: frozenset[str] = frozenset()
    unsure: Unknown | None = None
    wall: Unknown | None = None
    missing: str = ""
    bound: str = ""

    def reads_variable(self, name: str) -> bool:
        return fits(name, self.variables)


def conflict(first: Effect, second: Effect) -> str:
    """Why two neighbours may not swap, as words; empty if they may."""
    pairs = ((first, second), (second, first))
    for one, other in pairs:
        if one.wall and (other.writes or other.reads or other.sets or other.changes):
            return f"`{one.wall.word}` is not understood ({one.wall.why})"
    for one, other in pairs:
        if _serves_no_build(one, other):
            return ""
    for one, other in pairs:
        touched = (*other.reads, *other.searches, *other.writes, *other.again)
        brought = (*one.writes, *map(Area, one.directories))
        met = meet(brought, touched) or meet(one.again, other.again)
        if met:
            return _meeting(*met)
        made = min(filter(partial(may_make, one), other.needs), default="")
        if made:
            return f"one makes the directory {made}"
        named = next(
            (n for n in sorted(one.sets) if other.reads_variable(n) or n in other.sets), ""
        )
        if named:
            any_at_all = not {"*", "?*"}.isdisjoint(other.variables)
            return "it may read any variable" if any_at_all else f"it reads {named}"
        state = one.changes & (other.state | other.changes)
        if state:
            return f"{min(state)} differs"
    return ""


def may_make(effect: Effect, directory: str) -> bool:
    """Whether a directory may be there because of an effect."""
    left = (a for d in effect.deposits for a in d.areas if a.deep and a.names is None)
    carried = (a for m in effect.carried for a in m.areas if a.deep and a.names is None)
    return directory in effect.makes or any(below(directory, a.path) for a in (*left, *carried))


def _serves_no_build(one: Effect, other: Effect) -> bool:
    """Whether one only installs OS packages of run time and the other installs packages of Python:
    an install reads compilers, headers and build tools alone (an axiom)."""
    names = [n for p in one.packages for n in p.names]
    if not names or one.installs or not other.installs or len(one.deposits) != len(one.packages):
        return False
    needs = frozenset(n for i in other.installs for n in i.needs)
    needs |= frozenset(n for d in other.deposits for n in d.tools or ())
    if any(d.tools is None and d.semantic[0] != "mkdir" for d in other.deposits):
        return False  # it makes something else too
    return all(is_build_only(n) is False for n in names) and not needs & commands_of(names)


def _meeting(one: Area, other: Area) -> str:
    if EVERYTHING in (one, other):
        return "one may touch any path"
    if one.names is None and other.names is None:
        return f"both touch {min(str(one), str(other), key=len)}"
    file, install = (other, one) if one.names is not None else (one, other)
    if file.names is None and file.path != install.path and below(file.path, install.path):
        return f"{file.path} has the name of something that is installed"
    return f"both write to {min(one.path, other.path, key=len)}"
