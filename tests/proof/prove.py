"""The long run: many cases, each step of each rewrite built before and after.

python -m tests.proof.prove --cases 10000 [--shards 2] [--seed 0] [--keep DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.proof.allowed import difference
from tests.proof.executor import Executor
from tests.proof.fold import turns
from tests.proof.generator.case import Case
from tests.proof.generator.files import cases
from tests.proof.smaller import kind, smaller


def wrong(case: Case, executor: Executor, counted: Counter[str]) -> str:
    """What a rewrite of this case does wrong, as words; empty if nothing. Counts what it saw."""
    before = executor.build(case.text, case.files)
    if before[-1].failed:
        counted["does not build"] += 1
        counted["fails: " + before[-1].failed.split(":")[0].split(" ")[0]] += 1
        return ""
    counted["built"] += 1
    found = turns(case.text, case.files)
    if isinstance(found, str):
        counted["left alone"] += 1
        return ""
    for turn in found:
        if turn.withdrawn:
            counted["withdrawn"] += 1
            return f"{turn.codemod} was withdrawn: {turn.withdrawn}"
        after = executor.build(turn.after, turn.files)
        differs = difference(before, after, turn.allowance)
        if differs:
            return f"{turn.codemod}: {differs}"
        counted[turn.codemod] += 1
        before = after
    counted["rewritten"] += bool(found)
    counted["steps"] += len(found)
    return ""


Found = tuple[Counter[str], list[tuple[Case, str]], set[bytes]]


def shard(task: tuple[int, int, Path]) -> Found:
    """Cases by one seed. What goes wrong is saved at once: a long run may be ended early."""
    number, count, keep = task
    counted, failures = Counter[str](), list[tuple[Case, str]]()
    executor, seen = Executor(), set[bytes]()

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def prove(case: Case) -> None:
        key = hashlib.blake2b(repr((case.text, sorted(case.files.items()))).encode()).digest()
        counted["drawn"] += 1
        if key in seen:
            return
        seen.add(key)
        counted["distinct"] += 1
        problem = wrong(case, executor, counted)
        if problem:
            counted["wrong"] += 1
            failures.append((case, problem))
            save(keep / f"found-{number}-{counted['distinct']:05}", case, problem)
        if counted["distinct"] % 250 == 0:
            print(
                f"shard {number}: {counted['distinct']} cases, {counted['wrong']} wrong", flush=True
            )

    try:
        prove()
    finally:
        executor.close()
    return counted, failures, seen


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--shards", type=int, default=multiprocessing.cpu_count())
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--keep", type=Path, default=Path("build/proof"))
    asked = arguments.parse_args()
    start = time.monotonic()
    each = -(-asked.cases // asked.shards)
    tasks = [(asked.seed * 1000 + n, each, asked.keep) for n in range(asked.shards)]
    with multiprocessing.Pool(asked.shards) as pool:
        results = pool.map(shard, tasks, chunksize=1)
    counted = sum((c for c, _, _ in results), Counter[str]())
    failures = [f for _, some, _ in results for f in some]
    counted["distinct"] = len(set().union(*(seen for _, _, seen in results)))
    for name, number in sorted(counted.items()):
        print(f"{number:8}  {name}")
    print(f"{time.monotonic() - start:8.0f}  seconds")
    return report(failures, asked.keep)


def report(failures: list[tuple[Case, str]], keep: Path) -> int:
    """Say what went wrong, each kind once, as small as can be; the files lie below `keep`."""
    kinds: dict[str, list[tuple[Case, str]]] = {}
    for case, problem in failures:
        kinds.setdefault(kind(problem), []).append((case, problem))
    executor = Executor()

    def again(case: Case) -> str:
        return wrong(case, executor, Counter())

    for at, some in enumerate(sorted(kinds.values(), key=len, reverse=True)):
        first, problem = min(some, key=lambda found: len(found[0].text))
        case = smaller(first, again)
        save(keep / f"{at:03}-as-found", first, problem)
        save(keep / f"{at:03}", case, again(case) or f"(not seen again) {problem}")
        print(f"WRONG {len(some)} times, {keep}/{at:03}: {again(case)}\n{case.text}")
    executor.close()
    return bool(failures)


def save(where: Path, case: Case, problem: str) -> None:
    """A case as files that a person can look at and `read_case` reads."""
    where.mkdir(parents=True, exist_ok=True)
    (where / "Dockerfile").write_text(case.text)
    (where / "rewritten").write_text(_last(case))
    (where / "problem.txt").write_text(problem + "\n")
    files = {p: t if isinstance(t, str) else t.hex() for p, t in case.files.items()}
    (where / "context.json").write_text(json.dumps(files, indent=1))


def _last(case: Case) -> str:
    found = turns(case.text, case.files)
    return found[-1].after if isinstance(found, list) and found else str(found)


if __name__ == "__main__":
    sys.exit(main())
