"""The Go program that an image starts: where it lies, which stage compiles it, from which module.

Asked only where a stage brings Go and something is started: it reads go.mod and sources of the
context. Sources: aws-lambda-go README, 2026-04; AWS docs go-image, copy of 2026-09.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname

from lambdafix.context import go_source
from lambdafix.context.go_modules import GoModule, read_go_module
from lambdafix.context.project import Project
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax import shell
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, Run

LIBRARY = "github.com/aws/aws-lambda-go"
BOOTSTRAP = "/var/runtime/bootstrap"
_MAY_BUILD = ("go build", "go install")


@dataclass(frozen=True, slots=True)
class GoProgram:
    """`path` is where the program lies in the last stage, `copy` the step of that stage which
    brings it there (None: it is compiled there), `started` the instruction that names it.

    `builder` is the stage in which `build` compiles it; `command` is that command. `sources` are
    the Go files of the context that the stage has: path in the image -> path in the context.
    """

    path: str
    copy: Step | None
    started: Instruction
    builder: Built
    build: Step
    command: Command
    module: GoModule
    sources: Mapping[str, str]

    def texts(self, project: Project) -> Iterator[tuple[str, str]]:
        """The context's path and the text of every source, less tests."""
        for source in sorted(set(self.sources.values())):
            if not source.endswith("_test.go"):
                yield source, project.read(source) or ""

    def version_of(self, library: str) -> str:
        """The version of a module that is required: v1.47.0; empty if it is not."""
        return next((v for n, v in self.module.requires if n == library), "")


def go_program(dockerfile: Dockerfile, project: Project) -> GoProgram | None:
    """The program of a Lambda function that the last stage starts; None where none is seen."""
    escape = dockerfile.dialect.escape
    runs = (i.body for i in dockerfile.instructions if i.keyword == "RUN")
    if not any(words in " ".join(body.split()) for body in runs for words in _MAY_BUILD):
        return None
    modules = (f for f in project.files() if basename(f) == "go.mod")
    if not any(LIBRARY in (project.read(f) or "") for f in modules):
        return None
    built = simulate(dockerfile, project)
    for started, path in _started(dockerfile, built[-1], escape):
        found = _origin(built, built[-1], path)
        if found is not None:
            copy, builder, step, command = found
            return _of_module(project, path, copy, started, builder, step, command)
    return None


def _of_module(
    project: Project,
    path: str,
    copy: Step | None,
    started: Instruction,
    builder: Built,
    step: Step,
    command: Command,
) -> GoProgram | None:
    context = step.at.image.context
    sources = {p: c for p, c in context.items() if p.endswith(".go")}
    for mod in (p for p in context if basename(p) == "go.mod"):
        module = read_go_module(project.read(context[mod]) or "")
        if any(name == LIBRARY for name, _ in module.requires):
            own = {p: c for p, c in sources.items() if below(p, dirname(mod))}
            found = GoProgram(path, copy, started, builder, step, command, module, own)
            return found if _starts_a_function(found, project) else None
    return None


def _starts_a_function(program: GoProgram, project: Project) -> bool:
    """Whether the program that is compiled uses the library: its own package says so, or it is the
    module's only program."""
    mains, using = set[str](), set[str]()
    anywhere = False
    for path, source in program.sources.items():
        text = project.read(source) or ""
        uses = any(n.startswith(f"{LIBRARY}/lambda") for n in go_source.imports(text))
        anywhere = anywhere or uses
        if go_source.is_program(text) and not path.endswith("_test.go"):
            mains.add(dirname(path))
            using |= {dirname(path)} if uses else set()
    if len(mains) == 1:
        return anywhere
    operands = [w.value or "" for w in program.command.words[2:]]
    here = program.build.at.scope.workdir or "/"
    named = {join(here, o) for o in operands if o.startswith((".", "/")) or o.endswith(".go")}
    return any(d in named or any(dirname(n) == d for n in named) for d in using)


# --- where it lies -------------------------------------------------------------------------------


def _started(dockerfile: Dockerfile, last: Built, escape: str) -> Iterator[tuple[Instruction, str]]:
    """What is started, as paths that it may have, with the instruction that says so."""
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
    if aws and entry is None:
        yield at, join(TASK_ROOT, word) if aws.family == "go" else BOOTSTRAP
    elif "/" in word:
        path = last.scope.path(word)
        if path:
            yield at, path
    else:
        for directory in (last.scope.value("PATH") or "/usr/local/bin:/usr/bin:/bin").split(":"):
            yield at, join(directory or "/", word)


def _program(view: Cmd | Entrypoint) -> str | None:
    """The program of a process; None where it is no plain command."""
    if view.argv is not None:
        return view.argv[0] if view.argv else None
    script = shell.read(view.script or "")
    if isinstance(script, shell.Unreadable) or not script.flat or len(script.commands) != 1:
        return None
    values = [w.value for w in script.commands[0].words]
    return values[1] if values[:1] == ["exec"] and len(values) > 1 else (values or [None])[0]


def _origin(
    built: tuple[Built, ...], stage: Built, path: str, depth: int = 0
) -> tuple[Step | None, Built, Step, Command] | None:
    """The COPY of a stage that brings a program; the stage, step and command that compile it."""
    names = {n: b for i, b in enumerate(built) for n in (str(i), b.name)}
    for step in reversed(stage.steps):
        if step.instruction.keyword == "RUN":
            command = next((c for c in _commands(step) if path in _outputs(step, c, path)), None)
            if command is not None:
                return None, stage, step, command
        if step.instruction.keyword != "COPY" or depth > len(built):
            continue
        copy = Copy.of(step.instruction, step.at.escape)
        origin = names.get(step.at.scope.expand(copy.flags.get("from") or "").lower())
        for source in _sources(step, copy, path) if origin and origin is not stage else ():
            found = _origin(built, origin, source, depth + 1) if origin else None
            if found:
                return step, *found[1:]
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
        if basename(values[0] or "") == "go" and values[1:] in (["build"], ["install"]):
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
