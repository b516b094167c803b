"""How changeable a step is, by its kind: AWS's rule is to go from stable to changing.

Source: AWS Compute Blog 2021, "Optimizing Lambda functions packaged as container images".
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from lambdafix.catalog.stamps import RENEWED
from lambdafix.semantics.ordering.passing import may_swap
from lambdafix.semantics.ordering.required import fetches, installs, required, spares
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Copy, stage_name


class Kind(IntEnum):
    """From what changes least to what changes most."""

    OS_PACKAGES = 0
    OTHER_IMAGES = 1  # extensions, layers, tools copied from an image or fetched by address
    DEPENDENCIES = 2  # packages of the language, and the manifests that they are read from
    SOURCE = 3  # files of the build context, and what is compiled of them


def kinds(steps: Sequence[Step]) -> tuple[Kind | None, ...]:
    """The kind of each step; None where it has no wish, because nothing would come of it.

    Files that another COPY of source brings too, with more, need not stand behind an install that
    has to stay behind that one. A manifest need not stand before source that its own install has
    to stay behind.
    """
    own = own_kinds(steps)
    sources = [i for i, kind in enumerate(own) if kind is Kind.SOURCE]
    out = list(own)
    for at, step in enumerate(steps):
        if own[at] is Kind.SOURCE and _moves_for_nothing(steps, at, sources):
            out[at] = None
        if own[at] is Kind.DEPENDENCIES and step.instruction.keyword != "RUN":
            later = range(at + 1, len(steps))
            readers = [i for i in later if required(step.effect.files, steps[i : i + 1])]
            if any(_needs(steps, s, r) for r in readers for s in sources if s < r):
                out[at] = None
    return tuple(out)


def _moves_for_nothing(steps: Sequence[Step], at: int, sources: Sequence[int]) -> bool:
    wider = [i for i in sources if i != at and _brings(steps[i], steps[at])]
    later = [j for j in range(at + 1, len(steps)) if installs(steps[j])]
    return bool(wider and later) and all(
        any(_needs(steps, i, j) for i in wider if i < j) for j in later
    )


def _brings(first: Step, second: Step) -> bool:
    """Whether all files of the context that the second copies, and more, come with the first."""
    files = {c for _, c in second.effect.files.values()}
    return None not in files and files < {c for _, c in first.effect.files.values()}


def own_kinds(steps: Sequence[Step]) -> tuple[Kind | None, ...]:
    """The kind of each step by what it is, whatever it depends on."""
    return tuple(_kind(step, steps[at + 1 :]) for at, step in enumerate(steps))


def _needs(steps: Sequence[Step], first: int, second: int) -> bool:
    """Whether the second step has to stay behind the first, by itself or through one between."""
    reached = [first]
    for at in range(first + 1, second + 1):
        if not all(may_swap(steps[r], steps[at]) for r in reached):
            reached.append(at)
    return second in reached


def _kind(step: Step, later: Sequence[Step]) -> Kind | None:
    effect = step.effect
    match step.instruction.keyword:
        case "RUN" if spares(step):
            return Kind.DEPENDENCIES
        case "RUN" if effect.packages:
            return Kind.OS_PACKAGES
        case "RUN" if fetches(step):
            return Kind.OTHER_IMAGES
        case "COPY" | "ADD":
            return _copied(step, later)
        case _:
            return None


def _copied(step: Step, later: Sequence[Step]) -> Kind | None:
    effect, copy = step.effect, Copy.of(step.instruction, step.at.escape)
    origin = stage_name(step.at.scope.expand(copy.flags.get("from", "") or ""))
    if origin in step.at.stages:
        ours = any(context is not None for _, context in effect.files.values())
        if (ours and not _only_required(step, later)) or any(m.compiled for m in effect.carried):
            return Kind.SOURCE
        return Kind.DEPENDENCIES if effect.carried and not effect.deposits else None
    if RENEWED in effect.sets:
        return None  # it is there to make anew what stands behind it
    if origin or (copy.add and any("://" in s for s in copy.sources)):
        return Kind.OTHER_IMAGES
    return Kind.DEPENDENCIES if _only_required(step, later) else Kind.SOURCE


def _only_required(step: Step, later: Sequence[Step]) -> bool:
    """Whether installs read all the files that a COPY brings."""
    files = step.effect.files
    return bool(files) and len(required(files, later)) == len(files)
