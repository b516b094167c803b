"""The order of least expected bytes, against every order there is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdafix.semantics.ordering.cost import Layers, cheapest_order, exchanged, least
from lambdafix.semantics.ordering.order import above

Behind = list[frozenset[int]]
MB = 1_000_000


@st.composite
def puzzles(draw: st.DrawFn, most: int = 6) -> tuple[Layers, Behind]:
    """Layers of which some weigh nothing, their commits, and what stands behind what."""
    count = draw(st.integers(0, most))
    commits = draw(st.integers(1, 12))
    sizes = [draw(st.sampled_from([0, 1, 3, 20, 500])) * MB for _ in range(count)]
    changed = [draw(st.integers(0, (1 << commits) - 1)) for _ in range(count)]
    changed = [c if draw(st.booleans()) else 0 for c in changed]
    behind = [
        frozenset(j for j in range(i) if draw(st.sampled_from([True, False, False])))
        for i in range(count)
    ]
    base = draw(st.sampled_from([0, 0, 1]))
    return Layers(tuple(sizes), tuple(changed), commits, base), behind


def by_hand(layers: Layers, order: tuple[int, ...]) -> int:
    """Commit by commit: the bytes of every layer at or behind the first that changed."""
    total = 0
    for commit in range(layers.commits):
        new = bool(layers.base >> commit & 1)
        for step in order:
            new = new or bool(layers.changes[step] >> commit & 1)
            total += layers.bytes[step] if new else 0
    return total


def allowed(behind: Behind, found: tuple[int, ...]) -> bool:
    return all(behind[step] <= set(found[:place]) for place, step in enumerate(found))


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(puzzles())
def test_no_order_costs_less(puzzle: tuple[Layers, Behind]) -> None:
    layers, behind = puzzle
    found = least(layers, behind)
    assert sorted(found) == list(range(len(behind)))
    assert allowed(behind, found)
    every = [o for o in permutations(range(len(behind))) if allowed(behind, o)]
    assert by_hand(layers, found) == layers.total(found) == min(by_hand(layers, o) for o in every)


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(puzzles())
def test_an_order_is_changed_for_more_than_five_percent_and_a_megabyte_only(
    puzzle: tuple[Layers, Behind],
) -> None:
    layers, behind = puzzle
    unmoved = tuple(range(len(behind)))
    was, best = layers.expected(unmoved), layers.expected(least(layers, behind))
    pays = was - best > MB and was - best > 0.05 * was
    found = cheapest_order(layers, behind)
    assert (found != unmoved) is pays
    assert layers.expected(found) == (best if pays else was)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles())
def test_the_cheapest_order_is_left_as_it_is(puzzle: tuple[Layers, Behind]) -> None:
    layers, behind = puzzle
    found = cheapest_order(layers, behind)
    place = {step: at for at, step in enumerate(found)}
    again = Layers(
        tuple(layers.bytes[s] for s in found),
        tuple(layers.changes[s] for s in found),
        layers.commits,
        layers.base,
    )
    waits = [frozenset(place[j] for j in behind[s]) for s in found]
    assert cheapest_order(again, waits) == tuple(range(len(found)))


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(puzzles(most=7))
def test_beyond_twelve_steps_the_order_is_allowed_and_never_dearer_than_the_authors(
    puzzle: tuple[Layers, Behind],
) -> None:
    layers, behind = puzzle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lambdafix.semantics.ordering.cost.MOST_MOVABLE", -1)
        found = least(layers, behind)
    assert allowed(behind, found)
    assert layers.total(found) <= layers.total(range(len(behind)))


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=5))
def test_the_exchange_rule_is_exact_where_steps_change_independently(
    steps: list[tuple[int, int]],
) -> None:
    """Each of four commits in turn is one step's own tossed coin: all that may happen, once."""
    count = len(steps)
    commits = 4**count
    changes = tuple(
        sum(1 << n for n in range(commits) if n // 4**i % 4 < rate)
        for i, (rate, _) in enumerate(steps)
    )
    layers = Layers(tuple(size for _, size in steps), changes, commits)
    found = exchanged(layers, range(count), [0] * count)
    assert layers.total(found) == min(map(layers.total, permutations(range(count))))


def test_an_install_of_many_bytes_stands_in_front_though_its_manifest_is_small() -> None:
    """By itself the manifest, which is small and changes, would go last, the install behind it."""
    manifest, install, source = 0, 1, 2
    layers = Layers((1_000, 50 * MB, 100_000), (0b1, 0, 0b111111), 12)
    order = exchanged(
        layers, (source, manifest, install), above([frozenset(), frozenset({0}), frozenset()])
    )
    assert order == (manifest, install, source)


def test_thirteen_steps_are_ordered_in_time() -> None:
    rarer = tuple((1 << commits) - 1 for commits in range(13, 0, -1))
    found = cheapest_order(Layers((20 * MB,) * 13, rarer, 13), [frozenset()] * 13)
    assert found == tuple(range(12, -1, -1))


@pytest.mark.parametrize(("model", "function"), [(15, 1), (1, 15)])
def test_five_hundred_megabytes_stand_in_front_of_a_small_function(
    model: int, function: int
) -> None:
    """Also where the model changes daily and the function rarely: in commits of its own."""
    changes = ((1 << function) - 1 << model, (1 << model) - 1)
    layers = Layers((10_000, 500 * MB), changes, function + model)
    assert least(layers, [frozenset(), frozenset()]) == (1, 0)
    assert cheapest_order(layers, [frozenset(), frozenset()]) == (1, 0)
