"""COPY and RUN stand from stable to changing: what changes least comes first.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-COPY requirements.txt ./
-RUN pip install -r requirements.txt -t .
 RUN dnf install -y git && dnf clean all
+COPY requirements.txt ./
+RUN pip install -r requirements.txt -t .
 COPY app.py ./
 CMD ["app.handler"]
```

Why: a layer that changes makes every layer after it new, in the build cache and in the push. So OS
packages stand before what comes from other images, that before dependencies, those before source.

Refuses: to move a step past one that it depends on, or past a RUN that is not understood; among
files of the build context the author's order stays.

Safety: SAFE. A step passes another only if neither reads or overwrites what the other leaves.
"""

from __future__ import annotations

from dataclasses import replace

from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.keep import kept
from lambdafix.semantics.order import best_order, constraints
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.stability import Kind, kinds, own_kinds
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dialect, Dockerfile, Stage, permuted

_WHY = {
    Kind.OS_PACKAGES: "OS packages change least",
    Kind.OTHER_IMAGES: "what comes from elsewhere changes less than what is made here",
    Kind.DEPENDENCIES: "dependencies change less than source",
    Kind.SOURCE: "source changes most",
}


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    built = simulate(dockerfile, project)
    ordered = [
        _ordered(stage, b, dockerfile.dialect)
        for stage, b in zip(dockerfile.stages, built, strict=True)
    ]
    stages = tuple(stage for stage, _ in ordered)
    reasons = tuple(r for _, some in ordered for r in some)
    return Result(replace(dockerfile, stages=stages) if reasons else dockerfile, reasons)


def _ordered(stage: Stage, built: Built, dialect: Dialect) -> tuple[Stage, list[Reason]]:
    steps, wishes = built.steps, kinds(built.steps)
    if kept(stage.instructions[0]):
        return stage, []
    order = best_order(wishes, constraints(steps))
    if order == tuple(range(len(steps))):
        return stage, []
    risen = [(place, own_kinds(steps)[order[place]]) for place in _risen(order)]
    reasons = [_reason(steps, order, place, kind) for place, kind in risen if kind is not None]
    return permuted(stage, order, fragments.gap(dialect)), reasons


def _risen(order: tuple[int, ...]) -> list[int]:
    """The places in the new order whose step has passed a step that the author had before it."""
    return [at for at, step in enumerate(order) if any(o < step for o in order[at + 1 :])]


def _reason(steps: tuple[Step, ...], order: tuple[int, ...], place: int, kind: Kind) -> Reason:
    step = steps[order[place]]
    passed = [steps[o] for o in order[place + 1 :] if o < order[place]]
    past = shown(passed[0].instruction)
    why = _WHY[kind]
    text = f"`{shown(step.instruction)}` goes before `{past}`: {why}"
    return Reason(Verdict.APPLIED, Safety.SAFE, step.instruction.line, text)


CODEMOD = Codemod(transform)
