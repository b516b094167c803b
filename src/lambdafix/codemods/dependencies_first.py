"""Dependencies are installed before the source is copied.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-COPY app.py requirements.txt ./
+COPY requirements.txt ./
 RUN pip install -r requirements.txt -t .
+COPY app.py ./
 CMD ["app.handler"]
```

Why: when the source is copied first, every edit of it installs all dependencies again, and pushes
them again.

Refuses: an install that reads the source (`pip install .`, `-e .`, `poetry install` without
`--no-root`); a manifest that is not in the build context; a source file that has the name of a
package that is installed into the same directory; a step in between that is not understood.

Safety: SAFE. Exactly the files that the install reads are copied before it.
"""

from __future__ import annotations

from dataclasses import replace
from posixpath import dirname, relpath

from lambdafix.codemod import Codemod, Order, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.arrangement import arrangements
from lambdafix.semantics.ordering.cost import pays
from lambdafix.semantics.ordering.order import Preferences, best_order, constraints
from lambdafix.semantics.ordering.stability import Kind, own_kinds
from lambdafix.semantics.ordering.wishes import Standing, standings
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Item, Stage, permuted
from lambdafix.syntax.views import Copy, put


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    stages, reasons = list(dockerfile.stages), list[Reason]()
    for number in range(len(stages)):
        result = _one_stage(replace(dockerfile, stages=tuple(stages)), project, settings, number)
        stages[number] = result.dockerfile.stages[number]
        reasons += result.reasons
    return Result(replace(dockerfile, stages=tuple(stages)), tuple(reasons))


def _one_stage(dockerfile: Dockerfile, project: Project, settings: Settings, number: int) -> Result:
    """The stage with its manifests parted and its source below the installs, or why not."""
    stage, steps = dockerfile.stages[number], simulate(dockerfile, project)[number].steps
    if not _copies_before_installs(steps) or kept(stage.instructions[0]):
        return Result(dockerfile)
    refusals: dict[int, Reason] = {}
    whole: frozenset[int] = frozenset()  # lines of the COPYs that are not parted, as that is no use
    while True:
        parted = _parted(stage, steps, dockerfile.dialect.escape, whole)
        candidate = replace(dockerfile, stages=_with(dockerfile.stages, number, parted))
        new_steps = simulate(candidate, project)[number].steps
        wishes = [_wish(s) for s in standings(new_steps, settings.stability)]
        order = best_order(Preferences.by_rank(wishes), constraints(new_steps))
        stuck = _stuck(new_steps, order, wishes)
        for copy, install in stuck:
            reason = _refused(new_steps, copy, install)
            if reason:
                refusals.setdefault(reason.line, reason)
        lines = frozenset(new_steps[copy].instruction.line for copy, _ in stuck)
        if lines <= whole:
            break
        whole |= lines
    moved = _sunk(new_steps, order, wishes)
    if not moved:
        return Result(dockerfile, tuple(refusals.values()))
    final = replace(
        candidate,
        stages=_with(
            dockerfile.stages, number, permuted(parted, order, fragments.gap(dockerfile.dialect))
        ),
    )
    if settings.order is Order.COST and not _pays(dockerfile, final, project, settings, number):
        return Result(dockerfile, tuple(refusals.values()))
    return Result(final, (*(_applied(step, past) for step, past in moved), *refusals.values()))


def _pays(
    before: Dockerfile, after: Dockerfile, project: Project, settings: Settings, number: int
) -> bool:
    """Whether an order by cost has anything of it; not where nobody knows what it costs."""
    old, new = (arrangements(d, project, settings)[number] for d in (before, after))
    if not new.by_cost:
        return True
    if old.layers is None or new.layers is None:
        return False
    return pays(old.layers.expected(old.unmoved), new.layers.expected(new.order))


def _copies_before_installs(steps: tuple[Step, ...]) -> list[Step]:
    """The COPYs of source that stand before an install."""
    last = max(
        (i for i, s in enumerate(steps) if s.effect.manifests or s.effect.installs), default=-1
    )
    own = own_kinds(steps)
    return [s for s, k in zip(steps[: last + 1], own, strict=False) if k is Kind.SOURCE]


def _wish(standing: Standing) -> int | None:
    """Dependencies before source; none where the author says that it is the other way round."""
    dependencies = standing.is_clearly_before(Standing.of(Kind.SOURCE))
    source = Standing.of(Kind.DEPENDENCIES).is_clearly_before(standing)
    if standing.kind is Kind.DEPENDENCIES and dependencies:
        return 0
    return 1 if standing.kind is Kind.SOURCE and source else None


def _with(stages: tuple[Stage, ...], number: int, stage: Stage) -> tuple[Stage, ...]:
    return (*stages[:number], stage, *stages[number + 1 :])


# --- parting a COPY that brings manifests together with source -----------------------------------


def _parted(stage: Stage, steps: tuple[Step, ...], escape: str, whole: frozenset[int]) -> Stage:
    by_instruction = {id(s.instruction): i for i, s in enumerate(steps)}
    items: list[Item] = []
    for item in stage.items:
        at = by_instruction.get(id(item))
        if at is None or isinstance(item, Gap) or item.line in whole:
            items.append(item)
        else:
            items += _two(item, steps, at, escape)
    return Stage(tuple(items))


