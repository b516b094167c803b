"""Files over processes, where that pays: starting one costs as much as rewriting many files.

What is done comes out in the order of what goes in, as soon as it can, and only so much is under
way at a time: the memory that a run takes does not grow with the number of its files.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

# Measured on 2 cores: two processes take 0.35 s to start and load the core, a file 50 ms; 8 files
# took 0.7 s in this process and 0.8 s in two, 16 files 1.0 and 0.9, 128 files 6.7 and 4.2.
FILES_PER_PROCESS = 8
_AHEAD = 4 * FILES_PER_PROCESS  # under way for each process: a large tree is read meanwhile
_MOST_HELD = 2_000  # outcomes that wait for one before them, or until it is known what pays

Work = Callable[[Target, Request], Outcome | None]
_Flight = deque[tuple[Target, "Future[Outcome | None]"] | tuple[None, Outcome]]


def processes(files: int, asked: int | None) -> int:
    """How many processes to use: what the user asked for, else as many as pay."""
    if asked is not None:
        return max(1, min(asked, files))
    return max(1, min(os.cpu_count() or 1, files // FILES_PER_PROCESS))


def side_by_side(
    work: Work, items: Iterable[Target | Outcome], request: Request
) -> Iterator[Outcome | None]:
    """`work` done on every target by as many processes as pay; outcomes in the targets' order.

    `items` are asked for one by one while others are worked on; an outcome among them goes through
    as it is.
    """
    waiting = iter(items)
    enough = request.jobs or FILES_PER_PROCESS * (os.cpu_count() or 1)
    while first := list(_first(waiting, enough)):
        number = processes(sum(isinstance(item, Target) for item in first), request.jobs)
        if number > 1:
            yield from _in_processes(work, chain(first, waiting), request, number)
            return
        for item in first:
            yield item if isinstance(item, Outcome) else work(item, request)


def _first(items: Iterator[Target | Outcome], enough: int) -> Iterator[Target | Outcome]:
    """As many as hold so many targets, and no more of others than may wait for them."""
    for item in islice(items, _MOST_HELD):
        yield item
        enough -= isinstance(item, Target)
        if not enough:
            return


def _in_processes(
    work: Work, items: Iterator[Target | Outcome], request: Request, number: int
) -> Iterator[Outcome | None]:
    broken = True
    while broken:
        left: list[Target | Outcome] = []
        yield from _in_a_pool(work, items, request, number, left)
        broken = bool(left)
        for item in left:
            # A process died (out of memory, say) and took the pool along: alone, each of the files
            # that were under way shows whether it is the one.
            yield item if isinstance(item, Outcome) else _alone(work, item, request)


def _alone(work: Work, target: Target, request: Request) -> Outcome | None:
    left: list[Target | Outcome] = []
    done = list(_in_a_pool(work, iter([target]), request, 1, left))
    died = Failure("the process that rewrote this file died", exit_code=OUR_BUG)
    return Outcome(target.path, named=target.named, failure=died) if left else done[0]


def _in_a_pool(
    work: Work,
    items: Iterator[Target | Outcome],
    request: Request,
    number: int,
    left: list[Target | Outcome],
) -> Iterator[Outcome | None]:
    """The outcomes up to the first that is missing because a process died; from there on, what had
    been taken from `items` is in `left`."""
    from concurrent.futures.process import BrokenProcessPool

    flight: _Flight = deque()
    under_way, most = 0, _AHEAD * number
    pool = _pool(number)
    try:
        for item in items:
            if isinstance(item, Outcome):
                flight.append((None, item))
            else:
                try:
                    flight.append((item, pool.submit(work, item, request)))
                except BrokenProcessPool:
                    left.append(item)
                    raise
                under_way += 1
            while flight and (flight[0][0] is None or under_way > most or len(flight) > _MOST_HELD):
                under_way -= flight[0][0] is not None
                yield _landed(flight)
        while flight:
            yield _landed(flight)
    except BrokenProcessPool:
        left[:0] = [entry[1] if entry[0] is None else entry[0] for entry in flight]
    finally:
        pool.shutdown(cancel_futures=True)


def _landed(flight: _Flight) -> Outcome | None:
    """The first of those under way, which stays among them where there is none."""
    found = flight[0][1]
    outcome = found if isinstance(found, Outcome) else found.result()
    flight.popleft()
    return outcome


def _pool(number: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(number, mp_context=_way_to_start(), initializer=_begin)


def _begin() -> None:
    """In each process: Ctrl-C is for the one that started it, and with that one it ends, however
    that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _way_to_start() -> BaseContext:
    """A fork has the core loaded already, and shares its memory; where a caller of the library has
    threads, or the system is not Linux, a fork may hang: there, each process starts anew."""
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")
