"""The RUNs whose layers the final image has: those of the last stage and of what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Allowance, Reason, Result, Reworded, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.difference import difference
from lambdafix.semantics.keep import kept
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import From


class FinalRun(Struct, frozen=True):
    """A RUN, command by command; `later` are the steps that stand on its layer, in any stage."""

    step: Step
    line: RunLine
    later: tuple[Step, ...]

    @property
    def instruction(self) -> Instruction:
        return self.step.instruction


def final_runs(dockerfile: Dockerfile, project: Project) -> Iterator[FinalRun]:
    """Those that may be changed; a RUN in JSON form, or with `if` and the like, is none, nor one on
    an image that a variable names: which that is, and how it is used, is said elsewhere."""
    escape, built = dockerfile.dialect.escape, simulate(dockerfile, project)
    if "$" in built[-1].image.base.text:
        return
    parents = tuple(_parents(dockerfile, built))
    number: int | None = len(built) - 1
    while number is not None:
        steps = built[number].steps
        above = (n for n in range(len(built)) if number in _line_of(n, parents) and n != number)
        others = tuple(step for n in above for step in built[n].steps)
        if not kept(dockerfile.stages[number].instructions[0]):
            for at, step in enumerate(steps):
                line = RunLine.of(step.instruction, escape)
                if line and not kept(step.instruction):
                    yield FinalRun(step, line, (*steps[at + 1 :], *others))
        number = parents[number]


def _parents(dockerfile: Dockerfile, built: tuple[Built, ...]) -> Iterator[int | None]:
    """For each stage the one that it stands on."""
    for number, stage in enumerate(dockerfile.stages):
        image = From.of(stage.instructions[0], dockerfile.dialect.escape).image.lower()
        before = (n for n in range(number) if built[n].named and built[n].name == image)
        yield max(before, default=None)


def _line_of(number: int, parents: tuple[int | None, ...]) -> Iterator[int]:
    at: int | None = number
    while at is not None:
        yield at
        at = parents[at]


def with_runs(
    dockerfile: Dockerfile,
    project: Project,
    new: Mapping[int, Instruction],
    reasons: Sequence[Reason],
    allowance: Sequence[Allowance],
) -> Result:
    """The file with instructions replaced, which are told by `id`: two may read alike. It stays as
    it is where the image would be another, and each reason says so."""
    if not new:
        return Result(dockerfile, tuple(reasons))
    stages = (s.mapped(lambda i: new.get(id(i), i)) for s in dockerfile.stages)
    after = replace(dockerfile, stages=tuple(stages)).settled()
    if differs := difference(dockerfile, after, project, allowance):
        return Result(dockerfile, tuple(_refused(reason, differs) for reason in reasons))
    return Result(after, tuple(reasons), tuple(allowance))


def _refused(reason: Reason, differs: str) -> Reason:
    if reason.verdict is not Verdict.APPLIED:
        return reason
    return replace(reason, verdict=Verdict.REFUSED, text=f"not applied ({differs}): {reason.text}")


def reworded(run: FinalRun, new: Instruction) -> Iterator[Reworded]:
    """What lets the script of a RUN that is not understood read otherwise."""
    again = run.line.again(new)
    if again is not None:
        yield Reworded(run.line.script.text, again.script.text)
