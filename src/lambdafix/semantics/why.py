"""Why a step moved, past what, and what keeps it from moving further: words for the author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lambdafix.codemod import Note, Reason, Safety, Verdict
from lambdafix.semantics.arrangement import Arrangement
from lambdafix.semantics.cost import cheapest_order, pays
from lambdafix.semantics.holds import held_by
from lambdafix.semantics.order import above
from lambdafix.semantics.stability import Kind, own_kinds
from lambdafix.semantics.words import bytes_in_words, shown

_WHY = {
    Kind.OS_PACKAGES: "OS packages change least",
    Kind.OTHER_IMAGES: "what comes from elsewhere changes less than what is made here",
    Kind.DEPENDENCIES: "dependencies change less than source",
    Kind.SOURCE: "source changes most",
}
_MOVABLE = ("ADD", "COPY", "RUN")


def reasons_of(stage: Arrangement, order: tuple[int, ...]) -> Iterator[Reason]:
    """Why each step went before those that the author had before it."""
    for place, step in enumerate(order):
        passed = [o for o in order[place + 1 :] if o < step]
        instruction = stage.steps[step].instruction
        if not passed or instruction.keyword not in _MOVABLE:
            continue
        past, why = _why(stage, order, step, passed)
        name = shown(stage.steps[past].instruction)
        text = f"`{shown(instruction)}` goes before `{name}`: {why}"
        yield Reason(Verdict.APPLIED, Safety.SAFE, instruction.line, text)


def notes_of(stage: Arrangement, order: tuple[int, ...]) -> Iterator[Note]:
    """What keeps each step from where it would rather stand, and what the order costs."""
    place = {step: at for at, step in enumerate(order)}
    for step in order:
        instruction = stage.steps[step].instruction
        better = [i for i in order[: place[step]] if stage.prefers(step, i)]
        risen = any(i < step for i in order[place[step] + 1 :])
        if instruction.keyword not in _MOVABLE or not (better or risen):
            continue
        lowest = place[better[0]] if better else 0
        holding = [i for i in order[lowest : place[step]] if i in stage.behind[step]]
        if holding:
            first, second = stage.steps[holding[-1]], stage.steps[step]
            line = first.instruction.line
            why = held_by(first, second)
            yield Note(instruction.line, f"`{shown(instruction)}` stays below line {line}: {why}")
    yield from _costs(stage, order)


def _why(
    stage: Arrangement, order: tuple[int, ...], step: int, passed: Sequence[int]
) -> tuple[int, str]:
    """Of the steps that were passed the one to name, and why it was."""
    if stage.by_cost and stage.layers:
        was, now = (bytes_in_words(stage.layers.expected(o)) for o in (stage.unmoved, order))
        return passed[0], f"a commit makes {now} new on average, instead of {was}"
    standings, wishes = stage.wishes.standings, stage.wishes
    for past in passed:
        one, other = standings[step], standings[past]
        if wishes.clear(step, past):
            if one.said is not None:
                return past, f"the author says that it changes {one.said.word}"
            if other.said is not None:
                return past, f"the author says that the latter changes {other.said.word}"
            kind = own_kinds(stage.steps)[step]
            return past, _WHY[Kind.SOURCE if kind is None else kind]
        if wishes.measured(step, past):
            numbers = (wishes.changes[i].number for i in (step, past))
            text = "it changed in {} of {} commits, the latter in {}"
            less, more = numbers
            return past, text.format(less, len(wishes.history), more)
    over = above(stage.behind)
    later = order[order.index(step) + 1 :]
    needing = next((i for i in later if over[i] >> step & 1), None)
    if needing is not None:
        return passed[0], f"`{shown(stage.steps[needing].instruction)}` has to stay behind it"
    return passed[0], "the latter stays with what it depends on"


def _costs(stage: Arrangement, order: tuple[int, ...]) -> Iterator[Note]:
    if stage.uncounted and stage.by_cost:
        yield Note(0, f"the author's order stays: {stage.uncounted}")
    if stage.layers is None or stage.by_cost:
        return
    by_cost = cheapest_order(stage.layers, stage.behind)
    here, there = stage.layers.expected(order), stage.layers.expected(by_cost)
    if pays(here, there):
        numbers = bytes_in_words(here), bytes_in_words(there)
        text = "a commit makes {} new on average; with `--order cost` it would be {}"
        yield Note(0, text.format(*numbers))
