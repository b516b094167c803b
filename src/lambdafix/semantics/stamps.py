"""Stamps of a build: which instructions carry them, and how far down these may go.

A stamp is a build argument whose value differs from build to build. With the ENV, LABEL and ARG
that are made of it, it is one group: where one of them has to stand above a step, they all do.
The name decides only whether a move is worth while (the catalog); who may pass whom is `conflict`,
and that the step does not name them in any other way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lambdafix.catalog.stamps import (
    is_cache_buster,
    is_stamp,
    is_stamp_label,
    is_version_label,
    may_be_stamp,
)
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.shell_state import variables_in
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Arg, Env, Label, Run

_LAYERS = frozenset({"ADD", "COPY", "RUN"})
_CARRIERS = frozenset({"ARG", "ENV", "LABEL"})
# A script that lists its variables, or takes one by a name that it has put together.
_LISTS = re.compile(
    r"\b(printenv|envsubst|environ|compgen)\b|\$\{!|\b(declare|typeset|export|readonly|local)\s+-p"
    r"|(^|[;&|({`'\"]|\bthen|\bdo|\belse)\s*(export|set|declare|typeset|env)(\s+-0)?\s*"
    r"($|[;&|>)}`'\"])",
    re.MULTILINE,
)
# What an author says above an argument that is there to renew what stands behind it.
_RENEWS = re.compile(r"cach|bust|invalidat|re-?build|re-?run|\bforce|refresh", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """A stamp with what is made of it, as numbers of steps; `with_it` are labels that go along,
    as labels keep their order. `sure`: it is a stamp whoever reads it. `above` is the first step
    that has to stand behind it, `why` the words for it."""

    members: list[int]
    sure: bool
    with_it: list[int] = field(default_factory=list)
    above: int | None = None
    why: str = ""


def late(
    steps: Sequence[Step], used_above: Iterable[str] = ()
) -> tuple[tuple[int, ...], list[Group]]:
    """The steps with every stamp as late as it is of use, and the groups that moved or could not.

    A group goes right above the first step that has to know it or, if there is none, behind the
    last layer of the stage. `used_above`: the names that a FROM of the file holds.
    """
    groups = _groups(steps, frozenset(used_above))
    _walk(steps, groups)
    moving = [g for g in groups if g.sure or g.above is None]
    order = _walk(steps, moving)
    stuck: list[Group] = []
    while gone := [g for g in moving if not _gains(steps, order, g)]:
        stuck += [g for g in gone if _is_stuck(steps, g)]
        moving = [g for g in moving if g not in gone]
        order = _walk(steps, moving)
    return order, [*moving, *stuck]


def names_of(step: Step) -> tuple[str, ...]:
    """What an ARG, an ENV or a LABEL gives a value to."""
    instruction, escape = step.instruction, step.at.escape
    match instruction.keyword:
        case "ARG":
            return tuple(name for name, _ in Arg.of(instruction, escape).pairs)
        case "ENV" | "LABEL":
            kind = Env if instruction.keyword == "ENV" else Label
            return tuple(name for name, _ in kind.of(instruction, escape).pairs)
        case _:
            return ()


# --- which instructions carry stamps -------------------------------------------------------------


def _groups(steps: Sequence[Step], used_above: frozenset[str]) -> list[Group]:
    groups: list[Group] = []
    owner: dict[str, Group] = {}
    for at, step in enumerate(steps):
        if step.instruction.keyword not in _CARRIERS or kept(step.instruction):
            continue
        names = variables_in(step.instruction.body) | _sets(step)
        owners = [g for g in groups if any(owner.get(n) is g for n in names)]
        if owners:
            group = _joined(groups, owner, owners)
            group.members.append(at)
        elif step.instruction.keyword == "ARG" and _is_stamp(steps, at, used_above):
            sure = any(map(is_stamp, names_of(step))) or _labelled(steps, at, is_stamp_label)
            group = Group([at], sure)
            groups.append(group)
        else:
            continue
        owner |= dict.fromkeys(_sets(step), group)
    return groups


def _joined(groups: list[Group], owner: dict[str, Group], some: list[Group]) -> Group:
    """One group of several: something is made of all of them."""
    first, *others = some
    for other in others:
        first.members = sorted((*first.members, *other.members))
        first.sure = first.sure or other.sure
        owner |= {name: first for name, group in owner.items() if group is other}
        groups.remove(other)
    return first


def _is_stamp(steps: Sequence[Step], at: int, used_above: frozenset[str]) -> bool:
    names, above = names_of(steps[at]), steps[at].instruction.comments
    if (
        used_above & set(names)
        or any(map(is_cache_buster, names))
        or any(map(_RENEWS.search, above))
    ):
        return False
    named = any(is_stamp(n) or may_be_stamp(n) for n in names)
    return named or _labelled(steps, at, lambda k: is_stamp_label(k) or is_version_label(k))


def _labelled(steps: Sequence[Step], at: int, is_one: Callable[[str], bool]) -> bool:
    """Whether a label that is for stamps holds the argument."""
    names = frozenset(names_of(steps[at]))
    return any(
        is_one(key) and names & variables_in(value)
        for step in steps[at + 1 :]
        if step.instruction.keyword == "LABEL"
        for key, value in Label.of(step.instruction, step.at.escape).pairs
    )


# --- how far they may go -------------------------------------------------------------------------


def _walk(steps: Sequence[Step], groups: Sequence[Group]) -> tuple[int, ...]:
    """All steps in order, each group held back until a step has to stand behind it; notes in the
    group which step that is."""
    last = max((i for i, s in enumerate(steps) if s.instruction.keyword in _LAYERS), default=-1)
    member = {i: g for g in groups for i in g.members}
    for group in groups:
        group.with_it, group.above, group.why = [], None, ""
    order: list[int] = []
    held: list[int] = []
    for at in range(len(steps)):
        own = member.get(at) or _pulling(steps, held, member, at)
        if own and own.above is None and at < last:
            held.append(at)
            if at not in own.members:
                own.with_it.append(at)
                member[at] = own
            continue
        _release(steps, held, member, at)
        order += [h for h in held if member[h].above is not None]
        held = [h for h in held if member[h].above is None]
        order.append(at)
        if at == last:
            order += held
            held = []
    return tuple(order)


def _pulling(
    steps: Sequence[Step], held: Sequence[int], member: dict[int, Group], at: int
) -> Group | None:
    """The group that a label has to go along with, because one of its labels is held back."""
    if steps[at].instruction.keyword != "LABEL" or kept(steps[at].instruction):
        return None
    above = (h for h in held if steps[h].instruction.keyword == "LABEL")
    return next((member[h] for h in above), None)


def _release(steps: Sequence[Step], held: Sequence[int], member: dict[int, Group], at: int) -> None:
    """Note for every group that is held back whether this step has to stand behind it."""
    waiting = [at]
    while waiting:
        step = waiting.pop()
        for h in held:
            group = member[h]
            why = "" if group.above is not None or h >= step else _why(steps[h], steps[step])
            if why:
                group.above, group.why = at, why
                waiting += [i for i in held if member[i] is group]


def _why(carrier: Step, step: Step) -> str:
    """Why a step has to stand behind an ARG, an ENV or a LABEL, as words; empty: it may pass."""
    both = {carrier.instruction.keyword, step.instruction.keyword}
    if kept(step.instruction):
        return "it is kept as it is"
    if both == {"LABEL"}:
        return "labels keep their order"
    sets, named = _sets(carrier), _named(step)
    read = min(sets & named, default="") or min(
        (variables_in(carrier.instruction.body) | sets) & _sets(step), default=""
    )
    if read:
        return f"it reads {read}"
    why = conflict(carrier.effect, step.effect)
    if why or not sets or step.instruction.keyword != "RUN":
        return why
    source = next((i.source for i in step.effect.installs if i.source), "")
    if source or step.effect.unsure:
        return (
            f"what it installs (`{source}`) may read any variable" if source else "it may install"
        )
    return "it lists its variables" if any(map(_LISTS.search, _scripts(step))) else ""


def _sets(step: Step) -> frozenset[str]:
    return frozenset(names_of(step) if step.instruction.keyword in ("ARG", "ENV") else ())


def _named(step: Step) -> frozenset[str]:
    """The variables that a step names, here-documents included; of a RUN every word that it or a
    script of it says, as a program may ask for a variable by its name."""
    if step.instruction.keyword != "RUN":
        return variables_in(step.instruction.text)
    return frozenset(word for text in _scripts(step) for word in re.findall(r"\w+", text))


def _scripts(step: Step) -> Iterator[str]:
    """What a RUN says, and every file of the build context that it reads by its name."""
    run = Run.of(step.instruction, step.at.escape)
    yield "\n".join(run.argv) if run.argv is not None else run.script or ""
    yield from (heredoc.content for heredoc in run.heredocs)
    for area in step.effect.reads:
        path = None if area.deep else step.at.image.context.get(area.path)
        if path:
            yield step.at.project.read(path) or ""


# --- what it is good for -------------------------------------------------------------------------


def _gains(steps: Sequence[Step], order: Sequence[int], group: Group) -> bool:
    """Whether a new value leaves a layer alone that it has made anew so far.

    BuildKit gives ARG and ENV to every RUN behind them, and they count in its cache; other
    builders look up an ENV or a LABEL as a step, whose new value makes all behind it anew.
    """
    place = {step: at for at, step in enumerate(order)}
    for member in group.members:
        passed = (i for i in range(member + 1, len(steps)) if place[i] < place[member])
        keywords = {steps[i].instruction.keyword for i in passed} & _LAYERS
        copies = keywords and group.above is None and steps[member].instruction.keyword != "ARG"
        if "RUN" in keywords or copies:
            return True
    return False


def _is_stuck(steps: Sequence[Step], group: Group) -> bool:
    """Whether a RUN stands behind a group that does not name any of it."""
    above = None if group.above is None else steps[group.above]
    if above is None or above.instruction.keyword != "RUN" or kept(above.instruction):
        return False
    names = frozenset(n for i in group.members for n in _sets(steps[i]))
    return not names & _named(above)
