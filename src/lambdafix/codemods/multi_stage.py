"""Dependencies are installed in a build stage; the final stage copies only what they left.

```diff
-FROM public.ecr.aws/lambda/python:3.12
+FROM public.ecr.aws/lambda/python:3.12 AS build
 RUN dnf install -y gcc && dnf clean all
 COPY requirements.txt ./
-RUN pip install -r requirements.txt
+RUN pip install -r requirements.txt --target /deps
+
+FROM public.ecr.aws/lambda/python:3.12
+RUN dnf install -y libgomp && dnf clean all
+COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
 COPY app.py ./
 CMD ["app.handler"]
```

Why: compilers, headers, the caches of package managers and build arguments stay behind, and the
layer of the dependencies holds nothing else. Both stages stand on the same base image, so that
compiled modules find the libraries that they were built with.

Refuses: an install behind a RUN that is not understood, or behind USER; two plain installs; poetry
and pipenv, which install beside themselves; a virtual environment, as of `uv sync`, and a Python
that is not the base image's own; packages with the name of a module of Python; an
install whose commands or whose place something still names, or under a condition; a plain install
beside an extension or an exec wrapper, or beside code that would see that packages lie elsewhere.

For Node the same with npm, yarn and pnpm: node_modules comes over, package.json stays with the
function, which reads it, and lock files, package managers and caches stay behind. A server behind
the Lambda Web Adapter stays in its stage. Stages in name only, each of which goes on from the one
before, and stages that the last one does not need are named, and never taken out.

Safety: SAFE. The final image is the same by provenance, less what stays behind; a package that only
a build needs is known from the catalog, and its run-time half stays (libgomp of gcc, libpq of
libpq-devel). UNSAFE for a plain install where another copy of a module may then be found first.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    LeftBehind,
    Moved,
    Reason,
    Result,
    Safety,
    Settings,
    Supplied,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits.stage_split import StageSplit
from lambdafix.edits.still_needed import still_needed, unknown_command
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.code import code_of
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import adapter_of
from lambdafix.semantics.simulate import Built, difference, simulate
from lambdafix.semantics.splitting.plan import FRESH, No, Plan, under_copied
from lambdafix.semantics.splitting.split import plan
from lambdafix.semantics.stages import aliases, in_name_only, unused
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import From


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    result = _split(dockerfile, project, settings)
    return replace(result, reasons=(*result.reasons, *_idle_stages(dockerfile)))


def _idle_stages(dockerfile: Dockerfile) -> Iterator[Reason]:
    """Stages that make the image no smaller."""
    names = aliases(dockerfile)
    for number in unused(dockerfile):
        line = dockerfile.stages[number].instructions[0].line
        name = f"`{names[number]}`" if names[number] else f"number {number}"
        text = (
            f"the last stage takes nothing from the stage {name}: only the classic builder makes it"
        )
        hint = "keep it if something builds it with --target"
        yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint)
    if in_name_only(dockerfile):
        line = dockerfile.stages[-1].instructions[0].line
        text = "every stage goes on from the one before, so that the image holds all of them"
        hint = "begin the last one with the base image, and copy what the function needs into it"
        yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint)


def _split(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    built = simulate(dockerfile, project)[-1]
    image = built.image.base
    stands_alone = built.steps and not _on_a_stage(dockerfile)
    if not stands_alone or image.aws is None or adapter_of(dockerfile):
        return Result(dockerfile)
    keeper = next((i for i in dockerfile.stages[-1].instructions if kept(i)), None)
    if keeper:
        text = f"`{shown(keeper)}` is kept as it is, and with it the stage"
        return Result(dockerfile, (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, keeper.line, text),))
    code = code_of(built.image, project)
    whole = bool(unknown_command(built, code))
    found = plan(built, code, whole=whole)
    if isinstance(found, Plan) and found.doubt and settings.allow is Safety.SAFE:
        exact = plan(built, code, whole=whole, sure=True)
        found = exact if isinstance(exact, Plan) else found
    if found is None:
        return Result(dockerfile)
    if isinstance(found, No):
        return _refused(dockerfile, found)
    obstacle = still_needed(built, found, code, project)
    if obstacle:
        return _refused(dockerfile, obstacle)
    split = StageSplit(dockerfile, built, found)
    after = split.dockerfile()
    if isinstance(after, No):
        return _refused(dockerfile, after)
    allowance = tuple(_allowance(built, found))
    differs = difference(dockerfile, after, project, allowance)
    if differs:
        step = built.steps[found.installs[-1]]
        return _refused(dockerfile, No(step, f"with a build stage of its own, {differs}"))
    safety = Safety.UNSAFE if found.doubt else Safety.SAFE
    if safety < settings.allow:
        step = built.steps[found.installs[-1]]
        text = f"`{shown(step.instruction)}` could run in a build stage: {found.doubt}"
        reason = Reason(Verdict.WITHHELD, safety, step.instruction.line, text)
        return Result(dockerfile, (reason,))
    return Result(after, (_applied(built, found, split.name, safety),), allowance)


def _on_a_stage(dockerfile: Dockerfile) -> bool:
    escape = dockerfile.dialect.escape
    views = [From.of(s.instructions[0], escape) for s in dockerfile.stages]
    return views[-1].image.lower() in {(v.alias or "").lower() for v in views[:-1]}


# --- what may change, and what to say ------------------------------------------------------------


def _allowance(built: Built, plan: Plan) -> Iterator[Allowance]:
    python = built.image.base.python
    if plan.retarget is not None and python:
        yield Moved(python.site_packages, TASK_ROOT)
        yield Moved(FRESH, TASK_ROOT)
        yield Dropped(f"{TASK_ROOT}/bin", "console scripts that nothing names")
    if (plan.retarget is not None or plan.stays) and python:
        yield Dropped(python.scripts, "console scripts that nothing names")
    for behind in plan.behind.values():
        for name, halves in behind.items():
            yield LeftBehind(name, "only a build needs it")
            yield from (Supplied(half, f"the run-time half of {name}") for half in halves)
    for path in plan.manifests:
        if not under_copied(path, plan):
            yield LeftBehind(path, "only the install reads it")
    for path in sorted(plan.noted):
        yield Dropped(path, "only the next install reads it")
    for path in plan.tools:
        yield LeftBehind(path, "an installer")
    for name in plan.installers:
        yield LeftBehind(name, "an installer")


def _applied(built: Built, plan: Plan, name: str, safety: Safety) -> Reason:
    install = built.steps[plan.installs[-1]].instruction
    behind = [n for some in plan.behind.values() for n in some]
    tools = [path.rpartition("/")[2] for path in plan.tools]
    gone = plan.build - plan.final
    arguments = [
        n
        for i in gone
        if built.steps[i].instruction.keyword == "ARG"
        for n in built.steps[i].effect.sets
    ]
    left = ", ".join(
        (*dict.fromkeys(behind), *sorted(plan.installers), *tools, *sorted(arguments), "caches")
    )
    text = f"`{shown(install)}` runs in the stage `{name}`; what only it needs stays there: {left}"
    halves = dict.fromkeys(h for b in plan.behind.values() for half in b.values() for h in half)
    if halves:
        text += f"; the final stage keeps their run-time libraries: {', '.join(halves)}"
    text += f"; {plan.doubt}" if plan.doubt else ""
    return Reason(Verdict.APPLIED, safety, install.line, text)


def _refused(dockerfile: Dockerfile, no: No) -> Result:
    line = no.step.instruction.line
    text = f"`{shown(no.step.instruction)}` keeps the file in one stage: {no.why}"
    return Result(dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, line, text, no.hint),))


CODEMOD = Codemod(transform)
