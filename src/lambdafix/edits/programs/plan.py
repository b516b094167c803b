"""A compiled function on AWS's base image for programs: done, held back, or why not."""

from __future__ import annotations

from lambdafix.catalog.images import purpose, system_image
from lambdafix.catalog.runtimes import Runtime, find
from lambdafix.codemod import Moved, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.base_safety import lost
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.programs.alone import parted
from lambdafix.edits.programs.code import obstacle
from lambdafix.edits.programs.libc import Linked, linked
from lambdafix.edits.programs.switch import Switched, switched
from lambdafix.semantics.areas import below
from lambdafix.semantics.bases import TASK_ROOT, Base
from lambdafix.semantics.difference import difference
from lambdafix.semantics.go_origin import BOOTSTRAP
from lambdafix.semantics.go_program import GoProgram, go_program
from lambdafix.semantics.mentions import still_named
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.words import described, left_out, shown
from lambdafix.syntax.tree import Dockerfile

# Images that bring nothing that a program asks for, but for what its sources tell.
_PLAIN = ("alpine", "debian", "ubuntu")
FAMILIES = frozenset({"provided", "go"})  # of the base images that start a program


def on_provided(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    """The function on `provided:al2023`; unchanged where it is there, or on what may be newer, or
    no program is seen."""
    target = find("provided", "al2023")
    built = simulate(dockerfile, project)[-1]
    aws = built.image.base.aws
    unknown = aws is not None and aws.family == "provided" and not (aws.runtime or aws.floating)
    if target is None or unknown:
        return Result(dockerfile)
    program = go_program(dockerfile, project)
    if program is None:
        return Result(dockerfile)
    first = dockerfile.stages[-1].instructions[0]
    if aws and aws.runtime == target:
        return Result(dockerfile, _may_not_load(program, target, project))
    try:
        return _moved(dockerfile, project, settings, built, program, target)
    except Obstacle as no:
        text = f"`{built.image.base.text}` stays: {described(no.instruction)}: {no.why}"
        if no.instruction is first:
            text = f"`{built.image.base.text}` stays: {no.why}"
        line = no.instruction.line
        return Result(dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, line, text, no.hint),))


def _may_not_load(program: GoProgram, target: Runtime, project: Project) -> tuple[Reason, ...]:
    """Advice where a program stands on the base image that needs another C library."""
    links = linked(program, "", target, project)
    if not links.refused or program.copy is None:
        return ()
    line = program.copy.instruction.line
    text = f"it may not load: {links.why}"
    return (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, links.hint),)


def _moved(
    dockerfile: Dockerfile,
    project: Project,
    settings: Settings,
    built: Built,
    program: GoProgram,
    target: Runtime,
) -> Result:
    base, first = built.image.base, dockerfile.stages[-1].instructions[0]
    if not base.known and not system_image(base.text).startswith(_PLAIN):
        kind = purpose(base.text)
        why = f"it is {kind.says}" if kind else "what else it brings is not known"
        raise Obstacle(first, why, "start from scratch, or from AWS's base for programs")
    behind = program.copy is None
    moves = built.scope.workdir != TASK_ROOT and not _says_where(built)
    found = obstacle(program, built, project, moves=moves, behind=behind)
    if found:
        raise Obstacle(first, *found)
    system = base.aws.runtime.os if base.aws and base.aws.runtime else ""
    system = "AL1" if base.aws and base.family == "go" else system  # whatever its tag
    links = linked(program, system, target, project)
    if links.refused:
        raise Obstacle(program.build.instruction, links.why, links.hint)
    if behind and program.start.script:
        why = "an entry script starts the program where it is compiled"
        raise Obstacle(program.started, why, f'write ENTRYPOINT ["{program.path}"]')
    make = parted if behind else switched
    new = make(dockerfile, built, program, target, project)
    loss = lost(base, new.stage.image)
    doubt = links.why if links.safety < Safety.SAFE else loss
    if doubt and settings.allow is Safety.SAFE:
        text = f"`{base.text}` could become {new.stage.image}: {doubt}"
        hint = links.hint if doubt == links.why else ""
        reason = Reason(Verdict.WITHHELD, Safety.UNSAFE, first.line, text, hint)
        return Result(dockerfile, (reason,))
    differs = difference(dockerfile, new.dockerfile, project, new.allowance)
    if differs:
        raise Obstacle(first, f"on {new.stage.image}, {differs}")
    after = simulate(new.dockerfile, project)[-1]
    steps = [s for s in after.steps if s.instruction.keyword != "CMD"]
    left = [a for a in new.allowance if isinstance(a, Moved) and below(a.after, TASK_ROOT)]
    named = still_named(left, steps, after.image, project)
    if named:
        raise Obstacle(first, named)
    links = Linked(Safety.UNSAFE, f"{links.why}; {loss}") if loss else links
    reasons = _reasons(dockerfile, new, base, links, program)
    return Result(new.dockerfile, reasons, new.allowance)


def _says_where(built: Built) -> bool:
    return any(step.instruction.keyword == "WORKDIR" for step in built.steps)


def _reasons(
    dockerfile: Dockerfile,
    new: Switched,
    base: Base,
    links: Linked,
    program: GoProgram,
) -> tuple[Reason, ...]:
    first, safety = dockerfile.stages[-1].instructions[0], links.safety
    ended = base.aws and base.aws.runtime and base.aws.runtime.deprecation
    old = f"`{base.text}`, which AWS has not patched since {ended}," if ended else f"`{base.text}`"
    text = f"{old} becomes {new.stage.image}: Lambda caches it, AWS patches it; {links.why}"
    reasons = [Reason(Verdict.APPLIED, safety, first.line, text)]
    words = " ".join(program.command.values)
    if base.family == "go" and base.aws and "lambda.norpc" not in words:
        text = "the runtime go1.x called the program by RPC; now it asks Lambda for events itself"
        hint = "`go build -tags lambda.norpc` leaves that part out of the program"
        reasons.append(Reason(Verdict.APPLIED, safety, first.line, text, hint))
    said = [*new.said, *((i, why) for i, why in new.stage.changed)]
    by_hand = new.stage.script and new.stage.program != BOOTSTRAP and new.stage.copied is None
    why = (
        "ENTRYPOINT starts the program without it"
        if by_hand
        else "the base image brings what it is for"
    )
    said += [(i, why) for i in new.stage.gone]
    for instruction, why in said:
        gone = instruction in new.stage.gone
        text = f"{described(instruction) if gone else f'`{shown(instruction)}`'}: {why}"
        reasons.append(Reason(Verdict.APPLIED, safety, instruction.line, text))
    left = left_out(new.stage.dropped)
    reasons += (Reason(Verdict.APPLIED, safety, first.line, text) for text in left)
    return tuple(reasons)
