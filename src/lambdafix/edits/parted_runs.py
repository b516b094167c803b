"""A RUN that installs and then goes on, in two: so that what it goes on with can follow the source.

Each RUN has a shell of its own: what the first part sets there, the second does not see. So only a
change of directory may stand before the cut, and stands in both parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from lambdafix.catalog.caches import removing
from lambdafix.codemod import Parted
from lambdafix.edits.install_words import installs_dependencies
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction, Item, Kind, Stage

# Commands by which a shell is another one behind them (POSIX.1-2024, 2.12 and 2.15).
_OF_THE_SHELL = frozenset(
    """. alias cd declare eval exec exit export local popd pushd readonly return set shift shopt
    source times trap typeset ulimit umask unalias unset""".split()
)
_OF_THE_ONE_BEFORE = regex(r"\$(?:[?!_-]|\{?(?:OLDPWD|PIPESTATUS)\b)")
_JOINS = ("&&", "|")


def parted_at(
    dockerfile: Dockerfile, number: int, steps: Sequence[Step]
) -> Iterator[tuple[Dockerfile, Parted]]:
    """The file with one of these RUNs of a stage that installs, or names an install, in two: in
    every way there is."""
    stage, escape = dockerfile.stages[number], dockerfile.dialect.escape
    for step in steps:
        run = step.instruction
        line = RunLine.of(run, escape)
        if line is None or not (installs(step) or _names_install(line, step)):
            continue
        for parts in _cut(line, last=number == len(dockerfile.stages) - 1):
            items: list[Item] = []
            for item in stage.items:
                items += parts if item is run else [item]
            stages = list(dockerfile.stages)
            stages[number] = Stage(tuple(items))
            yield replace(dockerfile, stages=tuple(stages)), Parted(run, parts)


def _names_install(line: RunLine, step: Step) -> bool:
    return step.effect.wall is not None and any(map(installs_dependencies, line.script.commands))


def _cut(line: RunLine, *, last: bool) -> Iterator[tuple[Instruction, Instruction]]:
    """The two parts for each place to cut at; in the last stage none by which less is cleaned up
    in the layer that it is in."""
    inside = any(t.kind is Kind.COMMENT for t in line.instruction.tokens)
    if inside or _OF_THE_ONE_BEFORE.search(line.script.text):
        return
    commands = line.script.commands
    entering = next((at for at, c in enumerate(commands) if not _enters(c)), len(commands))
    for at in range(entering + 1, len(commands)):
        before, behind = commands[:at], commands[at:]
        if not all(map(_leaves_shell, before[entering:])):
            return
        if behind[0].connector != "&&" or not all(c.connector in _JOINS for c in behind):
            continue  # what stands behind `||` or `;` runs where the install fails
        if last and any(removing() & {w.value for w in c.words} for c in behind):
            return
        first, second = line.without(behind), line.without(before[entering:])
        if first and second:
            yield first, replace(second, trivia=())


def _enters(command: Command) -> bool:
    """`cd somewhere`, first or behind another such."""
    plain = len(command.words) == 2 and not (command.assignments or command.redirects)
    return plain and command.name == "cd" and command.connector in ("", "&&")


def _leaves_shell(command: Command) -> bool:
    """Whether the shell is the same behind a command."""
    return bool(command.name) and command.name not in _OF_THE_SHELL
