"""Why a step moved, past what, and what keeps it from moving further: words for the author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from lambdafix.codemod import Note, Reason, Safety, Verdict
from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.ordering.arrangement import Arrangement
from lambdafix.semantics.ordering.changes import ENOUGH
from lambdafix.semantics.ordering.cost import cheapest_order, least, pays
from lambdafix.semantics.ordering.holds import held_by
from lambdafix.semantics.ordering.order import above, beyond
from lambdafix.semantics.ordering.stability import Kind, own_kinds
from lambdafix.semantics.ordering.wishes import NOT_ASKED
from lambdafix.semantics.words import bytes_in_words, shown

_WHY = {
    Kind.OS_PACKAGES: "OS packages change least",
    Kind.OTHER_IMAGES: "what comes from elsewhere changes less than what is made here",
    Kind.DEPENDENCIES: "dependencies change less than source",
    Kind.SOURCE: "source changes most",
}


def reasons_of(stage: Arrangement, order: tuple[int, ...]) -> tuple[Reason, ...]:
    """Why steps went before those that the author had before them. What only came along, or made
    way, needs no reason of its own."""
    risen = [
        (step, [o for o in order[place + 1 :] if o < step]) for place, step in enumerate(order)
    ]
    risen = [(step, passed) for step, passed in risen if passed]
    found = [(step, why) for step, passed in risen if (why := _why(stage, order, step, passed))]
    if risen and not found:
        step, passed = risen[0]
        found = [(step, (passed[0], "so all others stand better"))]
    return tuple(_reason(stage, step, *why) for step, why in found)


def _reason(stage: Arrangement, step: int, past: int, why: str) -> Reason:
    names = (f"`{shown(stage.steps[i].instruction)}`" for i in (step, past))
    text = f"{' goes before '.join(names)}: {why}"
    return Reason(Verdict.APPLIED, Safety.SAFE, stage.steps[step].instruction.line, text)


def notes_of(stage: Arrangement, order: tuple[int, ...]) -> Iterator[Note]:
    """What keeps each step from where it would rather stand, and what the order costs."""
    if stage.too_many:
        yield Note(stage.steps[0].instruction.line, beyond(len(stage.steps)))
        return
    place = {step: at for at, step in enumerate(order)}
    for step in order:
        instruction = stage.steps[step].instruction
        better = [i for i in order[: place[step]] if stage.prefers(step, i)]
        risen = any(i < step for i in order[place[step] + 1 :])
        if instruction.keyword not in LAYERS or not (better or risen):
            continue
        lowest = place[better[0]] if better else 0
        holding = [i for i in order[lowest : place[step]] if i in stage.behind[step]]
        if holding:
            first, second = stage.steps[holding[-1]], stage.steps[step]
            line = first.instruction.line
            why = held_by(first, second)
            yield Note(instruction.line, f"`{shown(instruction)}` stays below line {line}: {why}")
    yield from _undecided(stage)
    yield from _costs(stage, order)


def _undecided(stage: Arrangement) -> Iterator[Note]:
    """Why the history had no say, for the first two steps on which it could have had one."""
    history = stage.wishes.history
    pair = None if stage.by_cost or history is NOT_ASKED else stage.wishes.undecided(stage.behind)
    if pair is None:
        return
    first, second = (stage.steps[i].instruction for i in pair)
    less, more = (f"`{shown(i)}`" for i in (first, second))
    text = f"{more} stays below {less}: which of them changes less is not clear: "
    yield Note(second.line, text + _why_silent(stage, *pair))


def _why_silent(stage: Arrangement, first: int, second: int) -> str:
    history, changes = stage.wishes.history, stage.wishes.changes
    if not history:
        return history.why
    if len(history) < ENOUGH:
        return f"{len(history)} commits of the build context are too few; it takes {ENOUGH}"
    for step in (first, second):
        if not changes[step].whole:
            name = shown(stage.steps[step].instruction)
            return f"git does not know all that `{name}` takes"
    counts = (changes[i].number for i in (second, first))
    return "of {} commits it changed in {}, the latter in {}".format(len(history), *counts)


def _why(
    stage: Arrangement, order: tuple[int, ...], step: int, passed: Sequence[int]
) -> tuple[int, str] | None:
    """Of the steps that were passed the one to name, and why it was."""
    if stage.by_cost and stage.layers:
        if stage.steps[step].instruction.keyword not in LAYERS:
            return None
        was, now = (bytes_in_words(stage.layers.expected(o)) for o in (stage.unmoved, order))
        return passed[0], f"a commit makes {now} new on average, instead of {was}"
    wishes = stage.wishes
    for past in passed:
        if wishes.clear(step, past):
            return past, _said_or_kind(stage, step, past)
        if wishes.measured(step, past):
            less, more = (wishes.changes[i].number for i in (step, past))
            count = len(wishes.history)
            return past, f"it changed in {less} of {count} commits, the latter in {more}"
    return None


def _said_or_kind(stage: Arrangement, step: int, past: int) -> str:
    one, other = (stage.wishes.standings[i] for i in (step, past))
    if one.said is not None:
        return f"the author says that it changes {one.said.word}"
    if other.said is not None:
        return f"the author says that the latter changes {other.said.word}"
    kind = own_kinds(stage.steps)[step]
    return _WHY[Kind.SOURCE if kind is None else kind]


def _costs(stage: Arrangement, order: tuple[int, ...]) -> Iterator[Note]:
    if stage.by_cost and order == stage.unmoved and (why := _why_no_cheaper(stage)):
        yield Note(0, f"the author's order stays: {why}")
    if stage.layers is None or stage.by_cost:
        return
    by_cost = cheapest_order(stage.layers, stage.behind)
    here, there = stage.layers.expected(order), stage.layers.expected(by_cost)
    if pays(here, there):
        numbers = bytes_in_words(here), bytes_in_words(there)
        text = "a commit makes {} new on average; with `--order cost` it would be {}"
        yield Note(0, text.format(*numbers))


def _why_no_cheaper(stage: Arrangement) -> str:
    """Why an order by cost is the author's, where another was possible; else empty."""
    if stage.layers is None:
        over = above(stage.behind)
        movable = [i for i, s in enumerate(stage.steps) if s.instruction.keyword in LAYERS]
        free = any(not over[j] >> i & 1 for i, j in combinations(movable, 2))
        return stage.uncounted if free else ""
    least_possible = stage.layers.expected(least(stage.layers, stage.behind))
    here = stage.layers.expected(stage.unmoved)
    if least_possible >= here:
        return ""
    numbers = bytes_in_words(here), bytes_in_words(least_possible)
    return "a commit makes {} new on average, and {} at best: too little to gain".format(*numbers)
