"""Which files of a build context changed in which commit, from the git repository around it.

One `git log` over the last commits, renames as two changes; merges name nothing, for what they
bring came with its own commits. Where git has no say (no repository, a shallow clone, an owner
that git does not trust, no git at all) there is no history, which is a value and no failure.
Measured: 24 ms for 500 commits; the whole of a long history takes a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.alike import Alike

MOST_COMMITS = 500
MOST_SECONDS = 10.0
_COMMIT = b"\x01"  # how the line of a commit begins, among names of files
_SUBMODULE = b"160000 "  # the mode of an entry that is a commit of another repository
_LOG = (
    "-c", "log.showRoot=true", "-c", "diff.relative=false",
    "log", f"-{MOST_COMMITS}", "-z", "--format=%x01%H", "--name-only", "--no-renames", "--no-color",
    "--no-show-signature", "--no-ext-diff", "--no-textconv",
)  # fmt: skip


class History(Alike, Struct, frozen=True, eq=False):
    """For each commit, the newest first, the paths that it changed, relative to the context.

    `tracked` are the files that git knows: of all others the history says nothing. `modules` are
    the submodules among them, each one entry for all that lies in it. `why` says why there is no
    history; empty where there is one.
    """

    commits: tuple[frozenset[str], ...] = ()
    tracked: frozenset[str] = frozenset()
    why: str = ""
    modules: frozenset[str] = frozenset()
    _bits: dict[str, int] = field(default_factory=dict)

    def _alike(self) -> tuple[object, ...]:
        return self.commits, self.tracked, self.why, self.modules

    @classmethod
    def of(cls, commits: Iterable[Iterable[str]], tracked: Iterable[str] | None = None) -> History:
        """A history by hand; without `tracked`, git knows every file that is named."""
        sets = tuple(map(frozenset, commits))
        return cls(sets, frozenset().union(*sets) if tracked is None else frozenset(tracked))

    @classmethod
    def none(cls, why: str) -> History:
        return cls(why=why)

    def __len__(self) -> int:
        return len(self.commits)

    def __bool__(self) -> bool:
        return not self.why

    def below(self, directory: str) -> History:
        """The history seen from a directory of the repository; the root is `.`."""
        if directory == "." or not self:
            return self
        start = f"{directory}/"

        def inside(paths: Collection[str]) -> frozenset[str]:
            return frozenset(p[len(start) :] for p in paths if p.startswith(start))

        commits = tuple(map(inside, self.commits))
        return History(commits, inside(self.tracked), modules=inside(self.modules))

    def without(self, hidden: Callable[[str], bool]) -> History:
        """The history of what is not hidden; commits that touch none of it do not count."""
        seen = {p for p in frozenset().union(*self.commits) if not hidden(p)}
        return replace(self, commits=tuple(c & seen for c in self.commits if c & seen))

    def entry(self, path: str) -> str:
        """What git knows a file by: itself, or the submodule that it lies in; empty: not at all."""
        if path in self.tracked:
            return path
        return next((m for m in self.modules if path.startswith(f"{m}/")), "")

    def changes(self, chosen: Callable[[str], bool]) -> int:
        """The commits, as bits, that changed any of the chosen paths."""
        if not self._bits:
            for at, commit in enumerate(self.commits):
                for path in commit:
                    self._bits[path] = self._bits.get(path, 0) | 1 << at
        found = 0
        for path, bits in self._bits.items():
            if chosen(path):
                found |= bits
        return found


def read(directory: Path) -> History:
    """The history of a directory on the disk. Never raises; a repository is asked once."""
    real = Path(os.path.realpath(directory))
    top = repository_of(real)
    if top is None:
        return History.none("the build context is in no git repository")
    return _repository(top, state_of(top)).below(real.relative_to(top).as_posix())


def repository_of(real: Path) -> Path | None:
    """The top of the work tree that a directory, given without links, lies in."""
    return next((d for d in (real, *real.parents) if os.path.lexists(d / ".git")), None)


@lru_cache(maxsize=4)
def _repository(top: Path, state: object) -> History:
    from lambdafix.context.git import NoGit, ask  # most runs ask nothing of git

    try:
        about = ask(top, "rev-parse", "--is-shallow-repository", "--show-toplevel")
        shallow, _, root = os.fsdecode(about).rstrip("\n").partition("\n")
        if os.path.realpath(root) != str(top):
            return History.none("the build context is in no git repository")
        if shallow != "false":
            return History.none("the clone is shallow")
        log = ask(top, *_LOG, seconds=MOST_SECONDS)
        listed = ask(top, "ls-files", "-z", "--cached", "--stage", seconds=MOST_SECONDS)
    except NoGit as no:
        return History.none(f"{no.message}; {no.hint.rstrip('.')}" if no.hint else no.message)
    entries = [entry.partition(b"\t")[::2] for entry in listed.split(b"\0") if entry]
    modules = (path for facts, path in entries if facts.startswith(_SUBMODULE))
    return History(
        _commits(log),
        frozenset(os.fsdecode(path) for _, path in entries),
        modules=frozenset(map(os.fsdecode, modules)),
    )


def _commits(log: bytes) -> tuple[frozenset[str], ...]:
    """What the log names; git puts a line break between a commit's own line and its first name."""
    commits: list[set[str]] = []
    for item in log.split(b"\0"):
        if item.startswith(_COMMIT):
            commits.append(set())
        elif item:
            commits[-1].add(os.fsdecode(item if commits[-1] else item.removeprefix(b"\n")))
    return tuple(map(frozenset, commits))


def git_directory(top: Path) -> Path:
    """Where git keeps what it knows of a work tree; raises OSError or ValueError."""
    git = top / ".git"
    if git.is_file():  # a work tree or a submodule: the file says where its own directory is
        return top / git.read_text().removeprefix("gitdir:").strip()
    return git


def state_of(top: Path) -> tuple[tuple[int, int], ...]:
    """What changes with every commit, checkout and fetch: what git said is kept for as long."""
    try:
        git = git_directory(top)
        return tuple(_stamp(git / name) for name in ("HEAD", "index", "logs/HEAD", "shallow"))
    except (OSError, ValueError):
        return ()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
