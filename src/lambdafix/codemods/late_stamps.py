"""Stamps of a build stand below the layers that do not name them.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-ARG GIT_SHA
-ENV GIT_SHA=${GIT_SHA}
-LABEL org.opencontainers.image.revision=${GIT_SHA}
 RUN dnf install -y git && dnf clean all
 COPY app.py ./
+ARG GIT_SHA
+ENV GIT_SHA=${GIT_SHA}
+LABEL org.opencontainers.image.revision=${GIT_SHA}
 CMD ["app.handler"]
```

Why: a build argument is in the environment of every RUN behind it, read or not, and so is an ENV:
with the commit above the installs, every release installs all again. BuildKit leaves COPY alone,
and a LABEL changes no layer; the classic builder (which `sam build` uses), Buildah and Kaniko make
everything anew behind an ENV or a LABEL with a new value.

Refuses: to move a stamp past a step that names it, that is not understood, that lists its
variables or that installs the source. A version that a step reads is no stamp.

Safety: SAFE. Nothing in between reads the variables, and the image has the same ones.

Advice only: what is there to make layers anew (`ARG CACHEBUST`) stays, and all behind it stays
behind it. `apt-get update` in a RUN of its own, upgrades of all OS packages, and installers that
are brought up to date without a version are named: what they give depends on the day of the build.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.keep import kept
from lambdafix.semantics.shell_state import variables_in
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.stages import goes_on
from lambdafix.semantics.stamping.day import of_the_day
from lambdafix.semantics.stamping.late import late
from lambdafix.semantics.stamping.stamps import Group, names_of
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Stage, permuted

_MOST = 3  # names that a reason lists


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    froms = [stage.instructions[0] for stage in dockerfile.stages]
    used = {name for first in froms for name in variables_in(first.body)}
    stages, reasons = list[Stage](), list[Reason]()
    for number, built in enumerate(simulate(dockerfile, project)):
        stage = dockerfile.stages[number]
        if kept(stage.instructions[0]):
            stages.append(stage)
            continue
        order, groups = late(built.steps, used)
        moved = order != tuple(range(len(order)))
        stages.append(permuted(stage, order, fragments.gap(dockerfile.dialect)) if moved else stage)
        # what stands behind the deployed stage is not seen here, and may go on from it
        whole = not (goes_on(dockerfile, number) or (built.named and settings.targets))
        reasons += [_reason(built, order, group, whole=whole) for group in groups]
        reasons += of_the_day(built.steps)
    # a step that stands in two stages has one line in the author's file
    once = {(reason.line, reason.text): reason for reason in reasons}
    return Result(replace(dockerfile, stages=tuple(stages)), tuple(once.values()))


def _reason(built: Built, order: Sequence[int], group: Group, *, whole: bool) -> Reason:
    """Why a stamp moved, or why it could not; `whole`: no other stage has what this one has."""
    steps, (first, *others) = built.steps, group.members
    place = {step: at for at, step in enumerate(order)}
    passed = [i for i in range(first + 1, len(steps)) if place[i] < place[first]]
    line, name = steps[first].instruction.line, f"`{_name(steps[first])}`"
    name += f" in the stage `{built.name}`" if built.named else ""
    above = "" if group.above is None else shown(steps[group.above].instruction)
    if not passed:
        several = any(len(names_of(steps[i])) > 1 for i in others)
        hint = "declare it further down if that step does not read it"
        hint = "give what is made of it a line of its own" if several else hint
        text = f"{name} stays above `{above}`: {group.why}"
        return Reason(Verdict.REFUSED, Safety.SAFE, line, text, hint)
    along = dict.fromkeys(f"`{_name(steps[i])}`" for i in sorted((*others, *group.with_it)))
    below = shown(steps[passed[-1]].instruction)
    text = f"{name} goes below `{below}`{' with ' if along else ''}{', '.join(along)}"
    text += f", but not below `{above}` ({group.why})" if above else ""
    text += ": a new value makes nothing anew that stands above"
    idle = whole and not (along or above)
    hint = "nothing reads it at all: leave it out if nobody needs it" if idle else ""
    return Reason(Verdict.APPLIED, Safety.SAFE, line, text, hint)


def _name(step: Step) -> str:
    """`LABEL org.opencontainers.image.revision`: never a value."""
    names = names_of(step)
    more = " ..." if len(names) > _MOST else ""
    return f"{step.instruction.keyword} {' '.join(names[:_MOST])}{more}"


CODEMOD = Codemod(transform)
