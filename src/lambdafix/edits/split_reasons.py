"""What a split in two stages may change in the image, and what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from posixpath import relpath

from lambdafix.codemod import (
    Allowance,
    Dropped,
    LeftBehind,
    Moved,
    Parted,
    Reason,
    Safety,
    Supplied,
    Verdict,
)
from lambdafix.edits.kept_copies import lists_today
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.ordering.required import builds
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting.plan import FRESH, Plan, under_copied
from lambdafix.semantics.splitting.sides import is_source
from lambdafix.semantics.words import shown

_LATER = "files that are new in the build context later are copied only if they are named"


def main_step(built: Built, plan: Plan) -> Step:
    """The step that a plan is about: the last one that builds, or else that installs."""
    steps = [built.steps[i] for i in plan.installs]
    return next((s for s in reversed(steps) if builds(s)), steps[-1])


def allowance_of(built: Built, plan: Plan) -> Iterator[Allowance]:
    """What a split may change in the final image."""
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
            yield LeftBehind(path, "only an install or a build reads it")
    for path in sorted(plan.noted):
        yield Dropped(path, "only the next install or build reads it")
    for path in sorted(plan.gone):
        if path == plan.spared:
            yield LeftBehind(path, "the bundle holds the packages")
        else:
            yield Dropped(path, "a step of the build takes it away again")
    for path in plan.tools:
        yield LeftBehind(path, "an installer")
    for name in plan.installers:
        yield LeftBehind(name, "an installer")


def applied(built: Built, plan: Plan, name: str, safety: Safety, files: list[str]) -> Reason:
    """That a stage was split, and what stays behind; `files` are paths of the image."""
    install = main_step(built, plan).instruction
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
        (
            *dict.fromkeys(behind),
            *sorted(plan.installers),
            *tools,
            *sorted(arguments),
            *_counted(files, built.scope.workdir or TASK_ROOT),
            *([plan.spared] if plan.spared else ()),
            "caches",
        )
    )
    text = f"`{shown(install)}` runs in the stage `{name}`; what only it needs stays there: {left}"
    halves = dict.fromkeys(h for b in plan.behind.values() for half in b.values() for h in half)
    if halves:
        text += f"; the final stage keeps their run-time libraries: {', '.join(halves)}"
    text += f"; {plan.doubt}" if plan.doubt else ""
    text += f"; {_LATER}" if builds(main_step(built, plan)) and any(_today(built, plan)) else ""
    return Reason(Verdict.APPLIED, safety, install.line, text)


def apart(parted: Parted) -> Reason:
    """That a part of a RUN got one of its own."""
    install, rest = (shown(i) for i in parted.after)
    text = f"`{install}` gets a RUN of its own in the build stage: `{rest}` alone reads the source"
    return Reason(Verdict.APPLIED, Safety.SAFE, parted.before.line, text)


def _today(built: Built, plan: Plan) -> Iterator[bool]:
    """Of each COPY that brings less than before, whether it no longer follows its directory."""
    for at in plan.build:
        step = built.steps[at]
        if at in plan.parts or (at not in plan.final and is_source(step)):
            yield lists_today(step, plan.parts.get(at, frozenset()))


def _counted(files: list[str], root: str) -> Iterator[str]:
    """Files by their names, and those of a directory by their number: `3 files of src`."""
    names = [relpath(path, root) for path in files]
    yield from sorted(n for n in names if "/" not in n)
    for top, number in sorted(Counter(n.partition("/")[0] for n in names if "/" in n).items()):
        yield f"{number} file{'s' if number > 1 else ''} of {top}"
