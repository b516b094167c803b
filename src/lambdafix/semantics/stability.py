"""Which step had better stand before which: AWS's rule is to go from stable to changing.

The author's word counts most, then the kind of a step, then what history says of files of the
build context, where it is clear. What is left keeps the author's order.
Source: AWS Compute Blog 2021, "Optimizing Lambda functions packaged as container images".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from lambdafix.context.history import History
from lambdafix.semantics.changes import Change
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.hints import of_file, of_instruction
from lambdafix.semantics.order import Behind, above
from lambdafix.semantics.rates import WORDS, Rate, said_above
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Copy

_NO_HISTORY = History.none("it was not asked")


class Kind(IntEnum):
    """From what changes least to what changes most."""

    OS_PACKAGES = 0
    OTHER_IMAGES = 1  # extensions, layers, tools copied from an image or fetched by address
    DEPENDENCIES = 2  # packages of the language, and the manifests that they are read from
    SOURCE = 3  # files of the build context


# From what changes least to what changes most: where the author's words stand among the kinds.
# `weekly` is what source counts as anyway.
_OF_RATE = {
    Rate.NEVER: 0,
    Rate.RARELY: 3,
    Rate.MONTHLY: 5,
    Rate.WEEKLY: 6,
    Rate.DAILY: 7,
}
_OF_KIND = {
    Kind.OS_PACKAGES: 1,
    Kind.OTHER_IMAGES: 2,
    Kind.DEPENDENCIES: 4,
    Kind.SOURCE: 6,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a step changes, as far as it is said: by its kind, or by the author's word.

    `rank` orders both; None: nobody has said anything, and the step wishes nothing.
    """

    kind: Kind | None = None
    said: Rate | None = None
    rank: int | None = None

    @classmethod
    def of(cls, kind: Kind) -> Standing:
        """That of a step of which only the kind is known."""
        return cls(kind, None, _OF_KIND[kind])

    def is_clearly_before(self, other: Standing) -> bool:
        """Whether it had better stand first: by the word, or the rank of its kind; then by kind."""
        if self.rank is None or other.rank is None or self.rank != other.rank:
            return self.rank is not None and other.rank is not None and self.rank < other.rank
        return self.kind is not None and other.kind is not None and self.kind < other.kind

    def leaves_to_history(self, other: Standing) -> bool:
        """Whether only the history can tell which of the two changes less."""
        return self.kind is other.kind is Kind.SOURCE and self.rank == other.rank


def standings(steps: Sequence[Step], said: Sequence[tuple[str, str]] = ()) -> tuple[Standing, ...]:
    """Of each step; `said` are patterns of the settings, each with a word of the author's."""
    return tuple(
        _standing(step, kind, own, said)
        for step, kind, own in zip(steps, kinds(steps), own_kinds(steps), strict=True)
    )


def _standing(
    step: Step, kind: Kind | None, own: Kind | None, said: Sequence[tuple[str, str]]
) -> Standing:
    rate = said_above(step.instruction)
    word = of_instruction(said, step.instruction)
    if rate is None and word is not None:
        rate = WORDS[word]
    if isinstance(rate, Rate):
        return Standing(kind, rate, _OF_RATE[rate])
    rates = [WORDS[hint[1]] if (hint := of_file(said, f)) else None for f in taken(step)]
    named = max((r for r in rates if r is not None), default=None)
    rank = None if kind is None else _OF_KIND[kind]
    if named is None:
        return Standing(kind, None, rank)
    # what nobody speaks of changes as its kind does, and so does a layer that it is in
    rest = _OF_KIND[own] if None in rates and own is not None else 0
    if rest > _OF_RATE[named]:
        return Standing(kind, None, rank)
    return Standing(kind, named, _OF_RATE[named])


