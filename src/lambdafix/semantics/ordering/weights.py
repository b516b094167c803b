"""How many bytes the layer of a step has: files are counted, the rest is estimated or said.

What the settings say counts most. An install is its named distributions by the catalog; what else a
RUN fetches, or does that is not understood, is one number for all; the rest leaves next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lambdafix.catalog.sizes import distributions_size, typical_size
from lambdafix.context.project import Project
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.ordering.hints import of_file, of_instruction, taken
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.views import Copy, stage_name

_FETCHING = frozenset({"aws", "curl", "git", "tar", "unzip", "wget"})

Said = Sequence[tuple[str, int]]


def weights(stages: Sequence[Built], project: Project, said: Said) -> tuple[tuple[int, ...], ...]:
    """For each stage the bytes of its steps' layers."""
    out: list[tuple[int, ...]] = []
    installed: dict[str, int] = {}  # what is left by this name -> the bytes of its step
    for built in stages:
        own = tuple(_weight(step, project, said, installed) for step in built.steps)
        for step, bytes_ in zip(built.steps, own, strict=True):
            if step.instruction.keyword == "RUN":
                installed |= {d.label: bytes_ for d in step.effect.deposits}
        out.append(own)
    return tuple(out)


def _weight(step: Step, project: Project, said: Said, installed: Mapping[str, int]) -> int:
    instruction, effect = step.instruction, step.effect
    told = of_instruction(said, instruction)
    if told is not None:
        return told
    if instruction.keyword == "RUN":
        return _left(effect)
    if instruction.keyword not in ("ADD", "COPY"):
        return 0
    copied = _files(step, project, said)
    copied += sum(installed.get(label, 0) for label in {m.label for m in effect.carried})
    return copied + (typical_size("image") if _is_from_elsewhere(step) else 0)


def _left(effect: Effect) -> int:
    """What a RUN leaves: installs and packages by their names; what it fetches, by a guess."""
    found = sum(
        distributions_size(i.distributions) if i.distributions else typical_size("install")
        for i in effect.installs
    )
    if effect.manifests and not effect.installs:
        found += typical_size("install")  # of another language than Python
    found += sum(typical_size("os_package") * len(p.names) for p in effect.packages)
    fetched = effect.wall or any(d.semantic[0] in _FETCHING for d in effect.deposits)
    return found + (typical_size("run") if fetched else 0)


def _files(step: Step, project: Project, said: Said) -> int:
    """The files that a step copies; all that one pattern of the settings names, counted once."""
    told: dict[str, int] = {}
    total = 0
    for path in taken(step):
        hint = of_file(said, path)
        if hint is None:
            total += project.size(path)
        else:
            told[hint[0]] = hint[1]
    return total + sum(told.values())


def _is_from_elsewhere(step: Step) -> bool:
    copy = Copy.of(step.instruction, step.at.escape)
    origin = stage_name(step.at.scope.expand(copy.flags.get("from") or ""))
    fetched = copy.add and any("://" in s or s.startswith("git@") for s in copy.sources)
    return fetched or bool(origin and origin not in step.at.stages)
