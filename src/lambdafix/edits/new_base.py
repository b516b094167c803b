"""A function of an interpreted language on AWS's base image: done, held back, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from lambdafix.catalog.runtimes import Runtime, find
from lambdafix.codemod import (
    Allowance,
    Dropped,
    Moved,
    Reason,
    Rebased,
    Renamed,
    Result,
    Reworded,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.edits.base_code import at_the_root, check_code
from lambdafix.edits.base_plan import concerned_stages, switch_of
from lambdafix.edits.base_safety import safety_of
from lambdafix.edits.base_switch import Switch
from lambdafix.edits.lambda_user import MadeUsers, made_users
from lambdafix.edits.languages.language import Concern, Language
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.unfit_base import outdated, unfit
from lambdafix.semantics.bases import TASK_ROOT, Base, base_of
from lambdafix.semantics.difference import difference
from lambdafix.semantics.lambda_image import LambdaImage, handler_file
from lambdafix.semantics.mentions import still_named
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.words import described, left_out
from lambdafix.syntax.tree import Dockerfile, Instruction


def on_language_base(
    dockerfile: Dockerfile,
    project: Project,
    settings: Settings,
    image: LambdaImage,
    language: Language,
    day: date,
) -> Result:
    """The function on another image than AWS's: switched, or why not."""
    first = dockerfile.stages[-1].instructions[0]
    stays = f"`{image.base.text}` stays"
    if no := unfit(image.base, image.version or "", language, day):
        return _said(dockerfile, first, Verdict.REFUSED, f"{stays}: {no[0]}", no[1])
    runtime = find(image.family, image.version or "")
    assert runtime is not None  # or it would be unfit
    if no := outdated(runtime, language, day):
        advice = Safety.DISPLAY_ONLY
        return _said(dockerfile, first, Verdict.ADVICE, f"{stays}: {no[0]}", no[1], advice)
    try:
        return _switched(dockerfile, project, settings, image, language, runtime)
    except Obstacle as obstacle:
        text = f"{stays}: {described(obstacle.instruction)}: {obstacle.why}"
        return _said(dockerfile, obstacle.instruction, Verdict.REFUSED, text, obstacle.hint)


def _said(
    dockerfile: Dockerfile,
    instruction: Instruction,
    verdict: Verdict,
    text: str,
    hint: str,
    safety: Safety = Safety.SAFE,
) -> Result:
    return Result(dockerfile, (Reason(verdict, safety, instruction.line, text, hint),))


def _switched(
    dockerfile: Dockerfile,
    project: Project,
    settings: Settings,
    image: LambdaImage,
    language: Language,
    runtime: Runtime,
) -> Result:
    built, first = simulate(dockerfile, project), dockerfile.stages[-1].instructions[0]
    concerned = concerned_stages(dockerfile, built, image, language)
    root = built[-1].scope.workdir
    if root is None:
        why = "the function lies in a directory that is not known"
        raise Obstacle(first, why, "set WORKDIR /var/task")
    concern = Concern(built, frozenset(concerned), project, root, image.handler)
    switch = switch_of(dockerfile, concern, language, runtime)
    concern = replace(concern, handler=switch.handler or image.handler)
    users = made_users(built[-1], project, dockerfile.dialect.escape)
    stages = list(dockerfile.stages)
    for number in sorted(concerned):
        switch.users = users if number == len(stages) - 1 else MadeUsers()
        stages[number] = switch.stage(stages[number])
    after = replace(switch.preamble(dockerfile), stages=tuple(stages))
    after = _with_cmd(after, switch).settled()
    check_code(dockerfile, concern, switch, image)
    for step in (s for number in sorted(concerned) for s in built[number].steps):
        if step.effect.wall is None and "*" in step.effect.variables:
            raise Obstacle(step.instruction, "it prints variables that the AWS base image has not")
    allowance = tuple(_allowance(built, concerned, switch))
    safety, doubt = safety_of(dockerfile, language, runtime, switch.image, concern)
    if safety < settings.allow:
        text = f"`{image.base.text}` could become {switch.image}: {doubt}"
        return _said(dockerfile, first, Verdict.WITHHELD, text, "", safety)
    differs = difference(dockerfile, after, project, allowance)
    if differs:
        raise Obstacle(first, f"on {switch.image}, {differs}")
    new = simulate(after, project)[-1]
    named = still_named(allowance, new.steps, new.image, project)
    if named:
        raise Obstacle(first, named, "build the path from LAMBDA_TASK_ROOT")
    found = handler_file(dockerfile, built[-1])
    if found and handler_file(after, simulate(after, project)[-1]) != found:
        raise Obstacle(first, f"{found}, the handler's module, would not lie in {TASK_ROOT}")
    starts = [dockerfile.stages[i].instructions[0] for i in sorted(concerned)]
    builders = [i for i in starts if i is not first and not switch.stands_on_a_stage(i)]
    return Result(after, tuple(_reasons(first, builders, switch, image, safety)), allowance)


