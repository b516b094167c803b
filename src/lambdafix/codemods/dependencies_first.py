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

An install that shares its RUN with what reads the source (`npm ci && npm run build`) gets a RUN of
its own. A build that fetches its dependencies by itself gets a RUN in front of it that fetches them
alone: `go mod download`, `dotnet restore`. `npm update` and `yarn upgrade` are installs, as new as
the day of their layer; what they note in the lock counts only where a later step asks for it.

Refuses: an install that reads the source (`pip install .`, `-e .`, `poetry install` without
`--no-root`); a manifest that is not in the build context, or that a build argument chooses where
no words of a COPY name it for every value; a source file that has the name of a
package that is installed into the same directory; a step in between that is not understood. A
build that fetches by itself stays as it is, which is said as advice, where its manifests do not
name all that is fetched, where its own line prepares the fetching, or where what is fetched would
stay in the last image; and builds by cargo, gradle and mvn, for which no command fetches exactly
that from the manifests alone. Where a vendor directory or a cache mount holds the modules, there is
nothing to gain.

Safety: SAFE. Exactly the files that the install reads are copied before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lambdafix.catalog.host import made_by_installs
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    Fetched,
    Order,
    Parted,
    Reason,
    Result,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits.fetched_first import fetching
from lambdafix.edits.install_words import installs_dependencies
from lambdafix.edits.sinking import Sunk, sunk
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.argument_trial import Choice
from lambdafix.semantics.ordering.arrangement import arrangements
from lambdafix.semantics.ordering.cost import pays
from lambdafix.semantics.ordering.holds import held_by
from lambdafix.semantics.ordering.order import FEWER, beyond
from lambdafix.semantics.ordering.passing import awaited, exposed, may_swap
from lambdafix.semantics.ordering.required import builds, installs, required
from lambdafix.semantics.ordering.stability import Kind, own_kinds
from lambdafix.semantics.renewed import renewed
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.shell import Command, Script, read
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Run


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    reasons, allowance = list[Reason](), list[Allowance]()
    for number in range(len(dockerfile.stages)):
        before, found = dockerfile, sunk(dockerfile, project, settings, number)
        if found.moved and _pays(before, found, project, settings, number):
            dockerfile = found.dockerfile
            reasons += map(_alone, found.new)
            reasons += (_applied(step, past) for step, past in found.moved)
            allowance += found.new
            allowance += _renewed(found, simulate(dockerfile, project)[number].steps)
        stuck = (_refused(steps, found.too_many) for steps in found.stuck)
        reasons += (reason for reason in stuck if reason)
        reasons += [_chosen(found.choice)] if found.choice else []
        reasons += _not_understood(simulate(dockerfile, project)[number].steps)
        reasons += _bound(simulate(dockerfile, project)[number].steps)
        if not any(isinstance(new, Fetched) for new in allowance):
            reasons += _advice(before, project, number, found)
    return Result(dockerfile, tuple(reasons), tuple(allowance))


def _renewed(found: Sunk, steps: tuple[Step, ...]) -> Iterator[Dropped]:
    """The locks that an update has filled, which a COPY behind it puts back as they were."""
    brought = {path for copy, _ in found.moved for path in copy.effect.files}
    for path in dict.fromkeys(p for step in steps for p in renewed(step) if p in brought):
        yield Dropped(path, "only an install reads which versions an update has found")


def _pays(
    before: Dockerfile, found: Sunk, project: Project, settings: Settings, number: int
) -> bool:
    """Whether an order by cost has anything of it; not where nobody knows what it costs."""
    if settings.order is not Order.COST:
        return True
    old, new = (arrangements(d, project, settings)[number] for d in (before, found.dockerfile))
    if not new.by_cost:
        return True
    if old.layers is None or new.layers is None:
        return False
    return pays(old.layers.expected(old.unmoved), new.layers.expected(new.order))


def _not_understood(steps: tuple[Step, ...]) -> Iterator[Reason]:
    """An install that stands behind the source in a RUN that is not understood."""
    source = None
    for step, kind in zip(steps, own_kinds(steps), strict=True):
        wall = step.effect.wall
        commands = _commands(step) if source and wall else ()
        if source and wall and any(map(installs_dependencies, commands)):
            text = (
                f"`{shown(source.instruction)}` stays above `{shown(step.instruction)}`: "
                f"`{wall.word}` is not understood ({wall.why})"
            )
            alone = "copy by hand, above it, what the install reads"
            hint = alone if len(commands) == 1 else "give the install a RUN of its own"
            if source.at.project.known and source.effect.missing:
                text += f"; {source.effect.missing}"
                hint = "build it first, or run lambdafix where it is"
            yield Reason(Verdict.REFUSED, Safety.SAFE, source.instruction.line, text, hint)
            return
        if kind is Kind.SOURCE and step.instruction.keyword in ("ADD", "COPY"):
            source = source or step


