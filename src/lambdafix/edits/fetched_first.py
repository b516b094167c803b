"""A RUN that fetches the dependencies alone, in front of a build that would fetch them by itself:
so that the source can stand between the two."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from posixpath import relpath

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Fetched
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.areas import below, meet
from lambdafix.semantics.commands.call import Fetch
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.image import Made
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.ordering.stability import Kind, own_kinds
from lambdafix.semantics.scope import names_in
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Stage
from lambdafix.syntax.views import Run

_NO = object()  # the value of a variable that is not there
_HANDED_ON = ("type=secret", "type=ssh")  # mounts that say who fetches


class Fetching(Struct, frozen=True):
    """A build that stands behind the source and fetches by itself what nothing before it has.

    `first` is a RUN that fetches it alone; `why` says why that is not put in front of the build,
    empty where it is.
    """

    step: Step
    fetch: Fetch
    first: Instruction
    why: str = ""


def fetching(
    dockerfile: Dockerfile, project: Project, number: int, steps: Sequence[Step]
) -> Iterator[Fetching]:
    """The builds of a stage that fetch by themselves."""
    kinds = own_kinds(steps)
    for at, step in enumerate(steps):
        if Kind.SOURCE not in kinds[:at] or kept(step.instruction):
            continue
        fetch = next((f for f in step.effect.fetches if not _there(steps[:at], f)), None)
        if fetch is not None:
            first = _first(step, fetch, dockerfile)
            why = fetch.why or _flagged(step) or _chosen(steps[:at], step, fetch)
            found = Fetching(step, fetch, first, why)
            yield found if found.why else _tried(found, dockerfile, project, number)


def with_first(dockerfile: Dockerfile, number: int, found: Fetching) -> Dockerfile:
    """The file with that RUN in front of the build, and of the gap or heading above it."""
    stages, items = list(dockerfile.stages), list(dockerfile.stages[number].items)
    at = next(i for i, item in enumerate(items) if item is found.step.instruction)
    at -= isinstance(items[at - 1], Gap)
    stages[number] = Stage((*items[:at], found.first, *items[at:]))
    return replace(dockerfile, stages=tuple(stages))


def fetched_at(
    dockerfile: Dockerfile, project: Project, number: int, steps: Sequence[Step]
) -> Iterator[tuple[Dockerfile, Fetched]]:
    """The file with such a RUN in a stage, for each build that may get one."""
    for found in fetching(dockerfile, project, number, steps):
        if not found.why:
            yield with_first(dockerfile, number, found), Fetched(found.first)


def _there(before: Sequence[Step], fetch: Fetch) -> bool:
    """Whether dependencies may be there: the stage began with some, a COPY has brought some, or an
    install has left some. A tool that was installed by its name is none of them."""
    brought = (*before[0].at.image.made, *(m for s in before for m in s.effect.carried))
    copies = (s for s in before if installs(s) or s.instruction.keyword in ("ADD", "COPY"))
    left = (a for s in copies for a in s.effect.writes)
    return any(_fills(m, fetch) for m in brought) or meet(left, fetch.into) is not None


def _fills(made: Made, fetch: Fetch) -> bool:
    return not made.is_os and meet(made.areas, fetch.into) is not None


def _first(step: Step, fetch: Fetch, dockerfile: Dockerfile) -> Instruction:
    """A RUN of these words: where the build runs, by the network and the secrets of the build."""
    build = Run.of(step.instruction, step.at.escape)
    flags = [
        f"--{name}={value}" if value is not None else f"--{name}"
        for name, value in build.flags
        if name != "mount" or any(t in (value or "").split(",") for t in _HANDED_ON)
    ]
    here, there = step.at.scope.workdir or "/", fetch.cwd
    into = relpath(there, here) if below(there, here) else there
    entered = [] if here == there else ["cd", shlex.quote(into), "&&"]
    command = " ".join((*entered, *map(shlex.quote, fetch.words)))
    if build.argv is not None:  # the image may have no shell
        command = json.dumps(fetch.words)
    text = " ".join(("RUN", *flags, command))
    new = fragments.instruction(text, dockerfile.dialect, step.instruction.line)
    return fragments.cased(new, step.instruction)


def _flagged(step: Step) -> str:
    """What flags of the build say against fetching before it."""
    flags = Run.of(step.instruction, step.at.escape).flags
    if flags.get("network") == "none":
        return "it has no network"
    mounts = flags.all("mount")
    kinds = ("type=cache", *_HANDED_ON)
    odd = next((m for m in mounts if not any(k in m.split(",") for k in kinds)), "")
    return f"`--mount={odd}` may bring what it reads" if odd else ""


def _chosen(before: Sequence[Step], step: Step, fetch: Fetch) -> str:
    """Where a build argument chooses what is built: another one would need another manifest."""
    said = (*fetch.words, fetch.cwd)
    if any("$" in word for word in said):
        return "where it runs, or for what, is not known"
    naming = [s for s in before if s.instruction.keyword == "WORKDIR"] + [step]
    for scope, name in ((s.at.scope, n) for s in naming for n in names_in(s.instruction.body)):
        value = scope.args.get(name) if name not in scope.env else None
        if value and any(value in word for word in said):
            return f"the build argument {name} chooses what it is for"
    return ""


def _tried(found: Fetching, dockerfile: Dockerfile, project: Project, number: int) -> Fetching:
    """The same, with what the file that has the RUN says against it."""
    built = simulate(with_first(dockerfile, number, found), project)
    effect = next(s.effect for s in built[number].steps if s.instruction is found.first)
    return replace(found, why=_against(found, effect) or _stays(effect, built, number))


def _against(found: Fetching, effect: Effect) -> str:
    words = " ".join(found.fetch.words)
    if effect.wall or effect.missing or not effect.manifests:
        return (
            effect.wall.why
            if effect.wall
            else effect.missing or f"what `{words}` reads is not known"
        )
    scope, inside = found.step.at.scope, found.fetch.env
    outside = {**scope.args, **scope.env}
    names = {n for n in (*inside, *outside) if inside.get(n, _NO) != outside.get(n, _NO)}
    own = min(filter(effect.reads_variable, names), default="")
    if own:
        return f"its own line sets {own}, which `{words}` reads"
    prepared = meet(found.fetch.behind, effect.reads)
    return f"what stands before it in its line may be what `{words}` needs" if prepared else ""


def _stays(effect: Effect, built: tuple[Built, ...], number: int) -> str:
    """Whether what is fetched gets into the last image, where more would lie than the build asks
    for."""
    labels = {d.label for d in effect.deposits}
    last = number == len(built) - 1 or any(m.label in labels for m in built[-1].image.made)
    return "what is fetched would stay in the last image" if last else ""
