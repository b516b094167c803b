"""On which side of a split each step stands: the build stage, the final one, both or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.images import is_installer
from lambdafix.catalog.packages import commands_of, is_build_only, package, runtime_half
from lambdafix.semantics.areas import meet
from lambdafix.semantics.effects import STATE, Effect
from lambdafix.semantics.lens import bare
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.splitting.plan import No, Plan, under_copied
from lambdafix.syntax.views import Copy


def assign(steps: Sequence[Step], out: Plan, called: frozenset[str], *, whole: bool) -> No | None:
    """Fill in `build`, `final`, `behind`, `manifests` and `tools`."""
    last = out.installs[-1]
    out.build = set(out.installs)
    needs = frozenset(n for i in out.installs for s in steps[i].effect.installs for n in s.needs)
    kept = {p for i in out.installs for s in steps[i].effect.installs for p in s.kept}
    wanted = _wanted(steps, out)
    out.final = set(range(len(steps))) - out.build
    for i in range(last, -1, -1):  # from the back: what a step needs that is needed itself
        step = steps[i]
        names = [n for p in step.effect.packages for n in p.names]
        halves = (
            {} if whole else {n: half for n in names if (half := half_of(n, called)) is not None}
        )
        if i in out.build and names:
            out.behind[i] = halves
            if stays(step, out, i) or upgrades(step):
                out.final.add(i)
        if i in out.build or step.instruction.keyword in STATE:
            continue
        if names:
            serves = any(is_build_only(n) is not False for n in names)
            if serves or needs & commands_of(names):
                out.build.add(i)
            if halves:
                out.behind[i] = halves
        elif _only_brings(step, wanted) and _stay_needed(steps, i, kept):
            out.build.add(i)
        elif _only_brings(step, wanted):
            out.build.add(i)
            out.final.discard(i)
            out.manifests |= dict.fromkeys(step.effect.files, i)
        elif any(_needed(step.effect, steps[b].effect) for b in out.build if b > i):
            out.build.add(i)
            if is_installer(origin_of(step)):
                out.final.discard(i)
                out.tools |= {a.path: i for a in step.effect.writes}
            elif is_source(step):
                why = "it has to stand before an install, so the source would be in both stages"
                return No(step, why, "see what dependencies-first says of it")
            elif not whole and (
                names_left := global_tools(
                    step, steps[i + 1 :], package_managers("nodejs") - called
                )
            ):
                out.final.discard(i)
                out.installers |= names_left
            elif step.instruction.keyword == "RUN":
                _made_for_install(step, i, wanted, out)
    refresh_lists(steps, out)
    _assign_state(steps, out, last)
    return None


def _wanted(steps: Sequence[Step], out: Plan) -> set[str]:
    """The manifests of the installs that go to the build stage, and of what is made for them."""
    wanted = set[str]()
    for i, step in enumerate(steps[: out.installs[-1] + 1]):
        later = (steps[b].effect for b in out.installs if b > i)
        if i in out.build or any(_needed(step.effect, effect) for effect in later):
            wanted |= set(step.effect.manifests)
    return wanted


def _made_for_install(step: Step, at: int, wanted: set[str], out: Plan) -> None:
    """A RUN that makes nothing but a manifest, or a directory that comes over, is for the build."""
    areas = [a for d in step.effect.deposits for a in d.areas]
    if all(a.path in wanted or under_copied(a.path, out) for a in areas):
        out.final.discard(at)
        out.manifests |= {a.path: at for a in areas if a.path in wanted}


def is_source(step: Step) -> bool:
    """Whether it copies from the build context."""
    return step.instruction.keyword in ("ADD", "COPY") and not origin_of(step)


def half_of(name: str, called: frozenset[str]) -> tuple[str, ...] | None:
    """The run-time half of a package that only a build needs; None where it has to stay whole."""
    known = package(name)
    if not is_build_only(name) or known is None or called & {name, *known.commands}:
        return None
    if not name.endswith("-devel") and not known.commands:
        return None  # what it brings besides is not known
    return runtime_half(name) if name.endswith("-devel") else runtime_half(name) or ()


def _only_brings(step: Step, wanted: set[str]) -> bool:
    """Whether a COPY brings manifests from the build context and nothing else."""
    files = step.effect.files.keys()
    return is_source(step) and bool(files) and files <= wanted and not step.effect.deposits


def _stay_needed(steps: Sequence[Step], at: int, kept: set[str]) -> bool:
    """Whether a COPY brings a manifest that the function reads, and no later COPY brings it too."""
    later = {p for s in steps[at + 1 :] if is_source(s) for p in s.effect.files}
    return bool(kept & steps[at].effect.files.keys() - later)


def global_tools(step: Step, later: Iterable[Step], known: frozenset[str]) -> frozenset[str]:
    """The packages that a RUN installs for every project, where it does nothing else, all of them
    are among `known`, and no later step of another kind calls one."""
    made = [d for d in step.effect.deposits if d.semantic[0] == "node -g"]
    names = frozenset(bare(n) for d in made for n in d.items or ())
    if not names or len(made) < len(step.effect.deposits) or not names <= known:
        return frozenset()
    others = (s for s in later if not s.effect.installs)
    texts = (
        s.instruction.body for s in others if s.instruction.keyword in ("RUN", "CMD", "ENTRYPOINT")
    )
    called = any(re.search(rf"\b{re.escape(n)}\b", text) for text in texts for n in names)
    return frozenset() if called else names


def _needed(effect: Effect, by: Effect) -> bool:
    """Whether a step needs what an earlier one leaves."""
    touched = (*by.reads, *by.searches, *by.writes)
    return bool(effect.makes & by.needs) or meet(effect.writes, touched) is not None


def origin_of(step: Step) -> str:
    """The stage or image that a COPY takes from; empty: the build context, or no COPY at all."""
    if step.instruction.keyword != "COPY":
        return ""
    return step.at.scope.expand(Copy.of(step.instruction, step.at.escape).flags.get("from") or "")


def upgrades(step: Step) -> bool:
    """Whether a step brings packages of the OS up to date."""
    return any(d.semantic[:2] == ("os", "upgrade") for d in step.effect.deposits)


def refresh_lists(steps: Sequence[Step], out: Plan) -> None:
    """`apt-get update` and clean-ups go where OS packages are installed, and nowhere else."""
    for i, step in enumerate(steps):
        effect = step.effect
        idle = step.instruction.keyword == "RUN" and not (
            effect.deposits or effect.installs or effect.packages or effect.wall or effect.reads
        )
        if not idle or not effect.writes:
            continue
        left = any(j in out.final and stays(steps[j], out, j) for j in range(len(steps)))
        if not left and not step.instruction.comments:
            out.final.discard(i)


def stays(step: Step, out: Plan, at: int) -> bool:
    """Whether something of a step's OS packages is for the final stage."""
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
        if step.instruction.keyword in STATE and needed:
            out.build.add(i)
            later = [steps[f].effect for f in out.final if f > i]
            if step.instruction.keyword == "ARG" and not any(
                r.reads_variable(n) for r in later for n in effect.sets
            ):
                out.final.discard(i)
