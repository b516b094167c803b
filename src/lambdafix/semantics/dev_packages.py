"""Packages that only a build of a Node project needs, where the final stage gets them too.

What the function may ask for of them is looked for in the text of its sources and in the lock of
npm or pnpm; that of yarn does not say what peers a package has. That packages ask for nothing
besides what they declare is an axiom.
Sources: npm 11 documentation, "npm ci" and "npm prune" (`omit`, NODE_ENV), "package-lock.json"
(`dev`); pnpm 10 documentation, "pnpm prune"; TypeScript 5.9 documentation, "TSConfig Reference",
`importHelpers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.catalog.client import client_family
from lambdafix.codemod import Settings
from lambdafix.context.node_locks import Locked, read_lock
from lambdafix.context.package_json import PackageJson, read_package_json
from lambdafix.context.project import Project
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.asked_packages import asked, starters
from lambdafix.semantics.commands.node.omitted import omits_development
from lambdafix.semantics.prune_settings import held_by_pnpm, undecided
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.words import shown
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, stage_name

_ALL = frozenset({"ci", "install"})
# What compilers may write a require() of into their output.
_HELPERS = frozenset(
    """@babel/plugin-transform-runtime @babel/runtime @swc/helpers core-js regenerator-runtime
    tslib""".split()
)
# What is at work in packages that are required.
_OF_PACKAGES = frozenset({"node", "patch-package", "prisma generate"})
_LEAST = 16  # of Node: its npm knows --omit
_LOCKS = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml"}
_NO_LOCK = {
    "npm": "only a package-lock.json of npm 7 or newer says which packages these are",
    "pnpm": "only a pnpm-lock.yaml of version 9 for one project says which packages these are",
    "berry": "a yarn.lock does not say which packages these are",
    "yarn": "a yarn.lock does not say what the packages of the function take where it is there",
}
_SHOWN = 3


class DevPackages(Struct, frozen=True):
    """A final stage's COPY of node_modules with packages for the build alone.

    `builder` is the stage that it takes from, `place` where its node_modules lies there, `copies`
    are all such COPYs. `package` and `lock` are the project's.
    """

    builder: Built
    place: str
    tool: str
    copies: tuple[Step, ...]
    package: PackageJson
    lock: Locked | None

    @property
    def names(self) -> str:
        """`jest, typescript and 4 more`."""
        direct = sorted(self.package.development)
        more = f" and {len(direct) - _SHOWN} more" if len(direct) > _SHOWN else ""
        return f"{', '.join(direct[:_SHOWN])}{more}"


def dev_packages(stages: tuple[Built, ...], project: Project) -> DevPackages | None:
    """The first such COPY of the last stage with those of the same stage; None if there is none."""
    last = stages[-1]
    for number, builder in enumerate(stages[:-1]):
        tool, place = _with_development(builder)
        if not place:
            continue
        names = {str(number), builder.name}
        copies = tuple(s for s in last.steps if _takes(s, names, place))
        context = builder.image.context.get(join(dirname(place), "package.json"))
        package = read_package_json(project, context) if context and copies else ""
        if not isinstance(package, str) and package.development:
            return DevPackages(
                builder, place, tool, copies, package, _lock(tool, builder, place, project)
            )
    return None


def _with_development(built: Built) -> tuple[str, str]:
    """The tool and the node_modules of a stage's last install of everything; empty if none is left
    with packages for development."""
    found = ("", "")
    for step in built.steps:
        production = step.at.scope.value("NODE_ENV") == "production"
        production = production or "NODE_ENV=production" in step.instruction.body
        for deposit in step.effect.deposits:
            if deposit.semantic[0] != "node" or not deposit.areas:
                continue
            _, tool, verb, *words = map(str, deposit.semantic)
            heeded = production and tool != "berry"
            place = next((a.path for a in deposit.areas if a.path.endswith("/node_modules")), "")
            less = omits_development(words, production=heeded)
            if less and (verb in _ALL or verb == "prune"):
                found = ("", "") if place == found[1] else found
            elif verb == "update":  # what it leaves is not what the lock of the context says
                found = ("", "")
            elif verb in _ALL and place and not deposit.items:
                found = (tool, place)
    return found


def _takes(step: Step, stage: set[str], place: str) -> bool:
    if step.instruction.keyword != "COPY":
        return False
    copy = Copy.of(step.instruction, step.at.escape)
    if stage_name(copy.flags.get("from") or "") not in stage:
        return False
    return any(below(place, join("/", step.at.scope.expand(source))) for source in copy.sources)


def _lock(tool: str, built: Built, place: str, project: Project) -> Locked | None:
    path = join(dirname(place), _LOCKS[tool]) if tool in _LOCKS else ""
    context = built.image.context.get(path)
    text = project.read(context) if context else None
    return read_lock(path, text) if text else None


def why_needed(found: DevPackages, last: Built, project: Project, settings: Settings) -> str:
    """Why the function may need one of them, or nobody knows; empty if it needs none."""
    return next(_doubts(found, last, project, settings), "")


def _doubts(found: DevPackages, last: Built, project: Project, settings: Settings) -> Iterator[str]:
    lock, builder = found.lock, found.builder
    if lock is None or lock.development is None:
        yield _NO_LOCK[found.tool]
        return
    if not lock.agrees(found.package.required):
        yield "the lock was not made for this package.json"
    if found.package.workspaces:
        yield "package.json has workspaces"
    image = builder.image.base.language or builder.image.base.aws
    version = (image.version if image and image.family == "nodejs" else None) or ""
    if found.tool == "npm" and (not version.isdecimal() or int(version) < _LEAST):
        yield f"the stage has no npm of Node {_LEAST} or newer"
    if builder.scope.user not in ("", "0", "root"):
        yield f"the stage ends as the user {builder.scope.user}"
    yield from undecided(found.tool, builder, found.place)
    if found.tool == "pnpm":
        yield from held_by_pnpm(found.package, builder, found.place, project)
    yield from _beside(found)
    yield from _started(last)
    if helpers := _HELPERS & found.package.development:
        yield f"what is compiled may ask for {min(helpers)}"
    options = re.findall(r"[@\w./-]+", last.scope.env.get("NODE_OPTIONS") or "")
    if loaded := next((n for n in sorted(lock.development) for o in options if below(o, n)), ""):
        yield f"NODE_OPTIONS names {loaded}"
    if settings.node_options:
        yield f"{settings.node_options} sets NODE_OPTIONS, which may load one of them"
    start = (*(w for step in last.steps for w in _words(step)), *settings.handlers)
    yield from asked(lock.development, lock, builder, project, start)


def _beside(found: DevPackages) -> Iterator[str]:
    """What lies among the packages that package.json does not ask for: a prune takes it away."""
    files = found.builder.image.files
    if own := min((p for p in files if below(p, found.place)), default=""):
        yield f"{own} is of no package that package.json requires"
    for step in found.builder.steps:
        for made in step.effect.deposits:
            named = made.semantic[0] == "node" and made.items
            other = named or made.semantic[0] not in _OF_PACKAGES
            if other and any(below(a.path, found.place) for a in made.areas):
                yield f"`{shown(step.instruction)}` adds to what package.json requires"


def _started(last: Built) -> Iterator[str]:
    """What starts the function, and what the last stage runs."""
    runs = re.compile(rf"\b({'|'.join(sorted(starters()))})\b")
    for step in last.steps:
        if step.instruction.keyword == "RUN" and runs.search(step.instruction.body):
            yield f"`{shown(step.instruction)}` may run one of them"
    words = [w for step in last.steps for w in _words(step)]
    handler = last.image.base.aws is not None and len(words) == 1
    if not words or handler or client_family(tuple(words)):
        return
    if basename(words[0]) != "node" or any(w.startswith("-") for w in words[1:]):
        yield f"`{' '.join(words)[:40]}` may run one of them"


def _words(step: Step) -> tuple[str, ...]:
    match step.instruction.keyword:
        case "CMD":
            view: Cmd | Entrypoint = Cmd.of(step.instruction, step.at.escape)
        case "ENTRYPOINT":
            view = Entrypoint.of(step.instruction, step.at.escape)
        case _:
            return ()
    return view.argv if view.argv is not None else tuple((view.script or "").split())
