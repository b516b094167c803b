"""Files over processes, where that pays: starting one costs as much as rewriting many files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome

# A process that loads the core is worth about this many files (benchmarks/processes.py).
FILES_PER_PROCESS = 20

Work = Callable[[Target, Request], Outcome]


def processes(files: int, asked: int | None) -> int:
    """How many processes to use: what the user asked for, else as many as pay."""
    if asked is not None:
        return max(1, min(asked, files))
    return max(1, min(os.cpu_count() or 1, files // FILES_PER_PROCESS))


def side_by_side(
    work: Work, targets: Sequence[Target], request: Request, number: int
) -> list[Outcome]:
    """`work` done on every target by so many processes; the outcomes in the targets' order.

    A process that dies (out of memory, say) fails the files that had no outcome yet, no others.
    """
    if number == 1:
        return [work(target, request) for target in targets]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # spawn: the same everywhere, and safe whatever threads a caller of the library has.
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(work, target, request) for target in targets]
        outcomes = []
        for target, future in zip(targets, futures, strict=True):
            try:
                outcomes.append(future.result())
            except BrokenProcessPool:
                died = Failure("a process of lambdafix died", "Try -j 1.", exit_code=OUR_BUG)
                outcomes.append(Outcome(target.path, named=target.named, failure=died))
        return outcomes