def _with_cmd(dockerfile: Dockerfile, switch: Switch) -> Dockerfile:
    """CMD with the handler, where only ENTRYPOINT named it."""
    stage = dockerfile.stages[-1]
    if switch.handler is None or any(i.keyword == "CMD" for i in stage.instructions):
        return dockerfile
    new = fragments.instruction(
        f'CMD ["{switch.handler}"]', dockerfile.dialect, switch.gone[-1].line
    )
    whole = replace(stage, items=(*stage.items, new))
    return replace(dockerfile, stages=(*dockerfile.stages[:-1], whole))


def _allowance(
    built: tuple[Built, ...], concerned: set[int], switch: Switch
) -> Iterator[Allowance]:
    yield from (Rebased(built[i].image.base.text, switch.image) for i in sorted(concerned))
    for number in sorted(concerned):
        for path in sorted(at_the_root(built[number])):
            yield Moved(path, f"{TASK_ROOT}{path}")
    if switch.root not in ("/", TASK_ROOT):
        yield Moved(switch.root, TASK_ROOT)
    for old, new in switch.language.places(switch.runtime.tag).moved:
        yield Moved(old, new)
    yield from switch.users.allowed()
    yield Dropped("ENTRYPOINT", "the base image starts the client")
    yield Dropped(switch.language.client, "the base image has it")
    steps = (s for number in sorted(concerned) for s in built[number].steps)
    clients = filter(switch.language.only_client, (i for s in steps for i in s.effect.installs))
    for path in dict.fromkeys(p for i in clients for p in i.noted):
        yield Dropped(path, "the install of the client has noted itself there")
    if switch.handler is not None:
        yield Dropped("CMD", "it named the client too")
    for name, names in switch.renamed.items():
        yield Renamed(name, names)
    for old_script, new_script in switch.reworded.items():
        yield Reworded(old_script, new_script)
    for instruction in switch.gone:
        if instruction.keyword in ("COPY", "ADD"):
            step = next(s for s in built[-1].steps if s.instruction is instruction)
            yield from (Dropped(a.path, "it only starts the client") for a in step.effect.writes)
    for name in base_of(switch.image).scope.env.keys() | built[-1].image.base.scope.env.keys():
        yield Dropped(f"ENV {name}", "the base image sets it")


def _unpinned(base: Base, switch: Switch) -> str:
    """What is said where the old name has a patch version, and AWS's has none."""
    written = base.language.written if base.language else None
    if written in (None, switch.runtime.tag):
        return ""
    return f"; it brings the patch version of its day, not {written}"


def _reasons(
    first: Instruction,
    builders: list[Instruction],
    switch: Switch,
    image: LambdaImage,
    safety: Safety,
) -> Iterator[Reason]:
    def applied(instruction: Instruction, text: str) -> Reason:
        return Reason(Verdict.APPLIED, safety, instruction.line, text)

    yield applied(
        first,
        f"`{image.base.text}` becomes {switch.image}: Lambda caches it, AWS patches it"
        f"{_unpinned(image.base, switch)}",
    )
    for builder in builders:
        text = f"{described(builder)} stands on {switch.image}, too: what it builds has to fit"
        yield applied(builder, f"{text} the base image")
    if switch.root != TASK_ROOT:  # also where it is `/`
        yield applied(
            first,
            f"what lay in {switch.root} lies in {TASK_ROOT}, where the runtime looks for it",
        )
    for instruction, why in switch.changed:
        yield applied(instruction, f"{described(instruction)}: {why}")
    yield from (applied(first, text) for text in left_out(switch.dropped))
    for instruction in switch.gone:
        yield applied(
            instruction, f"{described(instruction)} goes: the base image brings what it is for"
        )
