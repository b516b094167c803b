"""What a replay found for one file, as a value, and what the whole replay ends with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from lambdafix.report.outcome import Failure

if TYPE_CHECKING:
    from lambdafix.context.commits import Commit, Commits
    from lambdafix.verify.replay import Cost
    from lambdafix.verify.side import Side

# What every figure rests on; printed with it.
_ESTIMATED = (
    "Bytes of what RUN leaves are estimates by its kind, the same before and after, unless the "
    "settings say them; no image was measured."
)
_MEASURED = (
    "Bytes of a RUN are those of its layer in the image, also where the rewrite installs the same "
    "by other words; of a RUN that the image does not tell of (one of a build stage) they are "
    "estimates by its kind."
)
ASSUMED = (
    _ESTIMATED,
    "At every commit the Dockerfile, its rewrite, the ignore file, links and build arguments are "
    "those of today; base images and what is fetched do not change. A submodule changes whole.",
    "A build argument that is called as a stamp (GIT_SHA, BUILD_DATE) has a new value at every "
    "commit, so that every RUN behind it runs again.",
    "Every commit of the branch that changes the build context is one build, a merge is one; its "
    "cache holds the build before and no older one.",
    "A RUN that runs again leaves something new, if only times; a layer that is remade is pushed "
    "whole.",
    "What a build stage makes is remade there and again where it is copied, but pushed once.",
)
SHALLOW = "The clone is shallow: older commits are not there."
GUESSED = "The clone lacks old files: they count with the bytes of today."


class Pair(NamedTuple):
    """A figure before and after."""

    before: int
    after: int

    @property
    def saved(self) -> float:
        """The share that is saved; negative where it got worse, 0 where there was nothing."""
        return 1 - self.after / self.before if self.before else 0.0


class Dear(NamedTuple):
    """A commit, and the bytes that were pushed for it."""

    commit: Commit
    pushed: Pair


class Replayed(Struct, frozen=True):
    """One file: its two sides, or why it was not played.

    `idle`: there is no rewrite to compare with. `named`: the user named the file itself, not a
    directory around it.
    """

    path: str
    named: bool = True
    history: Commits | None = None
    before: Side | None = None
    after: Side | None = None
    idle: str = ""
    failure: Failure | None = None
    measured: bool = False  # the bytes of RUN lines are those of an image

    @property
    def costs(self) -> tuple[Cost, Cost] | None:
        """What all commits together cost, before and after; None where nothing was played."""
        if self.before is None or self.after is None:
            return None
        return self.before.played.total, self.after.played.total

    @property
    def builds(self) -> Pair:
        """How many commits remade a layer."""
        sides = (side.played.builds if side else 0 for side in (self.before, self.after))
        return Pair(*sides)

    @property
    def notes(self) -> tuple[str, ...]:
        """What makes this file's figures less sure than they are elsewhere."""
        if self.history is None:
            return ()
        said = ((self.history.shallow, SHALLOW), (self.history.guessed, GUESSED))
        return tuple(words for is_so, words in said if is_so)

    def dearest(self, number: int) -> tuple[Dear, ...]:
        """The commits that cost most as the file is, the dearest first; none that cost nothing."""
        if self.history is None or self.before is None or self.after is None:
            return ()
        sides = zip(self.before.played.costs, self.after.played.costs, strict=True)
        pushed = (Pair(old.pushed_bytes, new.pushed_bytes) for old, new in sides)
        found = [Dear(c, p) for c, p in zip(self.history.commits, pushed, strict=True) if p.before]
        return tuple(sorted(found, key=lambda d: d.pushed.before, reverse=True)[:number])


def assumed(files: Sequence[Replayed]) -> tuple[str, ...]:
    """What the figures of these files rest on."""
    measured = any(file.measured for file in files)
    return (_MEASURED, *ASSUMED[1:]) if measured else ASSUMED


def total(files: Sequence[Replayed]) -> tuple[Cost, Cost]:
    """What all files that were played cost together; there is one at least."""
    before, after = zip(*(file.costs for file in files if file.costs), strict=True)
    return type(before[0]).all(before), type(after[0]).all(after)


def exit_code(files: Sequence[Replayed]) -> int:
    """0, unless a file could not be played: then the worst of their codes."""
    return max((file.failure.exit_code for file in files if file.failure), default=0)
