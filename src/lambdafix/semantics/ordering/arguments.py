"""The build argument that chooses what an install reads: with another value it reads other files.

Defaults are taken as values everywhere else. Here the stage is built once more for each argument,
by a value that is not its default: what an install reads then tells whether the argument chooses
it, however the value gets there (a word, a directory, a variable made of it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.latest import latest
from lambdafix.semantics.ordering.argument_trial import Choice, Trial, files_required
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.simulate import Step, global_args, simulate
from lambdafix.syntax.tree import Dockerfile

_EXPRESSION = regex(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?P<rest>[^{}]*)\})")
_OR_ELSE = regex(r":?-(?P<word>[^{}$]+)")


@latest(8)
def choice(dockerfile: Dockerfile, project: Project, number: int) -> Choice | None:
    """The first build argument of a stage that chooses what an install reads, or None."""
    steps = simulate(dockerfile, project)[number].steps
    steps = steps[: 1 + max((i for i, s in enumerate(steps) if installs(s)), default=-1)]
    read = _read(steps)
    if not any(read.values()):
        return None
    text = "".join(i.text for i in dockerfile.instructions)
    trials = (
        Trial(dockerfile, project, number, steps, read, name, value, said)
        for name, value, said in _arguments(dockerfile, steps[-1], text)
    )
    found = [c for trial in trials if (c := trial.choice())]
    if len(found) > 1:
        return replace(found[0], words={}, why=f"{found[1].argument} chooses it too")
    return found[0] if found else None


def _read(steps: Sequence[Step]) -> dict[int, tuple[str, ...]]:
    """For each COPY the files of the build context that installs behind it read."""
    return {
        at: files_required(steps, at)
        for at, step in enumerate(steps)
        if step.instruction.keyword in ("ADD", "COPY") and step.effect.files
    }


def _arguments(dockerfile: Dockerfile, step: Step, text: str) -> Iterator[tuple[str, str, str]]:
    """The build arguments that are declared before a step, each with the value that it has there,
    and the expression by which the file names it."""
    scope, outer = step.at.scope, global_args(dockerfile)
    inherited: Mapping[str, str | None] = step.at.image.base.scope.args
    for name in sorted(scope.args.keys() - inherited.keys()):
        matches = _EXPRESSION.finditer(text)
        rests = {m["rest"] or "" for m in matches if name in (m["plain"], m["name"])}
        rest = rests.pop() if len(rests) == 1 else ""
        value = scope.args[name] or outer.get(name) or ""
        other = _OR_ELSE.fullmatch(rest)
        said = "" if rests else f"${{{name}{rest}}}"
        yield name, value or (other["word"] if other else ""), said
