"""Golden cases with `build = true`: both files build, answer alike and hold the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.command import Said, verified
from tests.engine.machine import Machine
from tests.golden_support import CASES, OURS, Case

_AT_ONCE = 2  # builds
BUILT = tuple(case for case in CASES if case.build)


@pytest.fixture(scope="session")
def proofs(
    machine: Machine, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Said]]]:
    """The selected cases by name, tried side by side while the tests wait for each."""
    chosen = {
        item.callspec.params["case"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == _TEST
    }
    place = tmp_path_factory.mktemp("proofs")
    pool = ThreadPoolExecutor(_AT_ONCE)
    yield {c.name: pool.submit(_proof, machine, c, place / c.name) for c in BUILT if c in chosen}
    pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("case", BUILT, ids=lambda case: case.name)
def test_the_rewrite_of_a_case_is_proved_by_real_builds(
    case: Case, proofs: Mapping[str, Future[Said]]
) -> None:
    said = proofs[case.name].result()
    assert said.code in (0, 1), said.err
    assert said.file["status"] == "proved", json.dumps(said.file, indent=2)
    assert [e["before"]["outcome"] for e in said.file["events"]] == ["answered"] * max(
        1, len(case.events)
    ), "a case has to show a function that answers"


_TEST = test_the_rewrite_of_a_case_is_proved_by_real_builds.__name__


def test_there_are_cases_to_prove() -> None:
    assert BUILT


def _proof(machine: Machine, case: Case, place: Path) -> Said:
    """The case's files in a place of their own, without those that are about the case."""
    shutil.copytree(case.directory, place, ignore=lambda at, names: _about(case, at, names))
    words: list[str | Path] = ["--context", place / case.context, "--quick"]
    words += [f"--event={event}" for event in case.events]
    words += [f"--ignore-field={name}" for name in case.ignore_fields]
    words += ["--unsafe"] if case.unsafe else []
    words += [f"--runtime={case.runtime}"] if case.runtime else []
    temporary = place.with_name(f"{case.name}-temporary")
    return verified(machine, *words, place / case.dockerfile, temporary=temporary)


def _about(case: Case, at: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(at) == case.directory and name in OURS}