def _bound(steps: tuple[Step, ...]) -> Iterator[Reason]:
    """An install that any edit of the build context makes anew, wherever it stands."""
    for step in steps:
        if installs(step) and step.effect.bound:
            text = (
                f"`{shown(step.instruction)}` runs again after every edit: what "
                f"`{step.effect.bound}` binds counts by its content, which is all of the context"
            )
            hint = "bind the files that the install reads alone, each with source= and target="
            yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, step.instruction.line, text, hint)


def _commands(step: Step) -> tuple[Command, ...]:
    run = Run.of(step.instruction, step.at.escape) if step.instruction.keyword == "RUN" else None
    script = read(run.script) if run and run.script else None
    return script.commands if isinstance(script, Script) else ()


def _advice(dockerfile: Dockerfile, project: Project, number: int, found: Sunk) -> Iterator[Reason]:
    """A build that fetches its dependencies anew whenever the source is edited."""
    steps = simulate(dockerfile, project)[number].steps
    build = next(fetching(dockerfile, project, number, steps), None)
    if build is None:
        return
    why, fetch = build.why, build.fetch
    if not why and found.kept_out:
        copy, obstacle = found.kept_out[0][0], _obstacle(found.kept_out[0])
        why = f"`{shown(copy.instruction)}` would stay above it: {obstacle[0]}" if obstacle else ""
    text = f"`{fetch.build}` fetches all dependencies again whenever the source changes"
    text += f"; no RUN of its own is made for that: {why}" if why else ""
    hint = f"copy {fetch.files} first, then `RUN {' '.join(fetch.words)}`, then the source"
    line = build.step.instruction.line
    yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, fetch.by_hand or hint)


def _alone(new: Parted | Fetched) -> Reason:
    """Why an install has a RUN of its own."""
    if isinstance(new, Fetched):
        text = f"`{shown(new.run)}` is new: it fetches first what the build fetches by itself"
        return Reason(Verdict.APPLIED, Safety.SAFE, new.run.line, text)
    install, rest = (shown(i) for i in new.after)
    text = f"`{install}` gets a RUN of its own: what follows it, `{rest}`, reads the source"
    return Reason(Verdict.APPLIED, Safety.SAFE, new.before.line, text)


def _applied(step: Step, past: Step) -> Reason:
    text = (
        f"`{shown(step.instruction)}` goes below `{shown(past.instruction)}`: the install does not "
        "read it, and an edit of it no longer installs all dependencies again"
    )
    return Reason(Verdict.APPLIED, Safety.SAFE, step.instruction.line, text)


def _refused(steps: tuple[Step, ...], too_many: int) -> Reason | None:
    """Why a COPY stays above an install; None where the author wants it so, or only another COPY is
    in the way."""
    copy, install = steps[0], steps[-1]
    if any(kept(s.instruction) for s in steps):
        return None
    obstacle = (beyond(too_many), FEWER) if too_many else _obstacle(steps)
    if obstacle is None:
        return None
    why, hint = obstacle
    text = f"`{shown(copy.instruction)}` stays above `{shown(install.instruction)}`: {why}"
    return Reason(Verdict.REFUSED, Safety.SAFE, copy.instruction.line, text, hint)


def _chosen(choice: Choice) -> Reason:
    """Why all stays as it is where a build argument has other manifests copied."""
    copy, install, name = choice.copy.instruction, choice.install.instruction, choice.argument
    text = (
        f"`{shown(copy)}` stays above `{shown(install)}`: the build argument {name} chooses what "
        "the install reads"
    )
    text += f"; {choice.why}" if choice.why else ""
    hint = "copy by hand, above it, what the install reads by each value"
    return Reason(Verdict.REFUSED, Safety.SAFE, copy.line, text, hint)


def _obstacle(steps: tuple[Step, ...]) -> tuple[str, str] | None:
    copy, install = steps[0], steps[-1]
    source = next((i.source for i in install.effect.installs if i.source), "")
    if source:
        return (
            f"`{source}` installs the source itself",
            "install the dependencies from a requirements file first",
        )
    if not copy.at.project.known:
        return "there is no build context to look into", "give the build context with --context"
    if install.effect.missing:
        return (
            install.effect.missing,
            "copy it from the build context by name, before a step that changes it",
        )
    brought = (copy.effect.files[path][1] for path in required(copy.effect.files, steps[1:]))
    ignored = copy.at.project.ignored_by_git(name for name in brought if name)
    if ignored:
        name = min(ignored)
        why = f"the install reads {name}, which git ignores: a COPY of that name would end the "
        return f"{why}build of a fresh clone", f"copy it by a pattern: {name}*"
    between = next((s for s in steps[1:] if not may_swap(copy, s)), None)
    if between is None or (between is not install and builds(between)):
        return None  # what is built of the source has to stand behind it
    why = f"line {between.instruction.line} {held_by(copy, between)}"
    host = next(chain(awaited(copy, between), exposed(copy, between)), None)
    if host and not conflict(copy.effect, between.effect):
        name = f"name {host.context} in {copy.at.project.ignore_file or '.dockerignore'}"
        sure = made_by_installs(host.context)
        return why, name if sure else f"{name} if no build has to bring it"
    return why, "move it by hand if you know that it is safe"


CODEMOD = Codemod(transform)
