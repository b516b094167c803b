"""The Go program that an image starts: where it lies, which stage compiles it, from which module.

Asked only where a stage brings Go and something is started: it reads go.mod and sources of the
context. Sources: aws-lambda-go README, 2026-04; AWS docs go-image, copy of 2026-09.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.context import go_source
from lambdafix.context.go_modules import GoModule, read_go_module
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.go_origin import Origin, Start, origin_of, started
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction

LIBRARY = "github.com/aws/aws-lambda-go"
_FETCHED = regex(rf"{re.escape(LIBRARY)}[\w/]*@(v[\w.+-]+)")
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
    if not _uses_library(project):
        return None
    built = simulate(dockerfile, project)
    for start in started(dockerfile, built[-1], escape):
        found = origin_of(built, built[-1], start.path)
        language = found.builder.image.base.language if found else None
        if found and not (language and language.os == "windows"):
            return _of_module(project, start, found)
    return None


def _uses_library(project: Project) -> bool:
    """Whether a go.mod of the context requires the library; where there is none, whether a source
    imports it: of a module that the build makes, or in GOPATH, of none."""
    files = project.files()
    modules = [f for f in files if basename(f) == "go.mod"]
    named = modules or (f for f in files if f.endswith(".go"))
    return any(LIBRARY in (project.read(f) or "") for f in named)


def _of_module(project: Project, start: Start, origin: Origin) -> GoProgram | None:
    context = origin.build.at.image.context
    sources = {p: c for p, c in context.items() if p.endswith(".go")}
    read = {p: read_go_module(project.read(c) or "") for p, c in context.items() if _is_mod(p)}
    using = (p for p, m in read.items() if any(name == LIBRARY for name, _ in m.requires))
    mod = next(using, None)
    if read and mod is None:
        return None
    own = {p: c for p, c in sources.items() if mod is None or below(p, dirname(mod))}
    copy, builder, build, command = origin
    module = read[mod] if mod else _of_no_file(builder)
    found = GoProgram(start.path, copy, start, builder, build, command, module, own)
    return found if _starts_a_function(found, project) else None


def _is_mod(path: str) -> bool:
    return basename(path) == "go.mod"


def _of_no_file(builder: Built) -> GoModule:
    """What the commands of a stage fetch by name, where the context has no go.mod."""
    bodies = (s.instruction.body for s in builder.steps if s.instruction.keyword == "RUN")
    versions = {m[1] for body in bodies for m in _FETCHED.finditer(body)}
    return GoModule("", (), frozenset((LIBRARY, v) for v in versions), ())


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
