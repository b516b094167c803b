"""The best order, against every order there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.order import (
    Preferences,
    above,
    best_order,
    constraints,
    exact_order,
    nearby_order,
)
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.syntax.parser import parse

Behind = list[frozenset[int]]
Search = Callable[[Preferences, Behind], tuple[int, ...]]


@st.composite
def puzzles(draw: st.DrawFn, most: int = 6) -> tuple[Preferences, Behind]:
    """Ranks; pairs of equal rank of which history tells; for each step some of those before it."""
    count = draw(st.integers(0, most))
    ranks = [draw(st.sampled_from([None, 0, 1, 2, 3])) for _ in range(count)]
    rates = [draw(st.sampled_from([None, 1, 2, 5])) for _ in range(count)]

    def measured(one: int, other: int) -> bool:
        first, second = rates[one], rates[other]
        same = ranks[one] is not None and ranks[one] == ranks[other]
        return same and first is not None and second is not None and 2 * first <= second

    behind = [
        frozenset(j for j in range(i) if draw(st.sampled_from([True, False, False])))
        for i in range(count)
    ]
    clear = Preferences.by_rank(ranks).clear
    return Preferences(clear, Preferences.of(count, measured).clear), behind


def cost(wishes: Preferences, found: tuple[int, ...]) -> tuple[int, int, int]:
    """Clear inversions, those by history, then pairs that stand not as the author wrote them."""
    pairs = [(a, b) for place, b in enumerate(found) for a in found[:place]]
    return (
        sum(wishes.clear[b] >> a & 1 for a, b in pairs),
        sum(wishes.measured[b] >> a & 1 for a, b in pairs),
        sum(a > b for a, b in pairs),
    )


def allowed(behind: Behind, found: tuple[int, ...]) -> bool:
    return all(behind[step] <= set(found[:place]) for place, step in enumerate(found))


def every(behind: Behind) -> Iterator[tuple[int, ...]]:
    return (o for o in permutations(range(len(behind))) if allowed(behind, o))


def renamed(
    wishes: Preferences, behind: Behind, found: tuple[int, ...]
) -> tuple[Preferences, Behind]:
    """The puzzle as it is once the steps stand in an order: each is called by its place."""
    place = {step: at for at, step in enumerate(found)}

    def bits(old: int) -> int:
        return sum(1 << place[i] for i in range(len(found)) if old >> i & 1)

    return (
        Preferences(
            tuple(bits(wishes.clear[step]) for step in found),
            tuple(bits(wishes.measured[step]) for step in found),
        ),
        [frozenset(place[j] for j in behind[step]) for step in found],
    )


THIRD_WANTS_NOTHING = (Preferences.by_rank([2, 1, None, 0]), [frozenset[int]()] * 4)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles())
@example(THIRD_WANTS_NOTHING)
def test_the_order_is_as_good_as_the_best_of_all_orders(
    puzzle: tuple[Preferences, Behind],
) -> None:
    wishes, behind = puzzle
    found = best_order(wishes, behind)
    assert sorted(found) == list(range(len(behind)))
    assert allowed(behind, found)
    assert cost(wishes, found) == min(cost(wishes, o) for o in every(behind))


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(puzzles(most=9))
@example(THIRD_WANTS_NOTHING)
def test_the_quick_order_of_a_long_stage_is_allowed_and_never_worse_than_the_authors(
    puzzle: tuple[Preferences, Behind],
) -> None:
    wishes, behind = puzzle
    found = nearby_order(wishes, behind)
    assert sorted(found) == list(range(len(behind)))
    assert allowed(behind, found)
    assert cost(wishes, found) <= cost(wishes, tuple(range(len(behind))))


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles())
def test_the_quick_order_has_no_clear_inversion_where_one_without_constraints_has_none(
    puzzle: tuple[Preferences, Behind],
) -> None:
    wishes, behind = puzzle
    free: Behind = [frozenset() for _ in behind]
    found = nearby_order(wishes, free)
    assert cost(wishes, found)[:2] == min(cost(wishes, o)[:2] for o in every(free))


@pytest.mark.parametrize("search", [best_order, nearby_order], ids=["exact", "quick"])
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzle=puzzles())
def test_a_best_order_is_left_as_it_is_with_history_and_without(
    search: Search, puzzle: tuple[Preferences, Behind]
) -> None:
    found = search(*puzzle)
    wishes, behind = renamed(*puzzle, found)
    unmoved = tuple(range(len(behind)))
    assert search(wishes, behind) == unmoved
    without = Preferences(wishes.clear, (0,) * len(behind))
    assert search(without, behind) == unmoved


def test_twelve_free_steps_are_ordered_exactly_and_more_without_trying_every_set() -> None:
    ranks = [n % 4 for n in range(20)]
    twelve, twenty = Preferences.by_rank(ranks[:12]), Preferences.by_rank(ranks)
    assert exact_order(twelve, [frozenset()] * 12) is not None
    assert exact_order(twenty, [frozenset()] * 20) is None
    found = best_order(twenty, [frozenset()] * 20)
    assert [ranks[step] for step in found] == sorted(ranks)


def test_a_step_that_moves_takes_along_what_it_needs() -> None:
    """An ENV that nobody ranks, and the install that reads it, below source."""
    wishes = Preferences.by_rank([3, None, 0])
    behind = [frozenset[int](), frozenset[int](), frozenset({1})]
    assert best_order(wishes, behind) == nearby_order(wishes, behind) == (1, 2, 0)


def test_the_kind_counts_more_than_any_number_of_wishes_by_history() -> None:
    """The third has to stay behind the second; history would have it first of all."""
    kinds = Preferences.by_rank([1, 0, 1])
    wishes = Preferences(kinds.clear, (0, 0, 0b001))
    behind = [frozenset[int](), frozenset({0}), frozenset[int]()]
    assert best_order(wishes, behind) == nearby_order(wishes, behind) == (0, 1, 2)
    assert best_order(Preferences((0,) * 3, wishes.measured), behind) == (2, 0, 1)


def test_what_a_step_stands_behind_counts_through_others_too() -> None:
    assert above([frozenset(), frozenset({0}), frozenset({1})]) == (0, 0b1, 0b11)


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
