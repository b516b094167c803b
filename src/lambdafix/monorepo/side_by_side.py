"""Files over processes, where that pays: starting one costs as much as rewriting many files."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING

from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

# Measured on 2 cores: two processes take 0.35 s to start and load the core, a file 50 ms; 8 files
# took 0.7 s in this process and 0.8 s in two, 16 files 1.0 and 0.9, 128 files 6.7 and 4.2.
FILES_PER_PROCESS = 8

Work = Callable[[Target, Request], Outcome]


def processes(files: int, asked: int | None) -> int:
    """How many processes to use: what the user asked for, else as many as pay."""
    if asked is not None:
        return max(1, min(asked, files))
    return max(1, min(os.cpu_count() or 1, files // FILES_PER_PROCESS))


def side_by_side(work: Work, targets: Iterable[Target], request: Request) -> list[Outcome]:
    """`work` done on every target by as many processes as pay; outcomes in the targets' order.

    `targets` are asked for one by one while others are worked on.
    """
    waiting = iter(targets)
    first = list(islice(waiting, request.jobs or FILES_PER_PROCESS * (os.cpu_count() or 1)))
    number = processes(len(first), request.jobs)
    if number == 1:
        return [work(target, request) for target in chain(first, waiting)]
    given: list[Target] = []
    done = _in_a_pool(work, _noted(chain(first, waiting), given), request, number)
    given += waiting  # where the pool broke before it had them all
    for target in given[len(done) :]:
        # A process died (out of memory, say) and took the pool along: alone, each of the files
        # that are left shows whether it is the one.
        alone = _in_a_pool(work, [target], request, 1)
        died = Failure("the process that rewrote this file died", exit_code=OUR_BUG)
        done += alone or [Outcome(target.path, named=target.named, failure=died)]
    return done


def _noted(targets: Iterable[Target], given: list[Target]) -> Iterable[Target]:
    for target in targets:
        given.append(target)
        yield target


def _in_a_pool(
    work: Work, targets: Iterable[Target], request: Request, number: int
) -> list[Outcome]:
    """The outcomes up to the first that is missing because a process died."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done: list[Outcome] = []
    with ProcessPoolExecutor(number, mp_context=_way_to_start()) as pool:
        try:
            futures = [pool.submit(work, target, request) for target in targets]
            for future in futures:
                done.append(future.result())
        except BrokenProcessPool:
            return done
    return done


def _way_to_start() -> BaseContext:
    """A fork has the core loaded already, and shares its memory; where a caller of the library has
    threads, or the system is not Linux, a fork may hang: there, each process starts anew."""
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")
