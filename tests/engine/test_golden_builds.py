"""Golden cases with `build = true`: both files build, answer alike and hold the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from lambdafix.monorepo.verify import Wanted, engine_for
from lambdafix.report.verified import Verified
from lambdafix.report.verify import errors, text
from lambdafix.verify.command_lines import BuildOptions
from tests.engine.machine import Machine
from tests.engine.proving import prove
from tests.golden_support import CASES

_AT_ONCE = 2  # builds
BUILT = {case.name: case for case in CASES if case.build}


@pytest.fixture(scope="session")
def proofs(
    machine: Machine, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Verified]]]:
    """The selected cases by name, tried side by side while the tests wait for each.

    All in one process, which remembers what it has read of the bases.
    """
    chosen = dict.fromkeys(
        str(item.callspec.params["name"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == _TEST
    )
    place = tmp_path_factory.mktemp("proofs")
    wanted = Wanted(
        str(machine.docker), BuildOptions(more=("--network=host",)), quick=True, jobs=_AT_ONCE
    )
    with (
        pytest.MonkeyPatch.context() as patch,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        for name, value in machine.environment.items():
            patch.setenv(name, value)
        with engine_for(wanted) as engine:
            try:
                yield {n: pool.submit(prove, engine, wanted, BUILT[n], place / n) for n in chosen}
            finally:  # nobody may write any more when the engine's directory goes
                engine.cancelled.set()
                pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", BUILT)
def test_the_rewrite_of_a_case_is_proved_by_real_builds(
    name: str, proofs: Mapping[str, Future[Verified]]
) -> None:
    found = proofs[name].result()
    assert found.status == "proved", text([found]) + errors([found])
    assert found.verdict
    outcomes = {asked.before.outcome.value for asked in found.verdict.asked}
    assert outcomes == {"answered"}, "a case has to show a function that answers"


_TEST = test_the_rewrite_of_a_case_is_proved_by_real_builds.__name__


def test_there_are_cases_to_prove() -> None:
    assert BUILT