def _two(instruction: Instruction, steps: tuple[Step, ...], at: int, escape: str) -> list[Item]:
    """The COPY of the manifests that later installs read, and the COPY of the rest."""
    step = steps[at]
    files = step.effect.files
    needed = [m for s in steps[at + 1 :] for m in s.effect.manifests]
    there = step.at.image.files
    manifests = {
        m: files[m][1]
        for m in dict.fromkeys(needed)
        if m in files and there.get(m) != files[m][0]  # else an earlier COPY has brought it
    }
    if instruction.keyword not in ("COPY", "ADD") or not manifests or kept(instruction):
        return [instruction]
    if manifests.keys() == files.keys() or None in manifests.values():
        return [instruction]
    copy = Copy.of(instruction, escape)
    if copy.heredocs or "from" in copy.flags:
        return [instruction]
    brought = {path: context for path, context in manifests.items() if context}
    first = [
        replace(put(instruction, view, escape), trivia=())
        for view in _manifest_copies(copy, step, brought)
    ]
    rest = tuple(s for s in copy.sources if _clean(s) not in brought.values())
    return [*first, put(instruction, replace(copy, sources=rest), escape) if rest else instruction]


def _manifest_copies(copy: Copy, step: Step, brought: dict[str, str]) -> list[Copy]:
    """One COPY for each directory that the manifests land in, in the author's own words."""
    destination = step.at.scope.path(copy.destination) or "/"
    words = {_clean(s): s for s in copy.sources}
    groups: dict[str, list[str]] = {}
    for path, context in brought.items():
        into = relpath(dirname(path), destination)
        groups.setdefault(into, []).append(words.get(context, context))
    # an empty variable is the working directory, and with a slash behind it the root
    base = copy.destination if step.at.scope.expand(copy.destination) else "."
    slashed = base if base.endswith("/") else f"{base}/"
    return [
        replace(copy, sources=tuple(sources), destination=_into(base, slashed, into, len(sources)))
        for into, sources in groups.items()
    ]


def _into(base: str, slashed: str, below: str, count: int) -> str:
    """A destination in the author's words; several sources need a slash (the classic builder)."""
    if below != ".":
        return f"{slashed}{below}/"
    return base if base in (".", "..") and count == 1 else slashed


def _clean(source: str) -> str:
    return source.removeprefix("./")


# --- what to say ---------------------------------------------------------------------------------


def _sunk(
    steps: tuple[Step, ...], order: tuple[int, ...], wishes: list[int | None]
) -> list[tuple[Step, Step]]:
    """Each COPY of source that is now below an install it stood above, with that install."""
    place = {step: at for at, step in enumerate(order)}
    out = []
    for i, wish in enumerate(wishes):
        past = [
            j for j in range(i + 1, len(steps)) if steps[j].effect.installs and place[j] < place[i]
        ]
        if wish == 1 and past and steps[i].instruction.keyword != "RUN":
            out.append((steps[i], steps[past[-1]]))
    return out


def _applied(step: Step, past: Step) -> Reason:
    text = (
        f"`{shown(step.instruction)}` goes below `{shown(past.instruction)}`: the install does not "
        "read it, and an edit of it no longer installs all dependencies again"
    )
    return Reason(Verdict.APPLIED, Safety.SAFE, step.instruction.line, text)


def _stuck(
    steps: tuple[Step, ...], order: tuple[int, ...], wishes: list[int | None]
) -> list[tuple[int, int]]:
    """Each COPY of source that still stands above an install, with the first such install."""
    place, own = {step: at for at, step in enumerate(order)}, own_kinds(steps)
    out = []
    for i, wish in enumerate(wishes):
        below = (j for j in range(i + 1, len(steps)) if steps[j].effect.installs)
        first = next((j for j in below if place[j] > place[i]), None)
        if wish == 1 and own[i] is Kind.SOURCE and first is not None:
            out.append((i, first))
    return out


def _refused(steps: tuple[Step, ...], copy: int, install: int) -> Reason | None:
    """Why a COPY stays; None where the author wants it so, or only another COPY is in the way."""
    step, target = steps[copy], steps[install]
    if any(kept(s.instruction) for s in steps[copy : install + 1]):
        return None
    obstacle = _obstacle(steps, copy, install)
    if obstacle is None:
        return None
    text = f"`{shown(step.instruction)}` stays above `{shown(target.instruction)}`: {obstacle[0]}"
    return Reason(Verdict.REFUSED, Safety.SAFE, step.instruction.line, text, obstacle[1])


def _obstacle(steps: tuple[Step, ...], copy: int, install: int) -> tuple[str, str] | None:
    effect = steps[install].effect
    source = next((i.source for i in effect.installs if i.source), "")
    if source:
        return (
            f"`{source}` installs the source itself",
            "install the dependencies from a requirements file first",
        )
    if not steps[copy].at.project.known:
        return "there is no build context to look into", "give the build context with --context"
    if effect.missing:
        return (
            effect.missing,
            "copy it from the build context by name, before a step that changes it",
        )
    for between in range(copy + 1, install + 1):
        why = conflict(steps[copy].effect, steps[between].effect)
        if why:
            return (
                f"line {steps[between].instruction.line}: {why}",
                "move it by hand if you know that it is safe",
            )
    return None


CODEMOD = Codemod(transform)
