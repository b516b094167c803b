"""The proof can fail: parts of semantics/ are taken out one by one, and each has to be noticed.

    python -m tests.proof.mutants [--cases 300] [--shards 2] [--only WORDS]

Noticed is what a mutation lets through: a wrong tree, a step that the invariants withdraw (or an
exception), and, where no case of the proof shows it, a golden case that comes out otherwise. What
compares images is also asked about guesses (guesses.py) that real builds show to be wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from random import Random

from tests.proof import directed
from tests.proof.allowed import difference
from tests.proof.executor import Executor
from tests.proof.fold import Turn, turns
from tests.proof.generator.case import Case
from tests.proof.generator.choice import Chooser
from tests.proof.generator.files import case_of
from tests.proof.guesses import Guess, guesses
from tests.proof.mutations import Mutation, mutations, noted, reckless
from tests.proof.stage import Stage

GOLDEN = Path(__file__).parents[2] / "golden"


@dataclass
class Bench:
    """The cases that mutations are tried on, with what comes out without any mutation."""

    cases: list[Case]
    goldens: list[Case] = field(default_factory=list)
    guessed: list[Case] = field(default_factory=list)
    executor: Executor = field(default_factory=Executor)
    usual: dict[tuple[bool, int], list[Turn] | str] = field(default_factory=dict)
    built: dict[int, list[Stage]] = field(default_factory=dict)
    hits: Counter[int] = field(default_factory=Counter)
    unchanged: list[list[Turn] | str] = field(default_factory=list)

    def noticed(self, mutation: Mutation) -> str:
        """What notices the mutation, as words; empty if nothing does."""
        if mutation.states[0] and mutation.states not in self.stated:
            return "never stated"
        if mutation.reckless and (passed := self._passing(mutation)):
            return passed
        order = sorted(range(len(self.cases)), key=lambda at: -self.hits[at])
        for at in order:
            self.expected(at, rash=mutation.reckless)
        with reckless() if mutation.reckless else nullcontext(), mutation.apply():
            for at in order:
                found = self._tried(at, mutation)
                if found:
                    self.hits[at] += 1
                    return found
        if mutation.reckless:
            return ""
        if not self.unchanged:
            self.unchanged = [said(g) for g in self.goldens]
        with mutation.apply():
            changed = [at for at, g in enumerate(self.goldens) if said(g) != self.unchanged[at]]
        if changed:
            return f"golden: {len(changed)} come out otherwise"
        return ""

    @cached_property
    def stated(self) -> set[tuple[str, str]]:
        """What readers and instructions state in some case; to take the rest out does nothing."""
        found = set[tuple[str, str]]()
        with noted(found):
            for case in (*self.cases, *self.goldens):
                said(case)
        return found

    @cached_property
    def wrong_guesses(self) -> list[Guess]:
        """What the comparison of the images finds to differ, and real builds show to differ."""
        all_guesses = (g for case in self.guessed for g in guesses(case, self.executor))
        return [g for g in all_guesses if g.found()]

    def _passing(self, mutation: Mutation) -> str:
        """The first wrong guess that the comparison lets pass with the mutation."""
        with mutation.apply():
            for at, guess in enumerate(self.wrong_guesses):
                try:
                    found = guess.found()
                except Exception as error:  # noqa: BLE001  (a mutation may break anything)
                    return f"exception: {type(error).__name__}: {error}"
                if not found:
                    self.wrong_guesses.insert(0, self.wrong_guesses.pop(at))
                    return f"wrong guess passes: {guess.differs}"
        return ""

    def expected(self, at: int, *, rash: bool) -> list[Turn] | str:
        """What a case becomes without a mutation."""
        if (rash, at) not in self.usual:
            with reckless() if rash else nullcontext():
                self.usual[rash, at] = said(self.cases[at])
        return self.usual[rash, at]

    def _tried(self, at: int, mutation: Mutation) -> str:
        case = self.cases[at]
        found = said(case)
        if found == self.expected(at, rash=mutation.reckless):
            return ""
        if isinstance(found, str):
            return f"exception: {found}" if found.startswith("!") else ""
        usual = self.expected(at, rash=mutation.reckless)
        before = [t.withdrawn for t in usual] if isinstance(usual, list) else []
        new = [t.withdrawn for t in found if t.withdrawn and t.withdrawn not in before]
        if new and not mutation.reckless:
            return f"withdrawn: {new[0]}"
        wrong = self._wrong(at, found)
        # a case that comes out wrong without the mutation says nothing of it
        if not wrong or (isinstance(usual, list) and self._wrong(at, usual)):
            return ""
        return f"wrong tree: {wrong}"

    def _wrong(self, at: int, found: list[Turn]) -> str:
        case = self.cases[at]
        if at not in self.built:
            self.built[at] = self.executor.build(case.text, case.files)
        before = self.built[at]
        if before[-1].failed:
            return ""
        for turn in (t for t in found if not t.withdrawn):
            after = self.executor.build(turn.after, turn.files)
            differs = difference(before, after, turn.allowance)
            if differs:
                return f"{turn.codemod}: {differs}"
            before = after
        return ""


def said(case: Case) -> list[Turn] | str:
    """What the rewrite makes of a case; an exception is a `!` and its name."""
    try:
        return turns(case.text, case.files)
    except Exception as error:  # noqa: BLE001  (a mutation may break anything)
        return f"!{type(error).__name__}: {error}"[:90]


def drawn(count: int, seed: int = 0) -> list[Case]:
    return [case_of(Chooser(Random(seed * 1_000_003 + n))) for n in range(count)]


@cache
def goldens() -> tuple[Case, ...]:
    out = list[Case]()
    for where in sorted(p for p in GOLDEN.iterdir() if p.is_dir()):
        dockerfile = where / "Dockerfile"
        if not dockerfile.is_file():
            continue
        files: dict[str, str | bytes] = {
            p.relative_to(where).as_posix(): p.read_bytes()
            for p in sorted(where.rglob("*"))
            if p.is_file() and p.name not in ("after.Dockerfile", "report.txt", "case.toml")
        }
        out.append(Case(dockerfile.read_bytes().decode("utf-8", "replace"), files))
    return tuple(out)


def bench(count: int, seed: int = 0) -> Bench:
    by_hand = list(directed.CASES.values())
    return Bench([*by_hand, *drawn(count, seed)], list(goldens()), by_hand)


def shard(task: tuple[int, int, int, str]) -> list[tuple[str, str]]:
    """Every so many of the mutations, tried in this process."""
    number, shards, count, only = task
    some = [m for m in mutations() if only in m.name]
    work, out = bench(count), list[tuple[str, str]]()
    for mutation in some[number::shards]:
        out.append((mutation.name, work.noticed(mutation)))
        print(f"{out[-1][0]:70} {out[-1][1][:80] or 'SURVIVES'}", flush=True)
    work.executor.close()
    return out


def main(words: Sequence[str] | None = None) -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=300)
    arguments.add_argument("--shards", type=int, default=multiprocessing.cpu_count())
    arguments.add_argument("--only", default="")
    arguments.add_argument("--part", default="", help="2/3: the second of three parts alone")
    asked = arguments.parse_args(words)
    tasks = [(n, asked.shards, asked.cases, asked.only) for n in range(asked.shards)]
    if asked.part:
        number, _, parts = asked.part.partition("/")
        results = shard((int(number) - 1, int(parts), asked.cases, asked.only))
    else:
        with multiprocessing.Pool(asked.shards) as pool:
            results = [r for some in pool.map(shard, tasks, chunksize=1) for r in some]
    survivors = sorted(name for name, noticed in results if not noticed)
    by_what = Counter(noticed.split(":")[0] or "survives" for _, noticed in results)
    print(f"\n{len(results)} mutations: {dict(by_what)}")
    for name in survivors:
        print(f"SURVIVES {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
