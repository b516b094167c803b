"""Files over processes, where that pays: starting one costs as much as rewriting many files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome

# Measured on 2 cores: two processes take 0.35 s to start and load the core, a file 50 ms; 8 files
# took 0.7 s in this process and 0.8 s in two, 16 files 1.0 and 0.9, 128 files 6.7 and 4.2.
FILES_PER_PROCESS = 8

Work = Callable[[Target, Request], Outcome]


def processes(files: int, asked: int | None) -> int:
    """How many processes to use: what the user asked for, else as many as pay."""
    if asked is not None:
        return max(1, min(asked, files))
    return max(1, min(os.cpu_count() or 1, files // FILES_PER_PROCESS))


def side_by_side(
    work: Work, targets: Sequence[Target], request: Request, number: int
) -> list[Outcome]:
    """`work` done on every target by so many processes; the outcomes in the targets' order."""
    if number == 1:
        return [work(target, request) for target in targets]
    done = _in_a_pool(work, targets, request, number)
    for target in targets[len(done) :]:
        # A process died (out of memory, say) and took the pool along: alone, each of the files
        # that are left shows whether it is the one.
        alone = _in_a_pool(work, [target], request, 1)
        died = Failure("the process that rewrote this file died", exit_code=OUR_BUG)
        done += alone or [Outcome(target.path, named=target.named, failure=died)]
    return done


def _in_a_pool(
    work: Work, targets: Sequence[Target], request: Request, number: int
) -> list[Outcome]:
    """The outcomes up to the first that is missing because a process died."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    done: list[Outcome] = []
    # spawn: the same everywhere, and safe whatever threads a caller of the library has.
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        try:
            futures = [pool.submit(work, target, request) for target in targets]
            for future in futures:
                done.append(future.result())
        except BrokenProcessPool:
            return done
    return done
