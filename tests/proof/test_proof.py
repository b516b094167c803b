"""A slice of the proof: what every rewrite of random cases leaves is what was left before it.

`make prove CASES=10000` is the long run; `make mutants` shows that the proof can fail.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.proof.executor import Executor
from tests.proof.generator.case import Case
from tests.proof.generator.files import cases
from tests.proof.prove import wrong
from tests.proof.scratch import Unavailable

SLICE = 100


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """Skipped where nobody may run a shell below another root; PROOF=required makes that fail."""
    try:
        made = Executor()
        made.build("FROM node:22-slim\nRUN true\n", {})
    except Unavailable as why:
        if os.environ.get("PROOF") == "required":
            raise
        pytest.skip(f"no scratch root can be made here: {why}")
    yield made
    made.close()


def test_every_step_of_a_rewrite_leaves_what_was_left_before_it(executor: Executor) -> None:
    counted, failures = Counter[str](), list[str]()

    @settings(
        max_examples=SLICE,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(cases())
    def prove(case: Case) -> None:
        counted["cases"] += 1
        problem = wrong(case, executor, counted)
        if problem:
            failures.append(f"{problem}\n{case.text}")

    prove()
    assert failures == []
    # a proof over files that do not build, or that nothing is done to, would be none
    assert counted["cases"] == SLICE
    assert counted["built"] >= 0.8 * SLICE
    assert counted["rewritten"] >= 0.5 * SLICE
    for codemod in ("aws-base-image", "os-packages", "dependencies-first", "multi-stage"):
        assert counted[codemod] >= 0.05 * SLICE, codemod
    assert counted["stable-order"] >= 0.1 * SLICE
