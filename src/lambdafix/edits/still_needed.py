"""What the function or its final stage still needs of what a split would leave behind."""

from __future__ import annotations

from posixpath import basename

from lambdafix.catalog.commands import command_status
from lambdafix.catalog.distributions import distribution, scripts
from lambdafix.catalog.packages import commands_of
from lambdafix.context import node_source
from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, below, meet
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.code import Code
from lambdafix.semantics.image import Image
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.simulate import Built
from lambdafix.semantics.splitting.named import sources_of
from lambdafix.semantics.splitting.plan import No, Plan, under_copied


def still_needed(built: Built, plan: Plan, code: Code, project: Project) -> No | None:
    """Something in the final stage or in the code that names what would be moved or left behind."""
    whole = plan.final - set(plan.installs) - plan.parts.keys()
    final = [built.steps[i] for i in sorted(whole)]
    paths = [p for p in plan.manifests if not under_copied(p, plan)]
    image = built.image.unread(paths)
    for path in (*paths, *plan.tools, *sorted(plan.noted)):
        where = mentioned(_telling(path), final, image, project) or _asks(path, image, project)
        if where:
            return No(
                built.steps[plan.installs[-1]], f"{where} names {path}, which would stay behind"
            )
    taken = _needs_what_is_gone(built, plan)
    if taken:
        return taken
    python = built.image.base.python
    if python is None or not (plan.retarget is not None or plan.stays):
        return _starts_installer(built, plan, code)
    last = built.steps[plan.installs[-1]]
    called = unknown_command(built, code) or _named_script(built, code)
    if code.unseen:
        why = f"{code.unseen} puts a command together, and an install may have brought it"
        return No(last, why)
    if called:
        why = f"the function runs `{called}`, which an install may bring and no PATH would find"
        return No(built.steps[plan.installs[-1]], why)
    for path in _new_places(built, plan):
        where = mentioned(path, final, built.image, project)
        if where:
            return No(last, f"{where} names {path}, where a package would lie")
    places = (python.scripts,) if plan.stays else ("site-packages", python.scripts)
    for place in places:
        where = mentioned(place, final, built.image, project)
        if where:
            return No(
                built.steps[plan.installs[-1]],
                f"{where} names {place}, which the packages would leave",
            )
    return _starts_installer(built, plan, code)


def _starts_installer(built: Built, plan: Plan, code: Code) -> No | None:
    """An installer that would stay behind and that the function starts, or may start. Of pip the
    base image has one of its own."""
    left = {*plan.installers, *map(basename, plan.tools)} - {"pip"}
    last = built.steps[plan.installs[-1]]
    if called := min(left & code.called, default=""):
        return No(last, f"the function runs `{called}`, which would stay behind")
    if left and code.unseen:
        why = f"{code.unseen} puts a command together that may be `{min(left)}`"
        return No(last, f"{why}, which would stay behind")
    return None


def _asks(path: str, image: Image, project: Project) -> str:
    """A source that names JSON without its suffix: `require("../package-lock")`."""
    asking = sources_of(image, project) if path.endswith(".json") else []
    return next((p for p, text in asking if node_source.names_file(text, path)), "")


def _telling(path: str) -> str:
    """The end of a path by which somebody would name it: `.husky/_` and not `_`."""
    directory, _, name = path.rpartition("/")
    return name if len(name) > 1 else f"{basename(directory)}/{name}"


def _new_places(built: Built, plan: Plan) -> list[str]:
    """Where the packages would lie that move to the task root."""
    if plan.retarget is None:
        return []
    installs = built.steps[plan.retarget].effect.installs
    names = {n for i in installs for d in i.distributions or () for n in distribution(d).top_level}
    return [f"{TASK_ROOT}/{name}" for name in sorted(names)]


def _needs_what_is_gone(built: Built, plan: Plan) -> No | None:
    """A step of the final stage that reads or writes where something lies no more."""
    python, last = built.image.base.python, plan.installs[-1]
    moved = (Area(python.site_packages, deep=True),) if plan.retarget is not None and python else ()
    left = {p for p in plan.manifests if not under_copied(p, plan)}
    others = built.image.files.keys() - left
    for i in sorted(plan.final - set(plan.installs)):
        step = built.steps[i]
        touched = (*step.effect.reads, *step.effect.writes)
        if i > last and meet(touched, moved):
            return No(step, "it touches the place that the packages would leave")
        for area in touched if step.instruction.keyword == "RUN" else ():
            gone = any(below(p, area.path) for p in left)
            made = area.path in built.image.base.directories
            if gone and not made and not any(below(p, area.path) for p in others):
                return No(step, f"it needs {area.path}, which only the build stage would have")
    return None


def _named_script(built: Built, code: Code) -> str:
    """A console script of what is installed that the code or a shell script of the image names."""
    installs = (i for s in built.steps for i in s.effect.installs)
    required = {d for i in installs for d in i.distributions or ()}
    known = {s for d in required for s in scripts(d) or ()}
    guessed = {d for d in required if scripts(d) is None}
    return min((known & (code.words | code.literals)) | (guessed & code.words), default="")


def unknown_command(built: Built, code: Code) -> str:
    """A command that the code runs and that nothing known brings: perhaps a script of a package."""
    base = built.image.base
    version = (base.aws.version if base.aws else "") or ""
    system = base.aws.runtime.os if base.aws and base.aws.runtime else ""
    brought = commands_of([n for s in built.steps for p in s.effect.packages for n in p.names])
    areas = (a.path for m in built.image.made for a in m.areas)
    files = {basename(p) for p in (*built.image.files, *areas)}
    for command in sorted(code.commands - brought):
        name = basename(command)
        if command_status(system, name, base.family, version) != "present" and name not in files:
            return name
    return ""
