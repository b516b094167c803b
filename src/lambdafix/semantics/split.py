"""Which steps of a stage belong to a build stage, which to the final one, and what is copied over.

A plan is a proposal: `multi_stage` builds it and shows by simulation that the final image is the
same. Here stands only the knowledge of what an install needs and where it leaves its packages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lambdafix.catalog.distributions import compiles_at_run_time, distribution
from lambdafix.catalog.images import purpose
from lambdafix.catalog.packages import commands_of, is_build_only, package, runtime_half
from lambdafix.semantics.areas import Area, below, meet
from lambdafix.semantics.bases import TASK_ROOT, Base
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.mentions import Code
from lambdafix.semantics.retarget import Stay, doubt, keeps_its_place, scattered
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.views import Copy

FRESH = "/deps"  # a directory that the build stage alone has
# Installers: the function never imports them, so they may stay in the build stage.
INSTALLERS = frozenset({"pip", "wheel", "uv", "pipenv", "poetry", "poetry-plugin-export"})
_INSTALLER = re.compile(r"\b(pip\d?|uv|poetry|pipenv|conda|mamba|pdm)\b")
_STATE = frozenset({"ARG", "ENV", "SHELL", "USER", "WORKDIR"})


@dataclass(frozen=True, slots=True)
class No:
    """Why there is no plan: the step that stands in the way, and a hint."""

    step: Step
    why: str
    hint: str = ""


@dataclass(slots=True)
class Plan:
    """`build` and `final` are indices of steps; one may be in both, or (a clean-up) in neither.

    `copies` are (directory of the build stage, directory of the final stage). `retarget` is the
    step whose plain install gets `--target FRESH`. `behind` are build-only packages by step, with
    the run-time halves that stay.
    """

    installs: list[int]
    build: set[int] = field(default_factory=set)
    final: set[int] = field(default_factory=set)
    copies: list[tuple[str, str]] = field(default_factory=list)
    retarget: int | None = None
    stays: Stay | None = None  # why a plain install keeps its place, which is then copied as it is
    doubt: str = ""  # why the new place of a plain install is only likely to be right
    behind: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    manifests: dict[str, int] = field(default_factory=dict)  # path of the image -> its COPY
    tools: dict[str, int] = field(default_factory=dict)  # paths of installers copied from an image
    installers: frozenset[str] = frozenset()


def plan(built: Built, code: Code, *, whole: bool = False, sure: bool = False) -> Plan | No | None:
    """The plan for a stage; None where it installs nothing. `code`: what the function may run.

    `whole`: every OS package stays in the final stage. `sure`: a plain install keeps its place
    where another is only likely to be right.
    """
    steps, base = built.steps, built.image.base
    installs = [i for i, s in enumerate(steps) if s.effect.installs]
    real = [i for i in installs if not _only_installers(steps[i].effect)]
    if not real:
        return _hidden_install(steps)
    obstacle = _obstacle(steps, real, base)
    if obstacle:
        return obstacle
    out = Plan(installs)
    made = (n for i in installs for n in steps[i].effect.installs if _installer(n))
    out.installers = frozenset(d for n in made for d in n.distributions or ())
    places = _places(built, real, out, code, sure=sure)
    if isinstance(places, No):
        return places
    out.copies = places
    compiles = any(compiles_at_run_time(i.distributions) for s in steps for i in s.effect.installs)
    whole = whole or compiles or bool(code.unseen)
    no = _assign(steps, out, code.called, whole=whole) or _overlaps(steps, out)
    if no is None and out.stays and not any(out.behind.values()):
        # the base image's own packages would be shipped once more, for nothing
        no = No(steps[real[0]], *out.stays)
    return no or out


def _hidden_install(steps: Sequence[Step]) -> No | None:
    """A RUN that installs something, by its words, and is not understood."""
    for step in steps:
        wall = step.effect.wall
        if wall and _INSTALLER.search(step.instruction.text):
            return No(step, f"`{wall.word}` is not understood: {wall.why}")
    return None


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
    for step in steps[: last + 1]:
        if step.effect.wall:
            word, why = step.effect.wall.word, step.effect.wall.why
            return No(step, f"`{word}` stands before an install and is not understood ({why})")
        if step.instruction.keyword == "USER":
            return No(step, "the install runs as another user", "install before USER")
    for i in real:
        for install in steps[i].effect.installs:
            if install.tool in ("poetry", "pipenv"):
                export = {"poetry": "poetry export", "pipenv": "pipenv requirements"}[install.tool]
                hint = f"make a requirements file with `{export}` and install that with pip"
                return No(steps[i], f"{install.tool} installs beside the packages of its own", hint)
            if install.source:
                why = f"`{install.source}` installs the source, which the final stage should copy"
                return No(steps[i], why, "install the dependencies from a requirements file first")
            if install.checkout:
                why = "it checks a repository out beside the packages (`-e`)"
                return No(steps[i], why, "require the repository without -e")
            if not install.plain and base.holds(install.place):
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
    if why := scattered(install):
        return No(step, why)
    stay = keeps_its_place(install, built, step, code)
    if stay is None and sure and (why := doubt(built)):
        stay = Stay(why, "install with --target ${LAMBDA_TASK_ROOT}")
    if stay:
        out.stays = stay
        return [(install.place, install.place)]
    out.doubt = doubt(built)
    out.retarget = plain[0][0]
    return [(FRESH, TASK_ROOT)]


def _installer(install: Install) -> bool:
    return (
        install.distributions is not None
        and bool(install.distributions)
        and (install.distributions <= INSTALLERS and not install.manifests)
    )


def _assign(steps: Sequence[Step], out: Plan, called: frozenset[str], *, whole: bool) -> No | None:
    """Fill in `build`, `final`, `behind`, `manifests` and `tools`."""
    last = out.installs[-1]
    out.build = set(out.installs)
    needs = frozenset(n for i in out.installs for s in steps[i].effect.installs for n in s.needs)
    wanted = {m for s in steps[: last + 1] for m in s.effect.manifests}
    out.final = set(range(len(steps))) - out.build
    for i, step in enumerate(steps[: last + 1]):
        names = [n for p in step.effect.packages for n in p.names]
        halves = {} if whole else {n: half for n in names if (half := _half(n, called)) is not None}
        if i in out.build and names:
            out.behind[i] = halves
            if _stays(step, out, i) or _upgrades(step):
                out.final.add(i)
        if i in out.build or step.instruction.keyword in _STATE:
            continue
        if names:
            serves = any(is_build_only(n) is not False for n in names)
            if serves or needs & commands_of(names):
                out.build.add(i)
            if halves:
                out.behind[i] = halves
        elif _only_brings(step, wanted):
            out.build.add(i)
            out.final.discard(i)
            out.manifests |= dict.fromkeys(step.effect.files, i)
        elif any(
            meet(step.effect.writes, _touched(steps[b].effect)) for b in out.installs if b > i
        ):
            out.build.add(i)
            if _is_installer_image(step):
                out.final.discard(i)
                out.tools |= {a.path: i for a in step.effect.writes}
            elif _is_source(step):
                why = "it has to stand before an install, so the source would be in both stages"
                return No(step, why, "see what dependencies-first says of it")
            elif step.instruction.keyword == "RUN":
                _made_for_install(step, i, wanted, out)
    _refresh_lists(steps, out)
    _assign_state(steps, out, last)
    return None


def _made_for_install(step: Step, at: int, wanted: set[str], out: Plan) -> None:
    """A RUN that makes nothing but a manifest, or a directory that comes over, is for the build."""
    areas = [a for d in step.effect.deposits for a in d.areas]
    if all(a.path in wanted or under_copied(a.path, out) for a in areas):
        out.final.discard(at)
        out.manifests |= {a.path: at for a in areas if a.path in wanted}


def _overlaps(steps: Sequence[Step], out: Plan) -> No | None:
    """A step of the final stage that writes what the packages would bring to their new place."""
    if out.retarget is None:
        return None
    names = frozenset(
        n
        for s in steps
        for i in s.effect.installs
        for d in i.distributions or ()
        for n in distribution(d).top_level
    )
    packages = Area(TASK_ROOT, deep=True, names=names)
    for i in sorted(out.final):
        met = meet(steps[i].effect.writes, (packages,))
        wall = steps[i].effect.wall
        if met and wall:
            why = f"`{wall.word}` is not understood ({wall.why}) and may read where packages lie"
            return No(steps[i], why, "install with --target ${LAMBDA_TASK_ROOT}")
        if met and below(TASK_ROOT, met[0].path):
            why = f"what it writes to {TASK_ROOT} is not known, and packages would lie there too"
            return No(steps[i], why, "name the build context with --context")
        if met:
            return No(steps[i], f"{met[0]} has the name of something that is installed")
    return None


def _is_source(step: Step) -> bool:
    """Whether it copies from the build context."""
    if step.instruction.keyword == "ADD":
        return True
    return step.instruction.keyword == "COPY" and (
        "from" not in Copy.of(step.instruction, step.at.escape).flags
    )


def _half(name: str, called: frozenset[str]) -> tuple[str, ...] | None:
    """The run-time half of a package that only a build needs; None where it has to stay whole."""
    known = package(name)
    if not is_build_only(name) or known is None or called & {name, *known.commands}:
        return None
    if not name.endswith("-devel") and not known.commands:
        return None  # what it brings besides is not known
    return runtime_half(name) if name.endswith("-devel") else runtime_half(name) or ()


def _only_brings(step: Step, wanted: set[str]) -> bool:
    """Whether a COPY brings manifests from the build context and nothing else."""
    if step.instruction.keyword not in ("ADD", "COPY") or not step.effect.files:
        return False
    from_stage = "from" in Copy.of(step.instruction, step.at.escape).flags
    return not from_stage and step.effect.files.keys() <= wanted and not step.effect.deposits


def _touched(effect: Effect) -> tuple[Area, ...]:
    return (*effect.reads, *effect.writes)


def _is_installer_image(step: Step) -> bool:
    if step.instruction.keyword != "COPY":
        return False
    origin = step.at.scope.expand(Copy.of(step.instruction, step.at.escape).flags.get("from") or "")
    known = purpose(origin) if origin else None
    return known is not None and known.name == "uv"


def _upgrades(step: Step) -> bool:
    return any(d.semantic[:2] == ("os", "upgrade") for d in step.effect.deposits)


def _refresh_lists(steps: Sequence[Step], out: Plan) -> None:
    """`apt-get update` and clean-ups go where OS packages are installed, and nowhere else."""
    for i, step in enumerate(steps):
        effect = step.effect
        idle = step.instruction.keyword == "RUN" and not (
            effect.deposits or effect.installs or effect.packages or effect.wall or effect.reads
        )
        if not idle or not effect.writes:
            continue
        left = any(j in out.final and _stays(steps[j], out, j) for j in range(len(steps)))
        if not left and not step.instruction.comments:
            out.final.discard(i)


def _stays(step: Step, out: Plan, at: int) -> bool:
    names = {n for p in step.effect.packages for n in p.names}
    return bool(names - out.behind.get(at, {}).keys()) or any(out.behind.get(at, {}).values())


def _assign_state(steps: Sequence[Step], out: Plan, last: int) -> None:
    """ENV, ARG, SHELL and WORKDIR go to the build stage if a step there depends on them."""
    moved_dirs = {steps[i].at.scope.workdir for i in out.build} - {
        steps[0].at.image.base.scope.workdir
    }
    for i in range(last - 1, -1, -1):
        step, effect = steps[i], steps[i].effect
        readers = [steps[b].effect for b in out.build if b > i]
        needed = {
            "WORKDIR": bool(moved_dirs),
            "SHELL": True,
        }.get(
            step.instruction.keyword, any(r.reads_variable(n) for r in readers for n in effect.sets)
        )
        if step.instruction.keyword in _STATE and needed:
            out.build.add(i)
            later = [steps[f].effect for f in out.final if f > i]
            if step.instruction.keyword == "ARG" and not any(
                r.reads_variable(n) for r in later for n in effect.sets
            ):
                out.final.discard(i)


def under_copied(path: str, plan: Plan) -> bool:
    """Whether a path of the build stage comes over with what the final stage copies."""
    return any(source == target and below(path, source) for source, target in plan.copies)
