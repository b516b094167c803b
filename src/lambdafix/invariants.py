"""What every rewrite keeps, checked after every step of every run: no fault that was not there.

Each check takes the file before and after a step and says what the step broke, as a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lambdafix.codemod import Result, Verdict
from lambdafix.context.project import Project
from lambdafix.errors import SyntaxFault
from lambdafix.semantics.lambda_image import handler_file
from lambdafix.semantics.mentions import still_named
from lambdafix.semantics.scope import names_in
from lambdafix.semantics.simulate import difference, simulate
from lambdafix.syntax.crosscheck import Agreement, crosscheck
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Copy, From, Run, view

Check = Callable[[Dockerfile, Result, Project], str]


def broken(before: Dockerfile, result: Result, project: Project) -> str:
    """The first invariant that a step broke, as a sentence; empty if it kept all."""
    return next((found for check in CHECKS if (found := check(before, result, project))), "")


def _parses(before: Dockerfile, result: Result, project: Project) -> str:
    after = result.dockerfile
    try:
        again = parse(after.text)
        for instruction in again.instructions:
            view(instruction, again.dialect.escape)
    except SyntaxFault as fault:
        return f"the output cannot be read: line {fault.line}: {fault.message}"
    return (
        "" if again == after else "the output does not read back as the tree that it was made from"
    )


def _second_reader_agrees(before: Dockerfile, result: Result, project: Project) -> str:
    after = crosscheck(result.dockerfile)
    if after.agreement is not Agreement.DISAGREES:
        return ""
    if crosscheck(before).agreement is Agreement.DISAGREES:
        return ""
    return f"dockerfile-parse reads the output differently: {after.detail}"


def _names_resolve(before: Dockerfile, result: Result, project: Project) -> str:
    new = set(_unresolved(result.dockerfile, project)) - set(_unresolved(before, project))
    return min(new, default="")


def _unresolved(dockerfile: Dockerfile, project: Project) -> Iterator[str]:
    """Stages that are used and not defined before, variables that are used and set nowhere."""
    escape = dockerfile.dialect.escape
    for number, built in enumerate(simulate(dockerfile, project)):
        for step in built.steps:
            scope, instruction = step.at.scope, step.instruction
            if instruction.keyword in ("COPY", "RUN"):
                for origin in _origins(instruction, escape):
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


def _same_image(before: Dockerfile, result: Result, project: Project) -> str:
    return difference(before, result.dockerfile, project, result.allowance)


def _stages_are_kept(before: Dockerfile, result: Result, project: Project) -> str:
    def aliases(dockerfile: Dockerfile) -> list[str]:
        escape = dockerfile.dialect.escape
        views = (From.of(s.instructions[0], escape) for s in dockerfile.stages)
        return [v.alias.lower() for v in views if v.alias]

    old, new = Counter(aliases(before)), Counter(aliases(result.dockerfile))
    if gone := old - new:
        return f"the stage {min(gone)} is gone"
    added = new - old
    twice = [name for name in added if new[name] > 1]
    return f"the stage name {min(twice)} is there twice" if twice else ""


def _handler_is_found(before: Dockerfile, result: Result, project: Project) -> str:
    """The handler that CMD names lies where the runtime looks for it, if it did before."""
    old, new = simulate(before, project)[-1], simulate(result.dockerfile, project)[-1]
    found = handler_file(before, old)
    if found is None or handler_file(result.dockerfile, new) == found:
        return ""
    return f"{found} is not found as the handler's module any more"


def _no_new_names(before: Dockerfile, result: Result, project: Project) -> str:
    """No build argument and no variable reaches the final stage that was not there before."""
    old, new = simulate(before, project)[-1].scope, simulate(result.dockerfile, project)[-1].scope
    base = simulate(result.dockerfile, project)[-1].image.base.scope
    added = {*new.args, *new.env} - {*old.args, *old.env, *base.env, *base.args}
    return f"{min(added)} is new in the final stage" if added else ""


def _nothing_names_what_is_gone(before: Dockerfile, result: Result, project: Project) -> str:
    """No step of the final stage names a path that was left behind, or a place that was moved."""
    built = simulate(result.dockerfile, project)[-1]
    escape = result.dockerfile.dialect.escape
    steps = [s for s in built.steps if not any(_origins(s.instruction, escape))]
    return still_named(result.allowance, steps, built.image, project)


def _comments_are_kept(before: Dockerfile, result: Result, project: Project) -> str:
    lost = Counter(before.comments) - Counter(result.dockerfile.comments)
    explained = " ".join(r.text for r in result.reasons)
    return next((f"the comment `{c}` is lost" for c in lost if c not in explained), "")


def _changes_are_explained(before: Dockerfile, result: Result, project: Project) -> str:
    changed = before.text != result.dockerfile.text or bool(result.edits)
    applied = any(r.verdict is Verdict.APPLIED for r in result.reasons)
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
