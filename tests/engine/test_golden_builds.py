"""Golden cases with `build = true`: both files build, answer alike and hold the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from lambdafix.codemod import Safety, Settings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.verify import Verifier, Wanted, engine_for
from lambdafix.report.verified import Verified
from lambdafix.report.verify import errors, text
from lambdafix.verify.command_lines import BuildOptions
from lambdafix.verify.engine import Engine
from lambdafix.verify.trial import Questions
from tests.engine.machine import Machine
from tests.golden_support import CASES, OURS, Case

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
            yield {n: pool.submit(_proof, engine, wanted, BUILT[n], place / n) for n in chosen}


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


def _proof(engine: Engine, wanted: Wanted, case: Case, place: Path) -> Verified:
    """The case's files in a place of their own, without those that are about the case."""
    shutil.copytree(case.directory, place, ignore=lambda at, names: _about(case, at, names))
    allowed = Safety.UNSAFE if case.unsafe else Safety.SAFE
    settings = Settings(
        allow=allowed, only=frozenset(case.only), skip=frozenset(case.skip), runtime=case.runtime
    )
    events = tuple(event.encode() for event in case.events) or (b"{}",)
    asked = replace(wanted, questions=Questions(events, frozenset(case.ignore_fields)))
    request = Request(settings, context=place / case.context)
    verifier = Verifier(engine, case.name, request, asked, lambda path, words: None)
    return verifier.verified(Target(str(place / case.dockerfile)))


def _about(case: Case, at: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(at) == case.directory and name in OURS}
