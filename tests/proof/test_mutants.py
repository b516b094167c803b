"""The proof can fail: some parts of semantics/ taken out, and each is noticed by a case by hand.

`make mutants` takes out every part; docs/results/mutants.md says what became of each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.proof import directed
from tests.proof.mutants import Bench
from tests.proof.mutations import Mutation, mutations
from tests.proof.scratch import Unavailable

TAKEN_OUT = (
    "system.coreutils: no reads",
    "system.coreutils: no writes",
    "python.pip: no reads",
    "python.pip: no variables",
    "effect: no sets",
    "effect: no writes",
    "conflict: no `*other.reads`",
    "leave: no `*reads`",
    "check same_image",
)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    try:
        made = Bench(list(directed.CASES.values()))
        made.executor.build("FROM node:22-slim\nRUN true\n", {})
    except Unavailable as why:
        if os.environ.get("PROOF") == "required":
            raise
        pytest.skip(f"no scratch root can be made here: {why}")
    yield made
    made.executor.close()


def plain(mutation: Mutation) -> str:
    """The name without the line: lines move."""
    name, plus, rest = mutation.name.partition("+")
    return f"{name}:{rest.partition(':')[2]}" if plus else name


@pytest.mark.parametrize("name", TAKEN_OUT)
def test_a_part_that_is_taken_out_is_missed(bench: Bench, name: str) -> None:
    found = [m for m in mutations() if plain(m) == name]
    assert found
    assert all(bench.noticed(mutation) for mutation in found)
