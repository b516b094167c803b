"""Which steps of a stage belong to a build stage, which to the final one, and what is copied over.

A plan is a proposal: `multi_stage` builds it and shows by simulation that the final image is the
same. Here stands only the knowledge of what an install needs and where it leaves its packages.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.distributions import compiles_at_run_time, distribution, known_imports
from lambdafix.catalog.stamps import RENEWED
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, below, meet
from lambdafix.semantics.bases import TASK_ROOT, Base
from lambdafix.semantics.code import Code
from lambdafix.semantics.commands.call import Install, Unknown
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.image import cached
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting import linked
from lambdafix.semantics.splitting.brought import NOTHING
from lambdafix.semantics.splitting.plan import FRESH, No, Plan
from lambdafix.semantics.splitting.retarget import Stay, doubt, keeps_its_place, scattered
from lambdafix.semantics.splitting.sides import assign

# Installers: the function never imports them, so they may stay in the build stage.
INSTALLERS = frozenset({"pip", "wheel", "uv", "pipenv", "poetry", "poetry-plugin-export"})
_TO_A_TARGET = {
    "pip": "install with --target ${LAMBDA_TASK_ROOT}",
    "uv": "make a requirements file with `uv export` and install that with --target",
}
_INSTALLER = regex(r"\b(pip\d?|uv|poetry|pipenv|conda|mamba|pdm)\b")


def plan(
    built: Built, project: Project, code: Code, *, whole: bool = False, sure: bool = False
) -> Plan | No | None:
    """The plan for a stage; None where it installs nothing. `code`: what the function may run.

    `whole`: every OS package stays in the final stage. `sure`: a plain install keeps its place
    where another is only likely to be right.
    """
    steps, base = built.steps, built.image.base
    installs = [i for i, s in enumerate(steps) if _of_language(s.effect, base.family)]
    real = [i for i in installs if not _only_installers(steps[i].effect)]
    if not real:
        return _hidden_install(steps) or _of_members(built, project)
    obstacle = _obstacle(steps, real, base)
    if obstacle is None and base.family == "nodejs":
        obstacle = linked.obstacle(steps[real[0]], built, project)
    if obstacle:
        return obstacle
    out = Plan(installs)
    made = (n for i in installs for n in steps[i].effect.installs if _installer(n))
    out.noted = frozenset(p for i in installs for n in steps[i].effect.installs for p in n.noted)
    out.installers = frozenset(d for n in made for d in n.distributions or ())
    places = _places(built, real, out, code, sure=sure)
    if isinstance(places, No):
        return places
    out.copies = places
    compiles = any(compiles_at_run_time(i.distributions) for s in steps for i in s.effect.installs)
    whole = whole or compiles or bool(code.unseen or code.compiles)
    no = assign(steps, out, code.called, whole=whole) or _overlaps(steps, out)
    if no is None and out.stays and not any(out.behind.values()):
        # the base image's own packages would be shipped once more, for nothing
        no = No(steps[real[0]], *out.stays)
    return no or out


def _of_language(effect: Effect, family: str) -> bool:
    """Whether an install is of the base image's own language: others stay in the final stage."""
    return any(i.tool in package_managers(family) for i in effect.installs)


def _hidden_install(steps: Sequence[Step]) -> No | None:
    """A RUN that installs something, by its words, and is not understood."""
    for step in steps:
        wall, unsure = step.effect.wall, step.effect.unsure
        if wall and _INSTALLER.search(step.instruction.text):
            return No(step, f"`{wall.word}` is not understood: {wall.why}")
        if unsure:
            return _undecided(step, unsure)
    return None


def _of_members(built: Built, project: Project) -> No | None:
    """An install for packages of the project, each with its own."""
    for step in built.steps:
        made = (d.semantic[2:3] for d in step.effect.deposits if d.semantic[0] == "node")
        if any(verb in (("ci",), ("install",)) for verb in made):
            return linked.obstacle(step, built, project)
    return None


def _undecided(step: Step, unsure: Unknown) -> No:
    return No(step, f"`{unsure.word}` {unsure.why}", "install in a RUN of its own")


def _only_installers(effect: Effect) -> bool:
    return all(
        i.plain
        and i.distributions is not None
        and bool(i.distributions)
        and i.distributions <= INSTALLERS
        and not i.manifests
        for i in effect.installs
    )


