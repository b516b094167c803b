"""The plan for a stage that builds its function: all up to the last step that installs, builds or
tidies goes to the build stage as it stands, and what these steps left comes over.

So every step of the build stage sees what it saw before. What only the build reads of the sources
stays behind; the rest of them comes from the build context, as before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename, dirname

from lambdafix.catalog.build_files import build_tools
from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.images import is_installer
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below
from lambdafix.semantics.code import Code
from lambdafix.semantics.effects import LAYERS, STATE, Effect
from lambdafix.semantics.image import cached
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting import linked
from lambdafix.semantics.splitting.beside import Beside
from lambdafix.semantics.splitting.brought import DIRECTORY, MODULES, brought
from lambdafix.semantics.splitting.plan import No, Plan, under_copied
from lambdafix.semantics.splitting.sides import (
    global_tools,
    half_of,
    is_source,
    origin_of,
    refresh_lists,
    stays,
    upgrades,
)

# A script of package.json that builds by its name.
_SCRIPT = regex(
    r"\b(npm|pnpm|yarn|bun)\s+(run(-script)?\s+)?[\w:-]*(build|bundle|compile|transpile)[\w:-]*"
)


def compiled(
    built: Built,
    project: Project,
    code: Code,
    handlers: tuple[str, ...] = (),
    *,
    whole: bool = False,
    sure: bool = False,
) -> Plan | No | None:
    """The plan for a stage; None where it builds nothing of what it has installed.

    `handlers`: those that the infrastructure names in place of CMD. `whole`: every OS package and
    every package manager stays in the final stage. `sure`: packages come over that a bundle
    should hold.
    """
    steps = built.steps
    if any(basename(i.place) != MODULES for s in steps for i in s.effect.installs):
        return None
    root = _root(steps)
    chain = _chain(steps, root) if root else []
    if not chain:
        return _hidden_build(steps)
    obstacle = _obstacle(steps, chain) or linked.obstacle(steps[chain[-1]], built, project)
    if obstacle:
        return obstacle
    out = Plan(chain)
    out.build = {i for i in range(chain[-1] + 1) if _belongs(steps[i])}
    out.final = {i for i in range(len(steps)) if i not in chain}
    no = brought(built, out, root)
    if no:
        return no
    beside = Beside.of(built, project, code, root, _final(steps, out), handlers)
    if not sure and beside.names_all:
        _without_packages(steps, out)
    for i in range(chain[-1], -1, -1):
        _system(steps, out, i, code, whole=whole)
    refresh_lists(steps, out)
    no = _sources(steps, out, beside)
    _arguments(steps, out)
    return no or out


def _hidden_build(steps: Sequence[Step]) -> No | None:
    """A RUN behind an install that builds, by its words, and leaves nobody knows what, or the RUN
    above it for which nobody knows."""
    roots, wall = list[str](), None
    programs = re.compile(rf"\b({'|'.join(map(re.escape, build_tools().words))})\b")
    for step in steps:
        if roots and not step.effect.installs and step.instruction.keyword == "RUN":
            wall = wall or (step if step.effect.wall else None)
            match = _SCRIPT.search(step.instruction.body) or programs.search(step.instruction.body)
            areas = [a.path for d in step.effect.deposits for a in d.areas]
            if match and wall and (unknown := wall.effect.wall):
                why = f"`{unknown.word}` is not understood: {unknown.why}"
                return No(wall, why, DIRECTORY)
            if match and any(below(root, area) for root in roots for area in areas):
                why = f"what `{match[0]}` leaves may be anywhere in {roots[0]}"
                if step.effect.missing:
                    why += f" ({step.effect.missing})"
                return No(step, why, DIRECTORY)
        roots += (dirname(install.place) for install in step.effect.installs)
    return None


def _root(steps: Sequence[Step]) -> str:
    """The directory of the project that is installed and built; empty where that is none."""
    places = [i.place for s in steps for i in s.effect.installs]
    made = any(d.output for s in steps for d in s.effect.deposits)
    return dirname(places[0]) if places and made and len({*places}) == 1 else ""


def _chain(steps: Sequence[Step], root: str) -> list[int]:
    """The RUNs that install, that build, and that work on it behind; none where nothing is built
    of an install."""
    install = next(i for i, s in enumerate(steps) if s.effect.installs)
    found = list[int]()
    for i, step in enumerate(steps):
        effect = step.effect
        if step.instruction.keyword != "RUN" or (effect.packages and not effect.installs):
            continue
        if i > install and effect.wall:
            break
        makes = any(d.output or d.semantic[0] == "node" for d in effect.deposits)
        if effect.installs or makes or (i > install and _works_below(effect, root)):
            found.append(i)
    builds = [i for i in found if any(d.output for d in steps[i].effect.deposits)]
    return found if builds and builds[-1] >= install else []


def _works_below(effect: Effect, root: str) -> bool:
    """Whether all that a RUN leaves lies in the project."""
    areas = [a for d in effect.deposits for a in d.areas if not cached(a.path)]
    return bool(areas) and all(below(a.path, root) and a.path != root for a in areas)


def _obstacle(steps: Sequence[Step], chain: list[int]) -> No | None:
    for step in steps[: chain[-1] + 1]:
        if step.effect.wall:
            word, why = step.effect.wall.word, step.effect.wall.why
            return No(step, f"`{word}` stands before the build and is not understood ({why})")
        if step.effect.unsure:
            why = f"`{step.effect.unsure.word}` {step.effect.unsure.why}"
            return No(step, why, "install in a RUN of its own")
        if step.instruction.keyword == "USER" and step.effect.changes:
            return No(step, "the build runs as another user", "build before USER")
    return None


def _belongs(step: Step) -> bool:
    """Whether a build may see what a step leaves."""
    return step.instruction.keyword in STATE.union(LAYERS)


def _without_packages(steps: Sequence[Step], out: Plan) -> None:
    """Where all that is built are bundles, leave the packages behind: only likely to be right."""
    outputs = [d for i in out.installs for d in steps[i].effect.deposits if d.output]
    places = {i.place for s in steps for i in s.effect.installs}
    if outputs and all(d.bundle for d in outputs):
        out.copies = [(s, t) for s, t in out.copies if s not in places]
        out.gone |= places
        out.doubt = "a package in the bundle may ask for one by a name that it puts together"
        out.spared = min(places)


def _system(steps: Sequence[Step], out: Plan, at: int, code: Code, *, whole: bool) -> None:
    """OS packages, installers and package managers: on which side each stands."""
    step = steps[at]
    builders = package_managers("nodejs") | build_tools().packages
    names = [n for p in step.effect.packages for n in p.names]
    if names:
        known = {} if whole else {n: half_of(n, code.called) for n in names}
        out.behind[at] = {n: half for n, half in known.items() if half is not None}
        if at in out.installs and (stays(step, out, at) or upgrades(step)):
            out.final.add(at)
    elif whole:
        return
    elif is_installer(origin_of(step)):
        out.final.discard(at)
        out.tools |= {a.path: at for a in step.effect.writes}
    elif tools := global_tools(step, _final(steps, out), builders - code.called):
        out.final.discard(at)
        out.installers |= tools


def _final(steps: Sequence[Step], out: Plan) -> list[Step]:
    return [steps[i] for i in sorted(out.final) if i not in out.build]


def _sources(steps: Sequence[Step], out: Plan, beside: Beside) -> No | None:
    """What the final stage keeps of the COPYs of the build, from the last one to the first."""
    kept = {k for s in steps for i in s.effect.installs for k in i.kept}
    read = {m for i in out.installs for m in steps[i].effect.manifests} - kept
    again = {p for s in _final(steps, out) for p in s.effect.files}
    for at in sorted(out.build, reverse=True):
        files = steps[at].effect.files
        if not is_source(steps[at]) or not files or steps[at].effect.deposits:
            continue
        others = [p for p in files if not under_copied(p, out)]
        behind = {p for p in others if not beside.why_needed(p, manifest=p in read)}
        stay = frozenset(p for p in others if p not in behind and p not in again)
        if taken := min((p for p in stay for g in out.gone if below(p, g)), default=""):
            why = f"a step of the build may take {taken} away, which the function may read"
            return No(steps[at], why, "leave it out with .dockerignore")
        out.manifests |= dict.fromkeys((p for p in behind if p not in again), at)
        again |= stay
        if not stay:
            out.final.discard(at)
        elif len(stay) < len(files):
            out.parts[at] = stay
    return None


def _arguments(steps: Sequence[Step], out: Plan) -> None:
    """Build arguments go where a step reads them."""
    final = [steps[i].effect for i in out.final]
    for at in sorted(out.build):
        sets = steps[at].effect.sets
        read = any(effect.reads_variable(name) for effect in final for name in sets)
        if steps[at].instruction.keyword == "ARG" and not read:
            out.final.discard(at)
