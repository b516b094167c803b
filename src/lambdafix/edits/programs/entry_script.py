"""A program that an entry script starts, through the emulator where there is no Lambda: on the
base image, whose own entry script does the same."""

from __future__ import annotations

from posixpath import basename

from msgspec.structs import replace

from lambdafix.catalog.client import emulator_path, is_emulator
from lambdafix.edits import fragments
from lambdafix.edits.programs.stage import targets_of
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.go_program import GoProgram
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.tree import Dockerfile, Instruction, Stage
from lambdafix.syntax.views import Copy


def started_alone(
    stage: Stage,
    program: GoProgram,
    dockerfile: Dockerfile,
    gone: list[Instruction],
    *,
    by_base: bool,
) -> Stage:
    """The last stage with the program in the place of the script; what goes besides is added to
    `gone`.

    `by_base`: it lies where the base image starts it, which wants one word of CMD, for a handler
    that Go does not read; else ENTRYPOINT starts it in place of the base image's own.
    """
    start = program.start
    words = (basename(program.path),) if by_base else (program.path, *start.arguments)
    keyword = "CMD" if by_base else "ENTRYPOINT"
    text = ", ".join(f'"{word}"' for word in words)

    def changed(item: Instruction) -> Instruction | None:
        if item is start.at:
            new = fragments.instruction(f"{keyword} [{text}]", dockerfile.dialect, item.line)
            return replace(fragments.cased(new, item), trivia=item.trivia)
        if item.keyword in ("CMD", "ENTRYPOINT"):
            gone.append(item)
            return None
        return item

    return stage.mapped(changed)


def left_over(dockerfile: Dockerfile, built: tuple[Built, ...], script: str) -> list[Step]:
    """The steps of the stages before the last one that only bring the emulator and the entry
    script, where nothing else in `dockerfile` names either.

    Its last stage has no need of them; `built` is the file as it was, `script` the entry script's
    path in the last stage there.
    """
    brought = {p: c for s in built[-1].steps for p, (_, c) in s.effect.files.items()}
    context = brought.get(script)
    served, found = set[str](), list[Step]()
    for stage in built[:-1]:
        for step in stage.steps:
            if _brings(step, context) or _readies(step, served):
                served |= step.effect.files.keys()
                found.append(step)
    ours = {id(s.instruction) for s in found}
    others = [i for i in dockerfile.instructions if id(i) not in ours]
    named = any(is_emulator(i.body) or any(basename(p) in i.body for p in served) for i in others)
    walls = any(s.effect.wall for stage in built[:-1] for s in stage.steps)
    return [] if named or walls else found


def _brings(step: Step, script: str | None) -> bool:
    """Whether a COPY brings the emulator, or the file of the context that is the entry script."""
    if step.instruction.keyword not in ("ADD", "COPY"):
        return False
    copy = Copy.of(step.instruction, step.at.escape)
    files = {context for _, context in step.effect.files.values()}
    names = (*copy.sources, *(area.path for area in step.effect.writes))
    ours = script is not None and files == {script}
    return ours or (bool(copy.sources) and all(map(is_emulator, names)))


def _readies(step: Step, served: set[str]) -> bool:
    """Whether a RUN only fetches the emulator, or makes it and the entry script programs."""
    line = RunLine.of(step.instruction, step.at.escape)
    commands = line.script.commands if line else ()
    targets = [targets_of(c) if c.name in ("chmod", "curl", "wget") else [] for c in commands]
    return bool(targets) and all(
        words and all(is_emulator(t := w.value or w.raw) or t in served for w in words)
        for words in targets
    )


def how_started(program: GoProgram, *, by_base: bool) -> str:
    """What starts the program now, in words."""
    if by_base:
        return "the base image starts the program, through its emulator where there is no Lambda"
    return (
        f"ENTRYPOINT starts {program.path}, in place of the entry script and the base image's; "
        f"where there is no Lambda, the base image's emulator has to be asked for: "
        f"`docker run --entrypoint {emulator_path()}` with {program.path} behind the image"
    )
