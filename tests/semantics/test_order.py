"""The best order, against every order there is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lambdafix.context.project import Project
from lambdafix.semantics import order
from lambdafix.semantics.order import best_order, constraints
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.syntax.parser import parse

Ranks = list[int | None]
Behind = list[frozenset[int]]


@st.composite
def puzzles(draw: st.DrawFn, most: int = 6) -> tuple[Ranks, Behind]:
    """Ranks, and for each step some of the steps before it."""
    count = draw(st.integers(0, most))
    ranks = [draw(st.sampled_from([None, 0, 1, 2, 3])) for _ in range(count)]
    behind = [
        frozenset(j for j in range(i) if draw(st.sampled_from([True, False, False])))
        for i in range(count)
    ]
    return ranks, behind


def cost(ranks: Ranks, found: tuple[int, ...]) -> tuple[int, int]:
    """Clear inversions, then pairs that do not stand as the author wrote them."""
    pairs = [(a, b) for place, b in enumerate(found) for a in found[:place]]
    clear = 0
    for a, b in pairs:
        first, second = ranks[a], ranks[b]
        clear += first is not None and second is not None and first > second
    return clear, sum(a > b for a, b in pairs)


def allowed(behind: Behind, found: tuple[int, ...]) -> bool:
    return all(behind[step] <= set(found[:place]) for place, step in enumerate(found))


@settings(max_examples=120, derandomize=True, deadline=None, database=None)
@given(puzzles())
@example(([2, 1, None, 0], [frozenset()] * 4))  # the third wants nothing and stays behind
def test_the_order_is_as_good_as_the_best_of_all_orders(puzzle: tuple[Ranks, Behind]) -> None:
    ranks, behind = puzzle
    found = best_order(ranks, behind)
    assert sorted(found) == list(range(len(ranks)))
    assert allowed(behind, found)
    every = [o for o in permutations(range(len(ranks))) if allowed(behind, o)]
    assert cost(ranks, found) == min(cost(ranks, o) for o in every)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles(most=9))
def test_the_quick_order_of_a_long_stage_keeps_what_has_to_stay_behind(
    puzzle: tuple[Ranks, Behind],
) -> None:
    ranks, behind = puzzle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "MOST_SETS", -1)
        found = best_order(ranks, behind)
    assert sorted(found) == list(range(len(ranks)))
    assert allowed(behind, found)
    unmoved = tuple(range(len(ranks)))
    assert cost(ranks, found)[0] <= cost(ranks, unmoved)[0]


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles())
def test_a_best_order_is_left_as_it_is(puzzle: tuple[Ranks, Behind]) -> None:
    ranks, behind = puzzle
    found = best_order(ranks, behind)
    place = {step: at for at, step in enumerate(found)}
    again = best_order(
        [ranks[step] for step in found],
        [frozenset(place[j] for j in behind[step]) for step in found],
    )
    assert again == tuple(range(len(ranks)))


def test_a_stage_of_many_free_steps_is_ordered_without_trying_every_set() -> None:
    ranks: Ranks = [n % 4 for n in range(20)]
    found = best_order(ranks, [frozenset()] * 20)
    assert [ranks[step] for step in found] == sorted(n % 4 for n in range(20))


def steps(*lines: str) -> tuple[Step, ...]:
    files = {"app.py": "", "lib.py": "", "requirements.txt": "requests\n"}
    text = "\n".join(("FROM public.ecr.aws/lambda/python:3.12", *lines, ""))
    return simulate(parse(text), Project.of(files))[-1].steps


@pytest.mark.parametrize(
    ("lines", "behind"),
    [
        (["COPY app.py ./", "COPY lib.py ./"], []),
        (["COPY app.py ./", "COPY lib.py app.py"], [0]),
        (["COPY requirements.txt ./", "RUN pip install -r requirements.txt"], [0]),
        (["COPY app.py ./", "RUN pip install requests -t ."], []),
        (["ENV A=b", "LABEL c=d"], [0]),
        (["ENV A=b", "COPY app.py ./"], []),
        (["ENV A=b", "COPY app.py $A/"], [0]),
        (["WORKDIR /opt", "COPY app.py ./"], [0]),
        (["WORKDIR /opt", "COPY app.py /srv/"], []),
        (["# lambdafix: keep\nCOPY app.py ./", "COPY lib.py ./"], [0]),
        (["COPY app.py ./", "# lambdafix: keep\nCOPY lib.py ./"], [0]),
    ],
)
def test_which_step_has_to_stay_behind_which(lines: list[str], behind: list[int]) -> None:
    assert constraints(steps(*lines))[-1] == frozenset(behind)
