"""The build context as the Dockerfile sees it: files under `.dockerignore`, read once, on demand.

Paths go in as a Dockerfile writes them (`./src/`, `/app.py`, `../x`, which Docker clamps to the
root) and come out posix, clean and relative to the context; the root is `.`.
Sources: https://docs.docker.com/build/concepts/context/, github.com/tonistiigi/fsutil (copy.go).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from lambdafix.alike import Alike
from lambdafix.context.dockerignore import DockerIgnore
from lambdafix.context.globs import BadPattern, go_match, has_wildcard, in_context
from lambdafix.context.history import History
from lambdafix.context.sharing import other_dockerfiles
from lambdafix.context.storage import Disk, Edited, Kind, Memory, Storage
from lambdafix.context.visible import Visible, join

MOST_ENTRIES = 200_000  # a context beyond this is a home directory given by mistake


class _Memo(Struct):
    """What has been read so far."""

    ignore: tuple[str | None, DockerIgnore] | None = None
    visible: Visible | None = None
    texts: dict[str, str | None] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    history: History | None = None
    ignored: dict[str, bool] = field(default_factory=dict)
    edited: dict[frozenset[tuple[str, str]], Project] = field(default_factory=dict)


class Project(Alike, Struct, frozen=True, eq=False):
    """A build context; building one reads nothing. Make it by `at`, `of` or `unknown`.

    `known` is False where there is no context (standard input): then nothing exists and no
    answer proves anything. `dockerfile` is the Dockerfile's path from the context root.
    """

    storage: Storage
    dockerfile: str = "Dockerfile"
    known: bool = True
    most_entries: int = MOST_ENTRIES
    edits: frozenset[str] = frozenset()  # files that are not as they lie on the disk
    _memo: _Memo = field(default_factory=_Memo)

    def _alike(self) -> tuple[object, ...]:
        return self.storage, self.dockerfile, self.known, self.most_entries, self.edits

    @classmethod
    def at(cls, directory: Path, dockerfile: Path | None = None) -> Project:
        """The context in a directory, for a Dockerfile that may lie outside of it."""
        root = Path(os.path.abspath(directory))
        name = os.path.relpath(dockerfile, root) if dockerfile else "Dockerfile"
        return cls(Disk(root), Path(name).as_posix())

    @classmethod
    def of(
        cls,
        files: Mapping[str, str | bytes],
        dockerfile: str = "Dockerfile",
        history: History | None = None,
    ) -> Project:
        """A context in memory: path -> content; without a `history`, nobody knows its past."""
        past = (history,) if history is not None else ()
        return cls(Memory.of(files, *past), dockerfile)

    @classmethod
    def unknown(cls) -> Project:
        """No context at all."""
        return cls(Memory.of({}), known=False)

    def __reduce__(self) -> tuple[type[Project], tuple[object, ...]]:
        """To another process go the words that make the context, not what was read of it."""
        return Project, (
            self.storage,
            self.dockerfile,
            self.known,
            self.most_entries,
            self.edits,
        )

    def edited(self, edits: Mapping[str, str]) -> Project:
        """The context as it is once these files are written; the same one for the same edits, so
        that what was worked out in it is known."""
        if not edits:
            return self
        key = frozenset(edits.items())
        if key not in self._memo.edited:
            changed, all_edits = Edited(self.storage, Memory.of(edits)), self.edits | edits.keys()
            new = Project(changed, self.dockerfile, self.known, self.most_entries, all_edits)
            self._memo.edited[key] = new
        return self._memo.edited[key]

    def ignored_by_git(self, paths: Iterable[str]) -> frozenset[str]:
        """Of these paths those that git ignores, there or not: they are no part of a clone."""
        paths = tuple(paths)
        asked = sorted(set(paths) - self._memo.ignored.keys())
        if asked and self.known:
            found = self.storage.ignored(asked, self.dockerfile)
            self._memo.ignored |= {path: path in found for path in asked}
        return frozenset(path for path in paths if self._memo.ignored.get(path))

    def provenance(self, path: str) -> str:
        """What a file of the context is made of: itself, as it lies there or as edited."""
        return f"edited:{path}" if path in self.edits else f"context:{path}"

    @property
    def ignore_file(self) -> str | None:
        """The ignore file in force: `<Dockerfile>.dockerignore` before `.dockerignore`, or None."""
        return self._ignore_in_force()[0]

    @property
    def ignore(self) -> DockerIgnore:
        """The rules in force; empty without an ignore file."""
        return self._ignore_in_force()[1]

    @property
    def ignore_text(self) -> str:
        """The ignore file in force as it is written; empty without one."""
        name = self.ignore_file
        content = self.storage.content(name) if name else None
        return content.decode("utf-8", "surrogateescape") if content else ""

    @property
    def shares_ignore_file(self) -> str:
        """Another Dockerfile for which the ignore file may be in force too; empty: there is none.

        The file that is called after the Dockerfile is its own.
        """
        if self.ignore_file not in (None, ".dockerignore"):
            return ""
        return next(other_dockerfiles(self.storage, self.dockerfile), "")

    @property
    def history(self) -> History:
        """Which of the paths that the ignore file lets through changed in which commit."""
        if self._memo.history is None:
            past = self.storage.history() if self.known else History.none("no build context")
            self._memo.history = past.without(self.ignore.hides)
        return self._memo.history

    @property
    def truncated(self) -> bool:
        """Whether the context was too large to be listed whole: `files` then proves no absence."""
        return self._visible.truncated

    def read(self, path: str) -> str | None:
        """A file's text, or None: not in the context, hidden, a directory, or not UTF-8."""
        if path not in self._memo.texts:
            content = self.read_bytes(path)
            try:
                self._memo.texts[path] = None if content is None else content.decode()
            except UnicodeDecodeError:
                self._memo.texts[path] = None
        return self._memo.texts[path]

    def read_bytes(self, path: str) -> bytes | None:
        """A file's bytes, or None: not in the context, hidden, or a directory."""
        real, kind = self._find(path)
        return self.storage.content(real) if kind is Kind.FILE else None

    def exists(self, path: str) -> bool:
        """Whether COPY could take this file or directory."""
        return self._find(path)[1] is not None

    def is_dir(self, path: str) -> bool:
        """Whether this is a directory of the context, or a link to one."""
        return self._find(path)[1] is Kind.DIRECTORY

    def real_path(self, path: str) -> str:
        """The path behind the links of a path; of one that is missing, as far as it leads."""
        return self._find(path)[0]

    def link(self, path: str) -> str:
        """Where a symbolic link of the context points, as written; empty: it is none."""
        parent, _, name = in_context(path).rpartition("/")
        real = self._find(parent or ".")[0]
        there = join(real, name)
        return self.storage.target(there) if self.known and self._visible.is_link(there) else ""

    def size(self, path: str) -> int:
        """Bytes of a file, or of all files below a directory; links count nothing."""
        if path not in self._memo.sizes:
            self._memo.sizes[path] = self._size(path)
        return self._memo.sizes[path]

    def top_level(self, path: str = ".") -> tuple[str, ...]:
        """The names directly below a directory, sorted."""
        real, kind = self._find(path)
        return tuple(sorted(self._visible.children(real))) if kind is Kind.DIRECTORY else ()

    def files(self) -> tuple[str, ...]:
        """Every visible file and link, sorted; `.git` is one entry, not looked into."""
        return self.under(".")

    def under(self, path: str) -> tuple[str, ...]:
        """Every visible file and link below a directory, sorted; none below a file."""
        return self._below(path, self._visible.walk)

    def links(self, path: str) -> tuple[str, ...]:
        """Every visible link below a directory, sorted."""
        return self._below(path, self._visible.links)

    def empty(self, path: str) -> tuple[str, ...]:
        """Every visible directory below a directory that has nothing visible in it, sorted."""
        found = self._below(path, lambda real: [d for d in self._visible.empty(real) if d != real])
        return tuple(found)

    def _below(self, path: str, listed: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
        """What is listed of the real directory, by paths below the one that was asked for."""
        asked = in_context(path)
        real, kind = self._find(asked)
        if kind is not Kind.DIRECTORY:
            return ()
        start = 0 if real == "." else len(real) + 1
        return tuple(
            listed(real) if real == asked else (join(asked, p[start:]) for p in listed(real))
        )

    def match(self, source: str) -> tuple[str, ...]:
        """What a COPY source selects: files and directories, as Go's `filepath.Match` reads it."""
        path = in_context(source)
        if not has_wildcard(path):
            return (path,) if self.exists(path) else ()
        parts = path.split("/")
        fixed = next(i for i, part in enumerate(parts) if has_wildcard(part))
        found = ["/".join(parts[:fixed]) or "."]
        try:
            for depth, part in enumerate(parts[fixed:], start=fixed):
                pattern = go_match(part)
                found = [
                    join(directory, name)
                    for directory in found
                    if depth == fixed or not self._visible.is_link(directory)
                    for name in self.top_level(directory)
                    if pattern.fullmatch(name)
                ]
        except BadPattern:
            return ()
        return tuple(sorted(found))

    def _size(self, path: str) -> int:
        real, kind = self._find(path)
        if kind is Kind.DIRECTORY:
            files = (f for f in self._visible.walk(real) if not self._visible.is_link(f))
            return sum(map(self.storage.size, files))
        return self.storage.size(real) if kind is Kind.FILE else 0

    def _ignore_in_force(self) -> tuple[str | None, DockerIgnore]:
        if self._memo.ignore is None:
            self._memo.ignore = (None, DockerIgnore())
            for name in (f"{self.dockerfile}.dockerignore", ".dockerignore"):
                content = self.storage.content(name)
                if content is not None:
                    text = content.decode("utf-8", "surrogateescape")
                    self._memo.ignore = (name, DockerIgnore.parse(text))
                    break
        return self._memo.ignore

    def _find(self, path: str) -> tuple[str, Kind | None]:
        return self._visible.find(path) if self.known else (path, None)

    @property
    def _visible(self) -> Visible:
        if self._memo.visible is None:
            self._memo.visible = Visible(self.storage, self.ignore, self.most_entries)
        return self._memo.visible