def _obstacle(steps: Sequence[Step], real: list[int], base: Base) -> No | None:
    last = real[-1]
    for step in steps:
        if step.effect.unsure:
            return _undecided(step, step.effect.unsure)
    for step in steps[: last + 1]:
        if step.effect.wall:
            word, why = step.effect.wall.word, step.effect.wall.why
            return No(step, f"`{word}` stands before an install and is not understood ({why})")
        if RENEWED in step.effect.sets:
            return No(step, "it is there to make the install behind it anew")
        if step.instruction.keyword == "USER":
            return No(step, "the install runs as another user", "install before USER")
    for i in real:
        for install in steps[i].effect.installs:
            if install.tool in ("poetry", "pipenv"):
                export = {"poetry": "poetry export", "pipenv": "pipenv requirements"}[install.tool]
                hint = f"make a requirements file with `{export}` and install that with pip"
                return No(steps[i], f"{install.tool} installs beside the packages of its own", hint)
            if install.apart:
                return No(steps[i], install.apart, _TO_A_TARGET[install.tool])
            if install.bare:
                return No(steps[i], install.bare, NOTHING)
            if install.source:
                why = f"`{install.source}` installs the source, which the final stage should copy"
                return No(steps[i], why, "install the dependencies from a requirements file first")
            if install.checkout:
                why = "it checks a repository out beside the packages (`-e`)"
                return No(steps[i], why, "require the repository without -e")
            if cached(install.place):
                why = f"{install.place} is fresh when a function starts: what lies there is lost"
                return No(steps[i], why, "install with --target ${LAMBDA_TASK_ROOT}")
            if not install.plain and not _installer(install) and base.holds(install.place):
                why = f"{install.place} may hold files of the base image"
                return No(steps[i], why, "install with --target ${LAMBDA_TASK_ROOT}")
    return None


def _places(
    built: Built, real: list[int], out: Plan, code: Code, *, sure: bool
) -> list[tuple[str, str]] | No:
    """What the final stage copies. A plain install goes to a fresh directory if that is shown."""
    steps = built.steps
    found = [(i, n) for i in real for n in steps[i].effect.installs if not _installer(n)]
    plain = [(i, n) for i, n in found if n.plain]
    if not plain:
        return list(dict.fromkeys((n.place, n.place) for _, n in found))
    step = steps[plain[0][0]]
    if len(found) > 1:
        why = "more than one install: `pip install --target` leaves out what an earlier one brought"
        return No(steps[found[1][0]], why, "put all requirements into one install")
    install = plain[0][1]
    if why := scattered(install, built):
        return No(step, why)
    if any(FRESH in s.instruction.text or s.at.scope.workdir == FRESH for s in steps):
        return No(step, f"{FRESH} is there already, and the packages should go there")
    stay = keeps_its_place(install, built, step, code)
    if stay is None and sure and (why := doubt(install, built)):
        stay = Stay(why, "install with --target ${LAMBDA_TASK_ROOT}")
    if stay:
        out.stays = stay
        return [(install.place, install.place)]
    out.doubt = doubt(install, built)
    out.retarget = plain[0][0]
    return [(FRESH, TASK_ROOT)]


def _possible_names(name: str) -> frozenset[str]:
    """What a distribution may bring; of one that is not in the catalog, every part of its name:
    python-telegram-bot brings telegram."""
    known = distribution(name)
    return known.top_level | frozenset(name.split("-") if known.guessed else ()) - {"python"}


def _installer(install: Install) -> bool:
    return (
        install.distributions is not None
        and bool(install.distributions)
        and (install.distributions <= INSTALLERS and not install.manifests)
    )


def _overlaps(steps: Sequence[Step], out: Plan) -> No | None:
    """A step of the final stage that writes what the packages would bring to their new place."""
    if out.retarget is None:
        return None
    required = {d for s in steps for i in s.effect.installs for d in i.distributions or ()}
    names = known_imports().union(*map(_possible_names, required))  # what they require, too
    packages = Area(TASK_ROOT, deep=True, names=names)
    for i in sorted(out.final):
        met = meet(steps[i].effect.writes, (packages,))
        wall = steps[i].effect.wall
        if met and wall:
            why = f"`{wall.word}` is not understood ({wall.why}) and may read where packages lie"
            return No(steps[i], why, "install with --target ${LAMBDA_TASK_ROOT}")
        if met and below(TASK_ROOT, met[0].path):
            why = f"what it writes to {TASK_ROOT} is not known, and packages would lie there too"
            known = steps[i].at.project.known
            hint = "name what it writes" if known else "name the build context with --context"
            return No(steps[i], why, hint)
        if met:
            return No(steps[i], f"{met[0]} has the name of something that is installed")
    return None
