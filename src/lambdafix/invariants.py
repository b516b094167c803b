"""What every rewrite keeps, checked after every step of every run: no fault that was not there.

Each check takes a step and says what it broke, as a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from lambdafix.codemod import Result, Verdict
from lambdafix.context.project import Project
from lambdafix.errors import SyntaxFault
from lambdafix.semantics.difference import difference
from lambdafix.semantics.lambda_image import handler_file
from lambdafix.semantics.mentions import still_named
from lambdafix.semantics.scope import names_in
from lambdafix.semantics.simulate import simulate
from lambdafix.semantics.stages import aliases
from lambdafix.syntax.crosscheck import Agreement, crosscheck
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Copy, Run, stage_name, view


class Turn(Struct, frozen=True):
    """A codemod's turn: the Dockerfile and its build context before and after it."""

    before: Dockerfile
    result: Result
    project: Project
    edited: Project

    @property
    def after(self) -> Dockerfile:
        return self.result.dockerfile


Check = Callable[[Turn], str]


def broken(before: Dockerfile, result: Result, project: Project) -> str:
    """The first invariant that a step broke, as a sentence; empty if it kept all."""
    turn = Turn(before, result, project, project.edited(result.edits))
    return next((found for check in CHECKS if (found := check(turn))), "")


def _parses(turn: Turn) -> str:
    after = turn.after
    try:
        again = parse(after.text)
        for instruction in again.instructions:
            view(instruction, again.dialect.escape)
    except SyntaxFault as fault:
        return f"the output cannot be read: line {fault.line}: {fault.message}"
    return (
        "" if again == after else "the output does not read back as the tree that it was made from"
    )


def _second_reader_agrees(turn: Turn) -> str:
    after = crosscheck(turn.after)
    if after.agreement is not Agreement.DISAGREES:
        return ""
    if crosscheck(turn.before).agreement is Agreement.DISAGREES:
        return ""
    return f"dockerfile-parse reads the output differently: {after.detail}"


def _names_resolve(turn: Turn) -> str:
    old = set(_unresolved(turn.before, turn.project))
    new = set(_unresolved(turn.after, turn.edited)) - old
    return min(new, default="")


def _unresolved(dockerfile: Dockerfile, project: Project) -> Iterator[str]:
    """Stages that are used and not defined before, variables that are used and set nowhere."""
    escape = dockerfile.dialect.escape
    for number, built in enumerate(simulate(dockerfile, project)):
        for step in built.steps:
            scope, instruction = step.at.scope, step.instruction
            if instruction.keyword in ("COPY", "RUN"):
                for origin in map(stage_name, _origins(instruction, escape)):
                    if origin.isdecimal() and int(origin) >= number:
                        yield f"`{origin}` names no stage before it"
            if instruction.keyword in ("ADD", "COPY", "WORKDIR"):
                unset = names_in(instruction.body) - scope.env.keys() - scope.args.keys()
                yield from (f"{name} is used and set nowhere before" for name in unset)


def _origins(instruction: Instruction, escape: str) -> Iterator[str]:
    """The stages and images that a COPY or a RUN takes from."""
    if instruction.keyword == "COPY":
        yield Copy.of(instruction, escape).flags.get("from") or ""
    elif instruction.keyword == "RUN":
        for mount in Run.of(instruction, escape).flags.all("mount"):
            yield from (f.removeprefix("from=") for f in mount.split(",") if f.startswith("from="))


def _same_image(turn: Turn) -> str:
    allowance = turn.result.allowance
    return difference(turn.before, turn.after, turn.project, allowance, turn.edited)


def _stages_are_kept(turn: Turn) -> str:
    old, new = (
        Counter(alias.lower() for alias in aliases(dockerfile) if alias)
        for dockerfile in (turn.before, turn.after)
    )
    if gone := old - new:
        return f"the stage {min(gone)} is gone"
    added = new - old
    twice = [name for name in added if new[name] > 1]
    return f"the stage name {min(twice)} is there twice" if twice else ""


def _handler_is_found(turn: Turn) -> str:
    """The handler that CMD names lies where the runtime looks for it, if it did before."""
    old, new = simulate(turn.before, turn.project)[-1], simulate(turn.after, turn.edited)[-1]
    found = handler_file(turn.before, old)
    if found is None or handler_file(turn.after, new) == found:
        return ""
    return f"{found} is not found as the handler's module any more"


def _no_new_names(turn: Turn) -> str:
    """No build argument and no variable reaches the final stage that was not there before."""
    built = simulate(turn.after, turn.edited)[-1]
    old, new = simulate(turn.before, turn.project)[-1].scope, built.scope
    base = built.image.base.scope
    added = {*new.args, *new.env} - {*old.args, *old.env, *base.env, *base.args}
    return f"{min(added)} is new in the final stage" if added else ""


def _nothing_names_what_is_gone(turn: Turn) -> str:
    """No step of the final stage names a path that was left behind, or a place that was moved."""
    built = simulate(turn.after, turn.edited)[-1]
    escape = turn.after.dialect.escape
    steps = [s for s in built.steps if not any(_origins(s.instruction, escape))]
    return still_named(turn.result.allowance, steps, built.image, turn.edited)


def _comments_are_kept(turn: Turn) -> str:
    lost = Counter(turn.before.comments) - Counter(turn.after.comments)
    explained = " ".join(r.text for r in turn.result.reasons)
    return next((f"the comment `{c}` is lost" for c in lost if c not in explained), "")


def _changes_are_explained(turn: Turn) -> str:
    changed = turn.before.text != turn.after.text or bool(turn.result.edits)
    applied = any(r.verdict is Verdict.APPLIED for r in turn.result.reasons)
    if changed and not applied:
        return "it changed the file and gave no reason"
    return "it gave a reason and changed nothing" if applied and not changed else ""


CHECKS: tuple[Check, ...] = (
    _parses,
    _second_reader_agrees,
    _names_resolve,
    _stages_are_kept,
    _same_image,
    _handler_is_found,
    _no_new_names,
    _nothing_names_what_is_gone,
    _comments_are_kept,
    _changes_are_explained,
)
