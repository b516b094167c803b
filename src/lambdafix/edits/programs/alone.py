"""A function that runs where it is compiled: the program alone goes into a stage of its own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Allowance, Dropped, LeftBehind, Rebased
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.programs.stage import ProgramStage
from lambdafix.edits.programs.switch import Switched
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.go_program import GoProgram
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.stages import free_name
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Item, Stage, tidy
from lambdafix.syntax.views import Cmd, Env, From, put

# What says how an image is started, and nothing of how it is built.
_OF_THE_FUNCTION = frozenset("CMD ENTRYPOINT EXPOSE HEALTHCHECK LABEL STOPSIGNAL VOLUME".split())
# Variables of the Go tools, which a program does not read.
_OF_GO = ("GO", "CGO_")


def parted(
    dockerfile: Dockerfile, built: Built, program: GoProgram, target: Runtime, project: Project
) -> Switched:
    """The stage in two: one that compiles, and the last one with what it left. Raises Obstacle."""
    escape, dialect, stage = dockerfile.dialect.escape, dockerfile.dialect, dockerfile.stages[-1]
    first = stage.instructions[0]
    name = free_name(dockerfile, "build")
    image = base_image_beside(target, built.image.base.text)
    new = ProgramStage(escape, image, built)
    build: list[Item] = []
    final: list[Item] = [
        fragments.gap(dialect),
        replace(fragments.cased(_from(first, image, escape), first), trivia=()),
    ]
    final.append(_copy(dockerfile, program, name, first))
    for item in stage.items:
        if item is first:
            view = From.of(first, escape)
            build.append(fragments.cased(put(first, replace(view, alias=name), escape), first))
        elif isinstance(item, Gap):
            (final if _before_the_start(item, stage) else build).append(item)
        elif item.keyword in _OF_THE_FUNCTION:
            final.append(_started(item, program, dockerfile))
        elif item.keyword == "USER":
            raise Obstacle(item, "the program is compiled, or runs, as another user")
        elif item.keyword == "ENV" and (names := _of_the_program(item, escape)):
            read = any(s.effect.reads_variable(n) for s in _runs_behind(built, item) for n in names)
            final.append(replace(item, trivia=()) if read else item)
            build += [item] if read else []
        else:
            build.append(item)
    while build and isinstance(build[-1], Gap) and not build[-1].comments:
        build.pop()
    stages = (*dockerfile.stages[:-1], Stage(tidy(build)), Stage(tidy(final)))
    whole = replace(dockerfile, stages=stages).settled()
    said = [
        (
            program.build.instruction,
            f"it runs in the stage `{name}`, where Go, sources and caches stay",
        ),
    ]
    if program.started not in final:
        said.append((program.started, f"ENTRYPOINT starts {program.path}"))
    allowed = tuple(_allowed(built, program, image))
    return Switched(whole, allowed, new, tuple(said))


def _from(first: Instruction, image: str, escape: str) -> Instruction:
    return put(first, replace(From.of(first, escape), image=image), escape)


def _copy(dockerfile: Dockerfile, program: GoProgram, name: str, first: Instruction) -> Instruction:
    text = f"COPY --from={name} {program.path} {program.path}"
    line = program.build.instruction.line
    return fragments.cased(fragments.instruction(text, dockerfile.dialect, line), first)


def _started(item: Instruction, program: GoProgram, dockerfile: Dockerfile) -> Instruction:
    """What starts the program: a CMD that does becomes ENTRYPOINT, or the base image's own would
    take it for a handler; a path from the directory of the build becomes a whole one."""
    if item is not program.started:
        return item
    escape = dockerfile.dialect.escape
    argv = Cmd.of(item, escape).argv if item.keyword == "CMD" else _argv(item, escape)
    if argv is None:
        why = "in its shell form it is started in a directory that stays behind"
        raise Obstacle(item, why, f'write ENTRYPOINT ["{program.path}"]')
    text = ", ".join(f'"{word}"' for word in (program.path, *argv[1:]))
    new = fragments.instruction(f"ENTRYPOINT [{text}]", dockerfile.dialect, item.line)
    same = item.keyword == "ENTRYPOINT" and argv[0] == program.path
    return item if same else replace(fragments.cased(new, item), trivia=item.trivia)


def _argv(item: Instruction, escape: str) -> tuple[str, ...] | None:
    from lambdafix.syntax.views import Entrypoint

    return Entrypoint.of(item, escape).argv


def _runs_behind(built: Built, item: Instruction) -> list[Step]:
    """The RUNs below an instruction."""
    at = next(i for i, s in enumerate(built.steps) if s.instruction is item)
    return [s for s in built.steps[at:] if s.instruction.keyword == "RUN"]


def _of_the_program(item: Instruction, escape: str) -> list[str]:
    """The variables of an ENV that are for the program; raises Obstacle where one line sets some
    for the build, too."""
    names = [name for name, _ in Env.of(item, escape).pairs]
    own = [n for n in names if not n.startswith(_OF_GO) and n != "PATH"]
    if own and len(own) < len(names):
        raise Obstacle(item, "it sets variables of the build and of the function in one line")
    return own


def _before_the_start(item: Gap, stage: Stage) -> bool:
    """Whether a gap stands before what the function is started with."""
    rest = stage.items[stage.items.index(item) + 1 :]
    following = next((i for i in rest if isinstance(i, Instruction)), None)
    return following is None or following.keyword in _OF_THE_FUNCTION


def _allowed(built: Built, program: GoProgram, base: str) -> Iterator[Allowance]:
    """All but the program may be left behind: only the build reads it."""
    yield Rebased(built.image.base.text, base)
    image = built.image
    for path in sorted({*image.files, *(a.path for m in image.made for a in m.areas)}):
        if path != program.path:
            yield LeftBehind(path, "only the build reads it")
    for package in sorted(image.packages):
        yield LeftBehind(package, "only the build needs it")
    yield Dropped("ENTRYPOINT", "it starts the program")
    yield Dropped("CMD", "it started the program")
    yield Dropped("WORKDIR", "the directory of the build")
    for name in (*base_of(base).scope.env, *built.image.base.scope.env):
        yield Dropped(f"ENV {name}", "the base image sets it")
    for name in built.scope.env:
        if name.startswith(_OF_GO):
            yield Dropped(f"ENV {name}", "only the build reads it")
