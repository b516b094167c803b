"""How two images are looked at so that what a step may change does not count as a difference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct, field

from lambdafix.codemod import (
    Allowance,
    Dropped,
    Fetched,
    LeftBehind,
    Moved,
    Parted,
    Pruned,
    Rebased,
    Renamed,
    Reworded,
    Supplied,
)
from lambdafix.semantics.areas import below
from lambdafix.semantics.commands.call import Deposit
from lambdafix.semantics.commands.system.accounts import MAKING
from lambdafix.syntax.tree import Instruction


def bare(name: str) -> str:
    """A package or a requirement without version and extras: `poetry==2.1` is poetry."""
    match = re.match(r"[\w.+-]+", name)
    return match[0].lower() if match else name


class Lens(Struct, frozen=True, dict=True):
    """An allowance as a pair of glasses: both images are seen through the same."""

    moved: tuple[Moved, ...] = ()
    images: dict[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    renamed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_behind: frozenset[str] = frozenset()
    supplied: frozenset[str] = frozenset()
    reworded: dict[str, str] = field(default_factory=dict)
    parted: dict[str, tuple[Instruction, ...]] = field(default_factory=dict)  # by the RUN's body
    fetched: frozenset[str] = frozenset()  # bodies of RUNs
    pruned: frozenset[str] = frozenset()

    @classmethod
    def of(cls, allowance: Iterable[Allowance]) -> Lens:
        allowance = tuple(allowance)
        return cls(
            tuple(a for a in allowance if isinstance(a, Moved)),
            {a.before: a.after for a in allowance if isinstance(a, Rebased)},
            frozenset(a.what for a in allowance if isinstance(a, Dropped)),
            {a.before: a.after for a in allowance if isinstance(a, Renamed)},
            frozenset(a.what for a in allowance if isinstance(a, LeftBehind)),
            frozenset(a.what for a in allowance if isinstance(a, Supplied)),
            {a.before: a.after for a in allowance if isinstance(a, Reworded)},
            {a.before.body: a.after for a in allowance if isinstance(a, Parted)},
            frozenset(a.run.body for a in allowance if isinstance(a, Fetched)),
            frozenset(a.place for a in allowance if isinstance(a, Pruned)),
        )

    def instructions(self, stage: Iterable[Instruction]) -> tuple[Instruction, ...]:
        """The instructions of a stage, with those for one that may be parted."""
        runs = ((i,) if i.keyword != "RUN" else self.parted.get(i.body, (i,)) for i in stage)
        return tuple(i for several in runs for i in several)

    def fetches(self, instruction: Instruction) -> bool:
        """Whether what a RUN leaves does not count: a build behind it leaves the same."""
        return instruction.keyword == "RUN" and instruction.body in self.fetched

    def path(self, path: str) -> str:
        """Where a path is once the moves are made."""
        for move in self.moved:
            if below(path, move.before):
                return move.after + path[len(move.before) :]
        return path

    def image(self, text: str) -> str:
        return self.images.get(text, text)

    def items(self, names: frozenset[str]) -> frozenset[str]:
        """Package names, renamed, less the dropped ones."""
        renamed = (n for name in names for n in self.renamed.get(name, (name,)))
        return frozenset(n for n in renamed if bare(n) not in self.dropped)

    def stay(self, names: frozenset[str]) -> frozenset[str]:
        """The package names that may not be left behind."""
        return frozenset(n for n in names if bare(n) not in self.left_behind)

    def prunes(self, deposit: Deposit) -> bool:
        """Whether all that was done is to prune packages where that does not count."""
        places = {a.path for a in deposit.areas}
        prune = deposit.semantic[:1] == ("node",) and deposit.semantic[2:3] == ("prune",)
        return prune and bool(places & self.pruned)

    def forgets(self, deposit: Deposit) -> bool:
        """Whether all that was done is to make users that do not count."""
        made = deposit.semantic[0] in MAKING and bool(deposit.areas)
        return made and all(self.drops(a.path) for a in deposit.areas)

    def drops(self, path: str) -> bool:
        """Whether a path of the final image does not count."""
        return f"{path}/".startswith(self._dropped_places)

    def leaves_behind(self, path: str) -> bool:
        """Whether a path may be missing in the final image; if it is there, it is the same."""
        return f"{path}/".startswith(self._places_behind)

    @cached_property
    def _dropped_places(self) -> tuple[str, ...]:
        return self._places(self.dropped)

    @cached_property
    def _places_behind(self) -> tuple[str, ...]:
        return self._places(self.left_behind)

    def _places(self, gone: frozenset[str]) -> tuple[str, ...]:
        """The paths among these names, and where they are once the moves are made."""
        paths = [d for d in gone if d.startswith("/")]
        return tuple(f"{p.rstrip('/')}/" for p in (*paths, *map(self.path, paths)))

    def text(self, value: object) -> object:
        """Any semantic value with moved paths and images renamed in its strings."""
        if isinstance(value, str):
            value = self.reworded.get(value, value)
            for pattern, after in self._patterns:
                value = pattern.sub(after, value)
            return value
        if isinstance(value, tuple):
            return tuple(self.text(v) for v in value)
        if isinstance(value, frozenset):
            return frozenset(self.text(v) for v in value)
        return value

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        moves = ((m.before, m.after) for m in self.moved)
        return tuple(
            (re.compile(rf"(?<![\w./-]){re.escape(before)}(?![\w.-])"), after.replace("\\", r"\\"))
            for before, after in (*moves, *self.images.items())
        )
