from __future__ import annotations

import importlib
import os
import threading
from pathlib import Path

import pytest

from lambdafix.monorepo.request import Request
from lambdafix.monorepo.side_by_side import FILES_PER_PROCESS, Work, processes, side_by_side
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import Outcome

WORKER = """
import os
from lambdafix.report.outcome import Outcome

def work(target, request):
    if target.path == "deadly":
        os._exit(9)
    return Outcome(target.path, diff=str(os.getpid()))
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A worker that other processes can import, and that dies of one file."""
    (tmp_path / "worker_for_a_test.py").write_text(WORKER)
    monkeypatch.syspath_prepend(str(tmp_path))
    found: Work = importlib.import_module("worker_for_a_test").work
    return found


def paths(outcomes: list[Outcome | None]) -> list[str]:
    return [outcome.path for outcome in outcomes if outcome]


def test_a_few_files_are_rewritten_in_this_process() -> None:
    assert processes(1, None) == 1
    assert processes(FILES_PER_PROCESS - 1, None) == 1
    assert processes(0, 4) == 1


def test_there_are_never_more_processes_than_files() -> None:
    assert processes(3, 8) == 3


def test_outcomes_come_in_the_order_of_the_files(work: Work) -> None:
    names = [f"{number}/Dockerfile" for number in range(6)]
    outcomes = list(side_by_side(work, map(Target, names), Request(jobs=2)))
    assert paths(outcomes) == names


@pytest.mark.slow
def test_a_file_that_kills_its_process_fails_alone(work: Work) -> None:
    targets = [Target("a"), Target("deadly"), Target("b"), Target("c")]
    outcomes = list(side_by_side(work, iter(targets), Request(jobs=2)))
    assert paths(outcomes) == ["a", "deadly", "b", "c"]
    assert [bool(o and o.failure) for o in outcomes] == [False, True, False, False]
    assert outcomes[1] is not None
    assert outcomes[1].exit_code(strict=False) == 70


def test_of_many_files_the_work_is_parted_and_of_few_it_is_not(work: Work) -> None:
    many = [Target(str(number)) for number in range(FILES_PER_PROCESS * 2)]
    here = str(os.getpid())
    assert here not in {o.diff for o in side_by_side(work, many, Request(jobs=2)) if o}
    assert {o.diff for o in side_by_side(work, many[:2], Request()) if o} == {here}


def test_where_threads_run_no_process_is_forked(work: Work) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        outcomes = list(side_by_side(work, [Target("a"), Target("b")], Request(jobs=2)))
    finally:
        done.set()
        thread.join()
    assert paths(outcomes) == ["a", "b"]
