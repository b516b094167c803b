"""Stamps of a build, and the instructions that carry them.

A stamp is a build argument whose value differs from build to build; the ENV, LABEL and ARG that
are made of it belong to it. Its name, or the label that holds it, tells (the catalog).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from lambdafix.catalog.stamps import (
    is_cache_buster,
    is_stamp,
    is_stamp_label,
    is_version_label,
    may_be_stamp,
)
from lambdafix.regex import regex
from lambdafix.semantics.keep import kept
from lambdafix.semantics.shell_state import variables_in
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Arg, Env, Label

_CARRIERS = frozenset({"ARG", "ENV", "LABEL"})
# What an author says above an argument that is there to renew what stands behind it.
_RENEWS = regex(r"cach|bust|invalidat|re-?build|re-?run|\bforce|refresh", re.IGNORECASE)


class Group(Struct):
    """A stamp with what is made of it, as numbers of steps; `with_it` are labels that go along,
    as labels keep their order. `sure`: it is a stamp whoever reads it. `above` is the first step
    that has to stand behind it, `why` the words for it."""

    members: list[int]
    sure: bool
    with_it: list[int] = field(default_factory=list)
    above: int | None = None
    why: str = ""


def groups_of(steps: Sequence[Step], used_above: frozenset[str]) -> list[Group]:
    """The stamps of a stage. `used_above`: the names that a FROM of the file holds."""
    groups: list[Group] = []
    owner: dict[str, Group] = {}
    for at, step in enumerate(steps):
        if step.instruction.keyword not in _CARRIERS or kept(step.instruction):
            continue
        names = variables_in(step.instruction.body) | sets_of(step)
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
        owner |= dict.fromkeys(sets_of(step), group)
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


def sets_of(step: Step) -> frozenset[str]:
    """The variables that a step gives a value to."""
    return frozenset(names_of(step) if step.instruction.keyword in ("ARG", "ENV") else ())
