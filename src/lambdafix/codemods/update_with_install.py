"""Package lists are updated in the RUN that installs from them.

```diff
 FROM public.ecr.aws/docker/library/python:3.12-slim AS build
-RUN apt-get update
-RUN apt-get install -y gcc
+RUN apt-get update && apt-get install -y gcc

 FROM public.ecr.aws/lambda/python:3.12
 COPY --from=build /usr/lib/gcc /opt/gcc
 COPY app.py ./
 CMD ["app.handler"]
```

Why: the layer of an update of its own is taken from the cache as it was made, months ago, and the
install behind it asks for versions that are gone. In one RUN both are of one day.

Refuses: where a step in between may use the lists, or where the update's RUN does more. Where no
install of the same package manager follows, there is nothing to put it into.

Safety: SAFE. The same commands run in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.caches import refreshes
from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction, Stage
from lambdafix.syntax.views import Run

_INSTALLS = frozenset({"add", "install"})


class _Pair(Struct, frozen=True):
    """A RUN that only updates, and the one behind it that installs."""

    update: RunLine
    install: RunLine

    @property
    def joined(self) -> Instruction:
        first, second = self.update.instruction, self.install.instruction
        new = self.install.led(f"{self.update.script.text.strip()} &&")
        return replace(new, trivia=(*first.trivia, *second.trivia))


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    stages, reasons = list(dockerfile.stages), list[Reason]()
    for number, built in enumerate(simulate(dockerfile, project)):
        if kept(stages[number].instructions[0]):
            continue
        for pair in _pairs(built.steps, dockerfile.dialect.escape):
            after = list(stages)
            after[number] = _joined(stages[number], pair)
            whole = replace(dockerfile, stages=tuple(after))
            if not difference(dockerfile, whole, project):
                stages = after
                reasons.append(_reason(pair))
    return Result(replace(dockerfile, stages=tuple(stages)), tuple(reasons))


def _pairs(steps: Sequence[Step], escape: str) -> Iterator[_Pair]:
    for at, step in enumerate(steps):
        update = RunLine.of(step.instruction, escape)
        if update is None or kept(step.instruction) or not _only_updates(update):
            continue
        manager = update.script.commands[0].name
        for behind in range(at + 1, len(steps)):
            other = steps[behind]
            install = RunLine.of(other.instruction, escape)
            if install and any(c.name == manager for c in install.script.commands):
                pair = _Pair(update, install)
                free = all(_passes(step, s) for s in steps[at + 1 : behind])
                if free and not kept(other.instruction) and _can_be_joined(pair, escape):
                    yield pair
                break


def _passes(update: Step, other: Step) -> bool:
    """Whether the update may stand below a step; the directory it starts in is all one to it."""
    is_directory = other.instruction.keyword == "WORKDIR"
    return is_directory or not conflict(update.effect, other.effect)


def _only_updates(line: RunLine) -> bool:
    commands = line.script.commands
    names = {c.name for c in commands}
    return len(names) == 1 and "\n" not in line.instruction.body and all(map(_refreshes, commands))


def _refreshes(command: Command) -> bool:
    values = command.values[1:]
    operands = [v for v in values if not v.startswith("-")]
    plain = not (command.assignments or command.redirects) and command.connector in ("", "&&")
    return plain and len(operands) == 1 and refreshes(command.name or "", operands[0])


def _can_be_joined(pair: _Pair, escape: str) -> bool:
    """Whether the RUN begins with the install, as one list that ends with the first failure."""
    commands = pair.install.script.commands
    first = commands[0]
    flags = [Run.of(line.instruction, escape).flags for line in (pair.update, pair.install)]
    installs = bool(_INSTALLS & {w.value for w in first.words})
    whole = all(c.connector in ("", "&&") for c in commands)
    return installs and whole and flags[0] == flags[1] and not pair.update.instruction.heredocs


def _joined(stage: Stage, pair: _Pair) -> Stage:
    def changed(instruction: Instruction) -> Instruction | None:
        if instruction is pair.update.instruction:
            return None
        return pair.joined if instruction is pair.install.instruction else instruction

    return stage.mapped(changed)


def _reason(pair: _Pair) -> Reason:
    first, second = pair.update.instruction, pair.install.instruction
    text = f"`{shown(first)}` becomes a part of `{shown(second)}`: both are of one day"
    return Reason(Verdict.APPLIED, Safety.SAFE, first.line, text)


CODEMOD = Codemod(transform)
