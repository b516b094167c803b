"""A compiled function on `provided:al2023`: what starts it, and what becomes of the last stage.

The program keeps its place where the image starts it by its path, and ENTRYPOINT does that: CMD
would be taken for a handler. Where the runtime go1.x started what CMD names, the program goes to
where the entry point of the base image looks for one, and CMD stays: Go does not read it, and the
emulator of the base image works. Sources: AWS docs go-image, copy of 2026-09; the entry script.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Allowance, Dropped, Moved, Rebased, Renamed, Reworded
from lambdafix.context import go_source
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.edits.base_code import at_the_root
from lambdafix.edits.lambda_user import made_users
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.programs.entry_script import how_started, left_over, started_alone
from lambdafix.edits.programs.stage import ProgramStage
from lambdafix.semantics.bases import TASK_ROOT, base_of
from lambdafix.semantics.go_origin import BOOTSTRAP
from lambdafix.semantics.go_program import GoProgram
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction, Item, Stage
from lambdafix.syntax.views import Cmd, Copy, From


class Switched(Struct, frozen=True):
    """The file with the last stage on another base, what that may change, and what was done."""

    dockerfile: Dockerfile
    allowance: tuple[Allowance, ...]
    stage: ProgramStage
    said: tuple[tuple[Instruction, str], ...]


def switched(
    dockerfile: Dockerfile, built: Built, program: GoProgram, target: Runtime, project: Project
) -> Switched:
    """Raises Obstacle."""
    escape, stage = dockerfile.dialect.escape, dockerfile.stages[-1]
    first = stage.instructions[0]
    text = From.of(first, escape).image
    if "$" in text:
        raise Obstacle(first, f"`{text}` depends on a build argument", "write the image into FROM")
    new = ProgramStage(escape, _renamed(text, built, target), built)
    new.users = made_users(built, project, escape)
    allowed: list[Allowance] = [Rebased(built.image.base.text, new.image), *new.users.allowed()]
    said: list[tuple[Instruction, str]] = []
    started = program.started
    placed = program.path == BOOTSTRAP
    new.program, new.script = program.path, program.start.script
    by_base = started.keyword == "CMD" and built.image.base.family == "go"
    if (by_base or new.script) and not placed:
        new.copied = _to_bootstrap(program, built, project, escape)
    if new.copied is not None:
        allowed.append(Moved(_seen_at(program), BOOTSTRAP))
        said.append(
            (new.copied, f"the program lies at {BOOTSTRAP}, where the base image starts it")
        )
    after = stage.mapped(new.instruction)
    if new.script:
        by_base = placed or new.copied is not None
        after = started_alone(after, program, dockerfile, new.gone, by_base=by_base)
        said.append((started, how_started(program, by_base=by_base)))
        allowed += [Dropped(n, "an entry script was that") for n in ("ENTRYPOINT", "CMD")]
    elif started.keyword == "CMD" and program.path != BOOTSTRAP and new.copied is None:
        after = _with_entrypoint(after, dockerfile, started, program, said, built)
        allowed += [Dropped("ENTRYPOINT", "it starts the program"), Dropped("CMD", "it was that")]
    earlier = dockerfile.stages[:-1]
    whole = replace(dockerfile, stages=(*earlier, after)).settled()
    if new.gone:
        rest = left_over(whole, simulate(dockerfile, project), new.script)
        lost = {id(step.instruction) for step in rest}
        kept = (s.mapped(lambda i: None if id(i) in lost else i) for s in earlier)
        whole = replace(dockerfile, stages=(*kept, after)).settled()
        new.gone += (step.instruction for step in rest)
        places = (area.path for step in rest for area in step.effect.writes)
        allowed += (Dropped(path, "only the last stage took it") for path in places)
    allowed += _allowed(built, new)
    return Switched(whole, tuple(allowed), new, tuple(said))


def _renamed(text: str, built: Built, target: Runtime) -> str:
    """The new base: from the registry and for the architecture of an AWS base image."""
    aws = built.image.base.aws
    arch = f"-{aws.arch}" if aws and aws.arch else ""
    if aws is None or aws.registry in ("hub", "mirror"):
        return f"{base_image_beside(target, text)}{arch}"
    repository = text.partition("@")[0].rpartition("/")[0]
    return f"{repository}/{target.family}:{target.tag}{arch}"


def _words(program: GoProgram, escape: str) -> tuple[str, ...]:
    """The words of the process, the program the first; none where a shell makes them."""
    if program.start.script:
        return (program.path, *program.start.arguments)
    return Cmd.of(program.started, escape).argv or ()


def _to_bootstrap(
    program: GoProgram, built: Built, project: Project, escape: str
) -> Instruction | None:
    """The COPY that can bring the program to another place; None where somebody could tell."""
    copy = Copy.of(program.copy.instruction, escape) if program.copy else None
    if copy is None or program.copy is None or len(copy.sources) != 1:
        return None
    target = program.copy.at.scope.path(copy.destination)
    named_so = basename(copy.sources[0].rstrip("/")) == basename(program.path)
    single = target == program.path or (named_so and target == dirname(program.path))
    others = [s for s in built.steps if s.instruction.keyword == "RUN" and not _sets_modes(s)]
    image = built.image.copy()
    image.context.pop(program.start.script, None)  # which goes
    named = mentioned(program.path, others, image, project)
    asks = any(go_source.asks_where_it_lies(t) for _, t in program.texts(project))
    alone = len(_words(program, escape)) == 1
    later = built.steps.index(program.copy)
    touched = any(s in others for s in built.steps[later + 1 :])
    movable = single and alone and not (named or asks or touched)
    return program.copy.instruction if movable else None


def _sets_modes(step: Step) -> bool:
    """Whether a RUN does nothing but `chmod` files by their names."""
    made = step.effect.deposits
    return (
        step.effect.wall is None
        and bool(made)
        and all(
            d.modes and d.semantic[0] == "chmod" and not any(a.deep for a in d.areas) for d in made
        )
    )


def _seen_at(program: GoProgram) -> str:
    """Where a COPY is seen to bring the program: a directory, where it may be one itself."""
    assert program.copy is not None
    places = {a.path for a in program.copy.effect.writes}
    return program.path if program.path in places else dirname(program.path)


def _with_entrypoint(
    stage: Stage,
    dockerfile: Dockerfile,
    started: Instruction,
    program: GoProgram,
    said: list[tuple[Instruction, str]],
    built: Built,
) -> Stage:
    """The stage with an ENTRYPOINT that starts the program, instead of the base image's own."""
    argv = Cmd.of(started, dockerfile.dialect.escape).argv
    if argv is None:
        why = "the base image would take the shell's words for a handler"
        raise Obstacle(started, why, f'write ENTRYPOINT ["{program.path}"]')
    handler = built.image.base.aws is not None  # CMD names it, and the old runtime started it
    words = (program.path,) if handler else argv
    text = ", ".join(f'"{word}"' for word in words)
    entry = fragments.instruction(f"ENTRYPOINT [{text}]", dockerfile.dialect, started.line)
    entry = fragments.cased(entry, stage.instructions[0])
    said.append((started, f"ENTRYPOINT starts {program.path}, in place of the base image's own"))
    items: list[Item] = []
    for item in stage.items:
        if item is started:
            items += [entry, started] if handler else [replace(entry, trivia=started.trivia)]
        else:
            items.append(item)
    return replace(stage, items=tuple(items))


def _allowed(built: Built, new: ProgramStage) -> Iterator[Allowance]:
    if not any(s.instruction.keyword == "WORKDIR" for s in built.steps):
        for path in sorted(at_the_root(built)) if built.scope.workdir == "/" else ():
            yield Moved(path, f"{TASK_ROOT}{path}")
        yield Dropped("WORKDIR", "it is the base image's, and nothing is looked for in it")
    yield from (Renamed(name, names) for name, names in new.renamed.items())
    yield from (Reworded(old, text) for old, text in new.reworded.items())
    for name in base_of(new.image).scope.env.keys() | built.image.base.scope.env.keys():
        yield Dropped(f"ENV {name}", "the base image sets it")
    for instruction in new.gone:
        step = next((s for s in built.steps if s.instruction is instruction), None)
        for area in step.effect.writes if step and instruction.keyword != "RUN" else ():
            yield Dropped(area.path, "the base image has the emulator")
