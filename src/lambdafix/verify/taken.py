"""Which files of the context an instruction takes, asked path by path.

`Project` lists what there is; over a history that would be one listing a commit. Here a path alone
is the question, so a commit costs what it changed. Whether a path is in the context at all
(`.dockerignore`) is asked before. Symbolic links count as they are today.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, relpath

from msgspec import Struct, field

from lambdafix.context.globs import BadPattern, go_match, has_wildcard, in_context
from lambdafix.context.project import Project
from lambdafix.semantics.areas import join


class Source(Struct, frozen=True):
    """One source of a COPY, part by part, and the place in the image where it lands.

    `into`: the place is a directory, so that a file keeps its name.
    """

    parts: tuple[str, ...]
    place: str
    into: bool = False

    @classmethod
    def of(cls, path: str, place: str, into: bool = False) -> Source:
        path = in_context(path)
        return cls(() if path == "." else tuple(path.split("/")), place, into)

    @classmethod
    def all(cls, path: str, place: str, into: bool, project: Project) -> Iterator[Source]:
        """The source, and what it selects today by way of links."""
        yield cls.of(path, place, into)
        for match in project.match(path):
            real = project.real_path(match)
            if real != match:
                yield cls.of(real, place, into)

    def landing(self, path: str) -> str:
        """Where a file comes to lie in the image; empty if it is not taken."""
        parts = path.split("/")
        depth = len(self.parts)
        if len(parts) < depth or not all(map(_matches, self.parts, parts)):
            return ""
        if len(parts) == depth:
            return join(self.place, basename(path)) if self.into else self.place
        return join(self.place, relpath(path, "/".join(parts[:depth]) or "."))


def _matches(pattern: str, name: str) -> bool:
    if not has_wildcard(pattern):
        return pattern == name
    try:
        return go_match(pattern).fullmatch(name) is not None
    except BadPattern:
        return False


class Taken(Struct, frozen=True, eq=False):
    """What one instruction takes of the context: by itself (`sources`), and by way of the
    instructions of a build stage from which it copies (`behind`)."""

    sources: tuple[Source, ...] = ()
    behind: tuple[tuple[Taken, Source], ...] = ()
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def landings(self, path: str) -> frozenset[str]:
        """Every place where a file of the context comes to lie; none: it is not taken."""
        if path not in self._known:
            self._known[path] = frozenset(filter(None, self._landings(path)))
        return self._known[path]

    def _landings(self, path: str) -> Iterator[str]:
        yield from (source.landing(path) for source in self.sources)
        for stage, source in self.behind:
            yield from (source.landing(there.lstrip("/")) for there in stage.landings(path))
