"""Where the program lies that an image starts, and which stage and command compile it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename
from typing import NamedTuple

from lambdafix.catalog.client import words_of_entry_script
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax import shell
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, Run, stage_name

BOOTSTRAP = "/var/runtime/bootstrap"


class Start(NamedTuple):
    """What an image starts: the instruction that says so, and a path that the program may have.

    `script` is the path of an entry script that chooses whether the emulator starts it, empty where
    none does; `arguments` are what that hands on to the program.
    """

    at: Instruction
    path: str
    script: str = ""
    arguments: tuple[str, ...] = ()


class Origin(NamedTuple):
    """The COPY that brings a program (None: it is compiled in the same stage), and the stage, the
    step and the command that compile it."""

    copy: Step | None
    builder: Built
    build: Step
    command: Command


def started(dockerfile: Dockerfile, last: Built, escape: str) -> Iterator[Start]:
    """What is started, once for each path that it may have."""
    instructions = dockerfile.stages[-1].instructions
    entry = next((i for i in reversed(instructions) if i.keyword == "ENTRYPOINT"), None)
    cmd = next((i for i in reversed(instructions) if i.keyword == "CMD"), None)
    aws = last.image.base.aws
    at = entry or cmd
    if at is None:
        return
    view = Entrypoint.of(at, escape) if entry else Cmd.of(at, escape)
    word = _program(view)
    if word is None:
        return
    script = _by_script(at, last, view, Cmd.of(cmd, escape) if entry and cmd else None)
    if script is not None:
        yield script
        return
    if aws and entry is None:
        if aws.family == "go":
            yield Start(at, join(TASK_ROOT, word.lstrip("/")))
        yield Start(at, BOOTSTRAP)
    elif "/" in word:
        path = last.scope.path(word)
        if path:
            yield Start(at, path)
    else:
        for directory in (last.scope.value("PATH") or "/usr/local/bin:/usr/bin:/bin").split(":"):
            yield Start(at, join(directory or "/", word))


def _by_script(
    at: Instruction, last: Built, view: Cmd | Entrypoint, more: Cmd | None
) -> Start | None:
    """What an entry script starts, where the process is one that the build context holds."""
    argv = (*(view.argv or ()), *((more.argv or ()) if more else ()))
    path = last.scope.path(argv[0]) if argv and "/" in argv[0] else None
    brought = {p: (s, c) for s in last.steps for p, (_, c) in s.effect.files.items() if c}
    if path is None or path not in brought or (more and more.argv is None):
        return None
    step, context = brought[path]
    words = words_of_entry_script(step.at.project.read(context) or "")
    if words and "$" in words[-1]:
        words = (*words[:-1], *argv[1:])
    program = last.scope.path(words[0]) if words and "/" in words[0] else None
    return Start(at, program, path, words[1:]) if program else None


def _program(view: Cmd | Entrypoint) -> str | None:
    """The program of a process; None where it is no plain command."""
    if view.argv is not None:
        return view.argv[0] if view.argv else None
    script = shell.read(view.script or "")
    if isinstance(script, shell.Unreadable) or not script.flat or len(script.commands) != 1:
        return None
    values = [w.value for w in script.commands[0].words]
    return values[1] if values[:1] == ["exec"] and len(values) > 1 else (values or [None])[0]


def origin_of(built: tuple[Built, ...], stage: Built, path: str, depth: int = 0) -> Origin | None:
    """The COPY of a stage that brings a program; the stage, step and command that compile it."""
    names = {n: b for i, b in enumerate(built) for n in (str(i), b.name)}
    for step in reversed(stage.steps):
        if step.instruction.keyword == "RUN":
            command = next((c for c in _commands(step) if path in _outputs(step, c, path)), None)
            if command is not None:
                return Origin(None, stage, step, command)
        if step.instruction.keyword != "COPY" or depth > len(built):
            continue
        copy = Copy.of(step.instruction, step.at.escape)
        origin = names.get(stage_name(step.at.scope.expand(copy.flags.get("from") or "")))
        for source in _sources(step, copy, path) if origin and origin is not stage else ():
            found = origin_of(built, origin, source, depth + 1) if origin else None
            if found:
                return found._replace(copy=step)
    return None


def _sources(step: Step, copy: Copy, path: str) -> Iterator[str]:
    """The paths of the other stage that may be this one after a COPY."""
    target = step.at.scope.path(copy.destination)
    for word in copy.sources if target else ():
        source = join("/", step.at.scope.expand(word))
        assert target is not None
        if path == target or path == join(target, basename(source)):
            yield source
        if below(path, target):
            yield join(source, path[len(target) :].lstrip("/") or ".")


def _commands(step: Step) -> Iterator[Command]:
    run = Run.of(step.instruction, step.at.escape)
    script = shell.read(run.script) if run.script else None
    for command in script.commands if isinstance(script, shell.Script) else ():
        values = [w.value for w in command.words[:2]]
        if basename(command.name or "") == "go" and values[1:] in (["build"], ["install"]):
            yield command


def _outputs(step: Step, command: Command, path: str) -> Iterator[str]:
    """Where a build may leave a program of this name."""
    values = [
        step.at.scope.expand(w.value if w.value is not None else w.raw) for w in command.words
    ]
    here = step.at.scope.workdir or "/"
    name = basename(path)
    for at, value in enumerate(values):
        option, equals, given = value.partition("=")
        if option in ("-o", "--o"):
            out = join(here, given if equals else (values[at + 1] if at + 1 < len(values) else "."))
            yield from (out, join(out, name))
            return
    if values[1] == "install":
        places = (step.at.scope.value("GOBIN"), join(step.at.scope.value("GOPATH") or "/go", "bin"))
        yield from (join(place, name) for place in places if place)
        return
    yield join(here, name)
