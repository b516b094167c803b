"""Areas of the image's file system: where something is read or left, and whether two meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from posixpath import normpath

from msgspec import Struct


class Area(Struct, frozen=True):
    """One path of the image; `deep`: all below it too.

    With `names`, only what an install leaves below `path`: entries with these top-level names,
    `*.dist-info` and the like, and `bin`. This is the axiom "an install writes only what belongs
    to the named distributions" as a set.
    """

    path: str
    deep: bool = False
    names: frozenset[str] | None = None

    def __str__(self) -> str:
        return f"{self.path.rstrip('/')}/" if self.deep else self.path


EVERYTHING = Area("/", deep=True)
ACCOUNTS = (Area("/etc/passwd"), Area("/etc/group"))  # what names users and groups
# What packages fill of /usr; /usr/src is for sources, and functions lie there too.
USR = """/usr/bin /usr/include /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/sbin
/usr/share""".split()
_MODULES = (".py", ".pyc", ".pyi", ".so")  # six.py, _cffi_backend.cpython-312-x86_64-linux-gnu.so
_METADATA = (".dist-info", ".egg-info", ".data", ".libs", ".pth", ".egg-link")


def below(path: str, directory: str) -> bool:
    """Whether `path` is `directory` or lies under it; both absolute."""
    return path == directory or directory == "/" or path.startswith(f"{directory}/")


def join(directory: str, path: str) -> str:
    """`path` seen from `directory`, clean: no `.`, no `..`, no final slash."""
    joined = normpath(path if path.startswith("/") else f"{directory}/{path}")
    return f"/{joined.lstrip('/')}"


def overlap(one: Area, other: Area) -> bool:
    """Whether something can be in both; when unsure, yes."""
    if (one.names is None) is (other.names is None):
        # a directory that one makes and the other fills: that is a meeting too
        a, b = one.path, other.path
        if a == b or a == "/" or b == "/":
            return True
        return a.startswith(f"{b}/") if len(a) > len(b) else b.startswith(f"{a}/")
    return _meets_install(other, one) if one.names is None else _meets_install(one, other)


def directories_above(path: str) -> Iterator[str]:
    """Every directory above a path, the root last."""
    while path != "/":
        path = path.rpartition("/")[0] or "/"
        yield path


def meet(some: Iterable[Area], others: Iterable[Area]) -> tuple[Area, Area] | None:
    """The first pair that overlaps, or None."""
    others = tuple(others)
    if not others:
        return None
    near: Callable[[str], bool] | None = None
    for number, one in enumerate(some):
        if number == _FEW < len(others):  # so many are looked at one by one
            near = _near(others)
        if near is None or near(one.path):
            for other in others:
                if overlap(one, other):
                    return one, other
    return None


_FEW = 4


def _near(areas: tuple[Area, ...]) -> Callable[[str], bool]:
    """Whether a path lies at, above or below one of these areas: no other can overlap one."""
    at = {area.path for area in areas}
    beside = at.union(*map(directories_above, at))
    return lambda path: path in beside or not at.isdisjoint(directories_above(path))


def paths_met(paths: Iterable[str], areas: tuple[Area, ...]) -> Iterator[str]:
    """Of these paths those that meet one of the areas: words are compared first, for there may be
    many."""
    at = {area.path for area in areas}
    beside = at.union(*map(directories_above, at))
    named = tuple(a for a in areas if a.names is not None)
    plain, inside = (
        tuple(f"{a.path.rstrip('/')}/" for a in some)
        for some in ((a for a in areas if a.names is None), named)
    )
    for path in paths:
        met = path in beside or path.startswith(plain)
        if met or (path.startswith(inside) and meet((Area(path),), named)):
            yield path


def _meets_install(install: Area, area: Area) -> bool:
    if area.path != install.path and below(area.path, install.path):
        first = area.path[len(install.path.rstrip("/")) + 1 :].split("/")[0]
        module = first.split(".")[0] if first.endswith(_MODULES) else first
        names = install.names or frozenset()
        return first == "bin" or first.endswith(_METADATA) or first in names or module in names
    return below(install.path, area.path)


def upwards(directory: str) -> Iterator[str]:
    """A directory and all above it, up to the root: where tools look for their settings."""
    yield directory
    yield from directories_above(directory)
