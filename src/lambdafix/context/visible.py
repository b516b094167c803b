"""What of a storage is in the context: entries that the ignore file lets through, links followed.

Everything is read at most once. Links are followed inside the context only: an absolute target
and `..` stop at the root, as in Docker (github.com/containerd/continuity, fs.RootPath).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from lambdafix.context.dockerignore import DockerIgnore
from lambdafix.context.globs import in_context
from lambdafix.context.storage import Kind, Storage

_MOST_LINKS = 40  # as Linux: more in one path is a loop
_NOT_WALKED = ".git"  # part of a context, but listing it is slow and names nothing of the function


def join(directory: str, name: str) -> str:
    """The path of a name in a directory; the root is `.`."""
    return name if directory == "." else f"{directory}/{name}"


class Visible(Struct):
    """The visible entries of a storage; `truncated` once `most_entries` have been listed."""

    storage: Storage
    ignore: DockerIgnore
    most_entries: int
    truncated: bool = False
    _entries: int = 0
    _listings: dict[str, Mapping[str, Kind]] = field(default_factory=dict)
    _children: dict[str, dict[str, Kind]] = field(default_factory=dict)
    _alive: set[str] = field(default_factory=set)  # hidden, with something visible below
    _walks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _empty: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _links: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def children(self, directory: str) -> dict[str, Kind]:
        """The visible entries of a real directory."""
        if directory not in self._children:
            self._children[directory] = {
                name: kind
                for name, kind in self._listing(directory).items()
                if self._is_visible(join(directory, name), kind)
            }
        return self._children[directory]

    def find(self, path: str) -> tuple[str, Kind | None]:
        """The real path behind the links of a path, and its kind: never a link, None if missing."""
        todo = in_context(path).split("/")[::-1]
        here, kind, links = ".", Kind.DIRECTORY, 0
        while todo:
            part = todo.pop()
            if part == ".":
                continue
            child = join(here, part)
            found = self._child(here, part) if kind is Kind.DIRECTORY else None
            if found is None:
                return child, None
            if found is not Kind.LINK:
                here, kind = child, found
                continue
            links += 1
            target = self.storage.target(child)
            if links > _MOST_LINKS or not target:
                return child, None
            whole = in_context(target if target.startswith("/") else f"{here}/{target}")
            todo += whole.split("/")[::-1]
            here = "."
        return here, kind

    def _child(self, directory: str, name: str) -> Kind | None:
        """What a visible entry is; the others of its directory are not looked at for it."""
        if directory in self._children:
            return self._children[directory].get(name)
        kind = self._listing(directory).get(name)
        return kind if kind and self._is_visible(join(directory, name), kind) else None

    def is_link(self, path: str) -> bool:
        """Whether the last part of a real path is a link."""
        parent, _, name = path.rpartition("/")
        return self._listing(parent or ".").get(name) is Kind.LINK

    def walk(self, root: str) -> tuple[str, ...]:
        """All visible files and links below a real directory, sorted; `.git` counts as one."""
        if root not in self._walks:
            found, empty, links, todo = [], [], [], [root]
            while todo:
                directory = todo.pop()
                if not self.children(directory):
                    empty.append(directory)
                for name, kind in self.children(directory).items():
                    path = join(directory, name)
                    if kind is Kind.DIRECTORY and name != _NOT_WALKED:
                        todo.append(path)
                    else:
                        found.append(path)
                    if kind is Kind.LINK:
                        links.append(path)
            self._walks[root] = tuple(sorted(found))
            self._empty[root] = tuple(sorted(empty))
            self._links[root] = tuple(sorted(links))
        return self._walks[root]

    def empty(self, root: str) -> tuple[str, ...]:
        """All visible directories below a real directory that hold nothing visible, sorted."""
        self.walk(root)
        return self._empty[root]

    def links(self, root: str) -> tuple[str, ...]:
        """All visible links below a real directory, sorted."""
        self.walk(root)
        return self._links[root]

    def _listing(self, directory: str) -> Mapping[str, Kind]:
        """The entries of a real directory, hidden ones included; empty beyond the cap."""
        if directory not in self._listings:
            self.truncated = self.truncated or self._entries >= self.most_entries
            listing = {} if self.truncated else self.storage.listing(directory)
            self._listings[directory] = listing
            self._entries += len(listing)
        return self._listings[directory]

    def _is_visible(self, path: str, kind: Kind) -> bool:
        """A hidden directory is still made if something below it is taken back."""
        if path in self._alive or not self.ignore.hides(path):
            return True
        todo = [path] if kind is Kind.DIRECTORY else []
        while todo:
            directory = todo.pop()
            if self.ignore.hides_all_below(directory):
                continue
            for name, below in self._listing(directory).items():
                entry = join(directory, name)
                if not self.ignore.hides(entry):
                    while directory != path:
                        self._alive.add(directory)
                        directory = directory.rpartition("/")[0]
                    return True
                if below is Kind.DIRECTORY:
                    todo.append(entry)
        return False