def taken(step: Step) -> tuple[str, ...]:
    """The files of the build context that a step copies; of what is not there, the source."""
    files = [context for _, context in step.effect.files.values() if context is not None]
    missing = [str(d.semantic[1]) for d in step.effect.deposits if d.semantic[0] == "context"]
    return (*files, *missing)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What each step of a stage wishes; `changes` is empty where history is not asked."""

    standings: tuple[Standing, ...]
    changes: tuple[Change, ...] = ()
    history: History = _NO_HISTORY

    def asks_history(self, behind: Behind) -> bool:
        """Whether there are two steps that could swap and of which only history can tell."""
        over = above(behind)
        return any(
            one.leaves_to_history(other) and not over[j] >> i & 1
            for j, other in enumerate(self.standings)
            for i, one in enumerate(self.standings[:j])
        )

    def clear(self, one: int, other: int) -> bool:
        """Whether the first had better stand before the second, by word or kind."""
        return self.standings[one].is_clearly_before(self.standings[other])

    def measured(self, one: int, other: int) -> bool:
        """Whether the first had better stand before the second, by history alone."""
        return (
            bool(self.changes)
            and self.standings[one].leaves_to_history(self.standings[other])
            and self.changes[one].is_clearly_rarer(self.changes[other], self.history)
        )


def kinds(steps: Sequence[Step]) -> tuple[Kind | None, ...]:
    """The kind of each step; None where it has no wish, because nothing would come of it.

    Files that another COPY of source brings too, with more, need not stand behind an install that
    has to stay behind that one. A manifest need not stand before source that its own install has
    to stay behind.
    """
    own = own_kinds(steps)
    sources = [i for i, kind in enumerate(own) if kind is Kind.SOURCE]
    out = list(own)
    for at, step in enumerate(steps):
        if own[at] is Kind.SOURCE and _moves_for_nothing(steps, at, sources):
            out[at] = None
        if own[at] is Kind.DEPENDENCIES and step.instruction.keyword != "RUN":
            readers = [i for i in range(at + 1, len(steps)) if _reads(steps[i], step)]
            if any(_needs(steps, s, r) for r in readers for s in sources if s < r):
                out[at] = None
    return tuple(out)


def _moves_for_nothing(steps: Sequence[Step], at: int, sources: Sequence[int]) -> bool:
    wider = [i for i in sources if i != at and _brings(steps[i], steps[at])]
    later = [j for j in range(at + 1, len(steps)) if steps[j].effect.installs]
    return bool(wider and later) and all(
        any(_needs(steps, i, j) for i in wider if i < j) for j in later
    )


def _brings(first: Step, second: Step) -> bool:
    """Whether all files of the context that the second copies, and more, come with the first."""
    files = {c for _, c in second.effect.files.values()}
    return None not in files and files < {c for _, c in first.effect.files.values()}


def _reads(step: Step, copy: Step) -> bool:
    shared = copy.effect.files.keys() & set(step.effect.manifests)
    return step.instruction.keyword == "RUN" and bool(shared)


def own_kinds(steps: Sequence[Step]) -> tuple[Kind | None, ...]:
    """The kind of each step by what it is, whatever it depends on."""
    manifests = {m for s in steps for m in s.effect.manifests}
    return tuple(_kind(step, manifests) for step in steps)


def _needs(steps: Sequence[Step], first: int, second: int) -> bool:
    """Whether the second step has to stay behind the first, by itself or through one between."""
    reached = [first]
    for at in range(first + 1, second + 1):
        if any(conflict(steps[r].effect, steps[at].effect) for r in reached):
            reached.append(at)
    return second in reached


def _kind(step: Step, manifests: set[str]) -> Kind | None:
    effect = step.effect
    match step.instruction.keyword:
        case "RUN" if effect.installs or effect.manifests:
            return Kind.DEPENDENCIES
        case "RUN" if effect.packages:
            return Kind.OS_PACKAGES
        case "COPY" | "ADD":
            copy = Copy.of(step.instruction, step.at.escape)
            return _copied(step, copy, manifests)
        case _:
            return None


def _copied(step: Step, copy: Copy, manifests: set[str]) -> Kind | None:
    effect = step.effect
    origin = step.at.scope.expand(copy.flags.get("from", "") or "").lower()
    if origin in step.at.stages:
        ours = any(context is not None for _, context in effect.files.values())
        only_manifests = effect.files.keys() <= manifests
        if ours and not only_manifests:
            return Kind.SOURCE
        return Kind.DEPENDENCIES if effect.carried and not effect.deposits else None
    if origin or (copy.add and any("://" in s for s in copy.sources)):
        return Kind.OTHER_IMAGES
    if effect.files and effect.files.keys() <= manifests:
        return Kind.DEPENDENCIES
    return Kind.SOURCE
