"""A final stage of its own for what a stage copies from itself: what belongs to it, what starts it.

Nothing was ever built of such a file, so what it meant is read from its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.codemod import Allowance, Dropped, LeftBehind, Rebased
from lambdafix.edits import fragments
from lambdafix.semantics.areas import join
from lambdafix.semantics.bases import TASK_ROOT, base_of
from lambdafix.semantics.scope import names_in
from lambdafix.semantics.simulate import Built
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Item, Stage, tidy
from lambdafix.syntax.views import Arg, Cmd, Copy, Env, From, put

# Directories in which every image has files of its own.
_OF_SYSTEM = frozenset("/ /bin /etc /lib /lib64 /usr /usr/bin /usr/lib /usr/local/bin".split())


def obstacle(dockerfile: Dockerfile, built: Built, lost: Instruction, image: str) -> str:
    """What of the final stage needs something that would stay behind, as words."""
    escape, new = dockerfile.dialect.escape, base_of(image)
    if not built.image.base.known:
        return f"what `{built.image.base.text}` is made of is not known"
    tail = _tail(dockerfile.stages[-1], lost)
    run = next((i for i in tail if i.keyword == "RUN"), None)
    if run:
        return f"`{shown(run)}` behind it may need what is made above"
    known = set(new.scope.env)
    for instruction in tail:
        match instruction.keyword:
            case "ARG":
                known |= {name for name, _ in Arg.of(instruction, escape).pairs}
            case "ENV":
                known |= {name for name, _ in Env.of(instruction, escape).pairs}
        unset = min(names_in(instruction.body) - known, default="")
        if unset:
            return f"`{shown(instruction)}` names {unset}, which is set above"
    at = next(s.at for s in built.steps if s.instruction is lost)
    target = Copy.of(lost, escape).destination
    enters = any(i.keyword == "WORKDIR" for i in tail[: tail.index(lost)])
    if target.startswith(("/", "$")) or enters or at.scope.workdir == new.scope.workdir:
        return ""
    return f"its destination `{target}` is seen from a WORKDIR above"


def _tail(stage: Stage, lost: Instruction) -> list[Instruction]:
    """What belongs to the final stage: the COPY, a WORKDIR right above it, and what follows."""
    all_of_it = list(stage.instructions)
    at = next(n for n, i in enumerate(all_of_it) if i is lost)
    while all_of_it[at - 1].keyword == "WORKDIR":
        at -= 1
    return all_of_it[at:]


def brought_along(built: Built, lost: Instruction, escape: str) -> str:
    """What comes along from a directory in which the image has files of its own, as words."""
    base, copy = built.image.base, Copy.of(lost, escape)
    at = next(s.at for s in built.steps if s.instruction is lost)
    sources = (join("/", at.scope.expand(s)) for s in copy.sources)
    found = next((s for s in sources if s in _OF_SYSTEM and base.holds(s)), "")
    return f"; all that `{base.text}` has in {found} comes along" if found else ""


def parted(dockerfile: Dockerfile, lost: Instruction, image: str, program: str) -> Dockerfile:
    dialect, stage = dockerfile.dialect, dockerfile.stages[-1]
    first = stage.instructions[0]
    top = _tail(stage, lost)[0]
    at = next(n for n, item in enumerate(stage.items) if item is top)
    view = replace(From.of(first, dialect.escape), image=image, alias=None)
    start = replace(put(first, view, dialect.escape), trivia=(), line=lost.line)
    before: list[Item] = list(stage.items[:at])
    blank = bool(before) and isinstance(before[-1], Gap)
    while isinstance(before[-1], Gap) and not before[-1].comments:
        before.pop()
    final: list[Item] = [fragments.gap(dialect), start]
    final += [fragments.gap(dialect)] if blank else []
    for item in stage.items[at:]:
        if program and isinstance(item, Instruction) and item.keyword == "CMD":
            entry = fragments.instruction(f'ENTRYPOINT ["{program}"]', dialect, item.line)
            final.append(fragments.cased(entry, first))
        final.append(item)
    stages = (*dockerfile.stages[:-1], Stage(tidy(before)), Stage(tidy(final)))
    return replace(dockerfile, stages=stages).settled()


def program_of(built: Built, lost: Instruction, dockerfile: Dockerfile) -> str:
    """The program that CMD means, where nothing else starts it: the base image for programs would
    look for it in another place. It is called as `go build` calls it, where that is seen."""
    escape, stage = dockerfile.dialect.escape, dockerfile.stages[-1]
    cmd = next((i for i in stage.instructions if i.keyword == "CMD"), None)
    argv = Cmd.of(cmd, escape).argv if cmd else None
    entered = any(i.keyword == "ENTRYPOINT" for i in stage.instructions)
    if built.image.base.family != "go" or entered or not argv or len(argv) != 1:
        return ""
    step = next(s for s in built.steps if s.instruction is lost)
    target = step.at.scope.path(Copy.of(lost, escape).destination) or TASK_ROOT
    made = _programs(built, lost, escape)
    name = made[0] if len(made) == 1 else argv[0]
    return join(target, name)


def _programs(built: Built, lost: Instruction, escape: str) -> list[str]:
    """The programs that `go build` leaves in the directory which the COPY takes, by their names."""
    source = Copy.of(lost, escape).sources[0]
    made = (d for s in built.steps for d in s.effect.deposits if d.semantic[:2] == ("go", "build"))
    paths = (a.path for d in made for a in d.areas if not a.deep)
    inside = {p for p in paths if dirname(p) == join("/", source)}
    return sorted(basename(p) for p in inside if basename(p) not in ("go.mod", "go.sum"))


def how_started(program: str, built: Built) -> str:
    named = built.image.config.get("CMD")
    other = isinstance(named, tuple) and basename(str(named[0])) != basename(program)
    by = "as `go build` calls it" if other else "in place of the base image's own"
    return f"ENTRYPOINT starts {program}, {by}"


def allowed(built: Built, image: str, lost: Instruction) -> Iterator[Allowance]:
    """Nothing was ever built of the file as it was."""
    yield Rebased(built.image.base.text, image)
    step = next(s for s in built.steps if s.instruction is lost)
    brought = {a.path for a in step.effect.writes}
    yield from (Dropped(path, "the COPY was none") for path in sorted(brought))
    seen = built.image
    for path in sorted({*seen.files, *(a.path for m in seen.made for a in m.areas)} - brought):
        yield LeftBehind(path, "only the build reads it")
    yield from (LeftBehind(p, "only the build needs it") for p in sorted(seen.packages))
    for name in sorted(seen.config):
        yield Dropped(name, "it is that of the build stage, or of the base image")
    yield from (Dropped(n, "") for n in ("CMD", "ENTRYPOINT", "WORKDIR"))
