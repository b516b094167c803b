"""What a variable of the go command is worth for the command that compiles a program.

Source: cmd/go of Go 1.24, "Environment variables": what the environment has, less what is empty
there, then what `go env -w` wrote into the user's file, which `-u` takes out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from msgspec import Struct

from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.go_program import GoProgram
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.shell_state import SETS, ShellState
from lambdafix.semantics.simulate import Step
from lambdafix.syntax import shell
from lambdafix.syntax.shell import Command, Part
from lambdafix.syntax.views import Run

_WRITES = regex(r"""\bgo["',\s]+env["',\s]+-[wu]\b""")
_FILE = ("HOME", "XDG_CONFIG_HOME", "GOENV")  # they say where the user's file is


class GoSetting(Struct, frozen=True):
    """The value, None where it is not set or not known; `default`: of a build argument."""

    value: str | None
    default: bool = False


def go_setting(program: GoProgram, name: str) -> GoSetting:
    """What `name` is worth for the command that compiles."""
    scope = _environment(program, name)
    default = name not in scope.env and name in scope.args
    if default and scope.args[name] is None:
        return GoSetting(None)
    value = scope.env.get(name) or scope.args.get(name)
    return GoSetting(value, default) if value else GoSetting(_written(program, scope, name))


def _environment(program: GoProgram, name: str) -> Scope:
    """The variables that the command gets; a value that is set only perhaps is not known."""
    at = program.build.at
    state = ShellState(Call((), at.scope.workdir, at.scope, at.image.context, at.project))
    for part in _before(program):
        if not isinstance(part, Command) or part.connector in ("||", "|"):
            if name in _text(program.build, part):
                state = state.assigned(name, None).exported(name)
        elif not part.words:
            for variable, word in part.assignments:
                state = state.assigned(variable, word.value)
        elif part.name in SETS or part.name == "unset":
            state = state.declared(part.name or "", tuple(part.values[1:]))
    own = {variable: word.value for variable, word in program.command.assignments}
    return state.running(own, ()).scope


def _written(program: GoProgram, scope: Scope, name: str) -> str | None:
    """What the file has that `go env -w` writes, and the command reads."""
    value: str | None = None
    here = _file(scope)
    for step in program.builder.steps:
        last = step is program.build
        commands = _writers(_before(program) if last else _parts(step))
        if not commands and not last and _WRITES.search(step.instruction.body):
            value = None  # in a way that is not read here
        for command in commands:
            words = command.values[3:]
            named = next((w for w in words if w.partition("=")[0] == name), None)
            if named is not None:
                value = named.partition("=")[2] if _file(step.at.scope) == here else None
        if last:
            break
    return value or None


def _writers(parts: Iterable[Part]) -> list[Command]:
    commands = (p for p in parts if isinstance(p, Command))
    return [c for c in commands if c.values[:3] in (["go", "env", "-w"], ["go", "env", "-u"])]


def _file(scope: Scope) -> tuple[str | None, ...]:
    return (scope.user, *(scope.value(name) for name in _FILE))


def _before(program: GoProgram) -> Iterator[Part]:
    """What the same RUN does in front of the command."""
    return takewhile(lambda part: part != program.command, _parts(program.build))


def _parts(step: Step) -> tuple[Part, ...]:
    run = Run.of(step.instruction, step.at.escape) if step.instruction.keyword == "RUN" else None
    script = shell.read(run.script) if run and run.script else None
    return script.parts if isinstance(script, shell.Script) else ()


def _text(step: Step, part: Part) -> str:
    script = Run.of(step.instruction, step.at.escape).script or ""
    return script[part.start : part.stop]
