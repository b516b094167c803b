"""Equal content in an equal context is worked out once.

A rewrite is a function of the Dockerfile's bytes, of the settings, and of what it asks its build
context: listings, contents, sizes, links, history (`Storage`; the core touches nothing else). So
what it asked is kept with it, and another file with the same bytes and settings, called the same
seen from its context, takes it over if its own context gives every one of these answers. That is
as right as working it out anew, for it would ask the same and be told the same; and it reads no
more than that would. Each process keeps its own, the latest few.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.codemod import Settings
from lambdafix.context.history import History
from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.project import Project
from lambdafix.context.storage import Kind, Storage
from lambdafix.syntax.source import Source

if TYPE_CHECKING:
    from lambdafix.pipeline import Rewrite

_MOST = 64  # rewrites that are kept
_MOST_ALIKE = 4  # of them for files of the same bytes, whose contexts answer differently
_MOST_ASKED = 2_000  # answers; a context that took more is large, and none of many that are alike
_NO_ANSWER = b"not checked out"  # no digest of an answer

Work = Callable[[Source, Project, Settings], "Rewrite"]
_T = TypeVar("_T")
_Question = tuple[str, str]  # a method of Storage, and a path


class Recorded(Struct):
    """A storage that keeps what it was asked, with a digest of every answer."""

    below: Storage
    asked: dict[_Question, bytes] = field(default_factory=dict)

    def listing(self, directory: str) -> Mapping[str, Kind]:
        return self._asked(("listing", directory), self.below.listing, _of_listing)

    def content(self, path: str) -> bytes | None:
        return self._asked(("content", path), self.below.content, _of_content)

    def size(self, path: str) -> int:
        return self._asked(("size", path), self.below.size, lambda found: _of_text(str(found)))

    def target(self, path: str) -> str:
        return self._asked(("target", path), self.below.target, _of_text)

    def history(self) -> History:
        found = self.below.history()
        self.asked["history", ""] = _of_history(found)
        return found

    def ignored(self, paths: Sequence[str], dockerfile: str) -> frozenset[str]:
        found = self.below.ignored(paths, dockerfile)
        question = "\0".join((dockerfile, *paths))
        self.asked["ignored", question] = _of_text("\0".join(sorted(found)))
        return found

    def _asked(
        self, question: _Question, ask: Callable[[str], _T], digest: Callable[[_T], bytes]
    ) -> _T:
        self.asked[question] = _NO_ANSWER
        found = ask(question[1])
        self.asked[question] = digest(found)
        return found


class Once:
    """The rewrites of a process so far."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, list[tuple[dict[_Question, bytes], Rewrite]]]
        self._known = OrderedDict()
        self.taken_over = 0

    def rewrite(
        self, work: Work, source: Source, directory: Path, dockerfile: Path, settings: Settings
    ) -> Rewrite:
        """What `work` makes of a file in its context, or has made of one that is equal to it."""
        project = Project.at(directory, dockerfile)
        key = (work, source.text, source.bom, settings, project.dockerfile)
        alike = self._known.setdefault(key, [])
        self._known.move_to_end(key)
        for asked, rewrite in alike:
            if _answers(project.storage, asked):
                self.taken_over += 1
                return replace(rewrite, source=source)
        recorded = Recorded(project.storage)
        rewrite = work(source, replace(project, storage=recorded), settings)
        if len(recorded.asked) <= _MOST_ASKED:
            alike.append((recorded.asked, rewrite))
            del alike[:-_MOST_ALIKE]
        while sum(map(len, self._known.values())) > _MOST:
            self._known.popitem(last=False)
        return rewrite


def _answers(storage: Storage, asked: Mapping[_Question, bytes]) -> bool:
    """Whether a storage gives every one of the answers."""
    own = Recorded(storage)
    for (method, path), answer in asked.items():
        if method == "history":
            own.history()
        elif method == "ignored":
            dockerfile, *paths = path.split("\0")
            own.ignored(paths, dockerfile)
        else:
            with suppress(NotCheckedOut):
                getattr(own, method)(path)
        if own.asked[method, path] != answer:
            return False
    return True


def _of_listing(found: Mapping[str, Kind]) -> bytes:
    # In order of names: the order in which a directory lists them says nothing.
    return _of_text("\0".join(f"{name}/{kind.name}" for name, kind in sorted(found.items())))


def _of_content(found: bytes | None) -> bytes:
    return b"" if found is None else sha256(found).digest()


def _of_history(found: History) -> bytes:
    parts = (*found.commits, found.tracked, found.modules)
    return _of_text("\1".join((found.why, *("\0".join(sorted(part)) for part in parts))))


def _of_text(found: str) -> bytes:
    return sha256(found.encode("utf-8", "surrogateescape")).digest()
