"""The Go program that an image starts: where it lies, which stage compiles it, from which module.

Asked only where a stage brings Go and something is started: it reads go.mod and sources of the
context. Sources: aws-lambda-go README, 2026-04; AWS docs go-image, copy of 2026-09.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.context import go_source
from lambdafix.context.go_modules import GoModule, read_go_module
from lambdafix.context.project import Project
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.go_origin import Origin, Start, origin_of, started
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction

LIBRARY = "github.com/aws/aws-lambda-go"
_MAY_BUILD = ("go build", "go install")


class GoProgram(Struct, frozen=True):
    """`path` is where the program lies in the last stage, `copy` the step of that stage which
    brings it there (None: it is compiled there), `start` what says that it is started.

    `builder` is the stage in which `build` compiles it; `command` is that command. `sources` are
    the Go files of the context that the stage has: path in the image -> path in the context.
    """

    path: str
    copy: Step | None
    start: Start
    builder: Built
    build: Step
    command: Command
    module: GoModule
    sources: Mapping[str, str]

    @property
    def started(self) -> Instruction:
        """The instruction that names it, or the entry script that does."""
        return self.start.at

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
    for start in started(dockerfile, built[-1], escape):
        found = origin_of(built, built[-1], start.path)
        language = found.builder.image.base.language if found else None
        if found and not (language and language.os == "windows"):
            return _of_module(project, start, found)
    return None


def _of_module(project: Project, start: Start, origin: Origin) -> GoProgram | None:
    context = origin.build.at.image.context
    sources = {p: c for p, c in context.items() if p.endswith(".go")}
    for mod in (p for p in context if basename(p) == "go.mod"):
        module = read_go_module(project.read(context[mod]) or "")
        if any(name == LIBRARY for name, _ in module.requires):
            own = {p: c for p, c in sources.items() if below(p, dirname(mod))}
            copy, builder, build, command = origin
            found = GoProgram(start.path, copy, start, builder, build, command, module, own)
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
