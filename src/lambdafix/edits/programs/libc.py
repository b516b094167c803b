"""Whether a compiled Go program finds its C library on Amazon Linux 2023.

Sources: aws-lambda-go README, 2026-04; cmd/cgo of Go 1.24; release notes of Go 1.20 (without a C
compiler, cgo is off); amazon-linux-2023 package lists (glibc 2.34).
"""

from __future__ import annotations

import re

from msgspec import Struct

from lambdafix.catalog.images import LanguageImage, glibc_of_release
from lambdafix.catalog.native import is_cgo, is_newer, links_libraries
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Safety
from lambdafix.context import go_source
from lambdafix.context.project import Project
from lambdafix.semantics.go_program import GoProgram
from lambdafix.syntax import shell
from lambdafix.syntax.views import Run

_COMPILERS = frozenset("build-base gcc g++ clang musl-dev build-essential libc6-dev".split())
_OFF_BY_ITSELF = (1, 20)  # the first version that does without a C compiler
_HINT = "set CGO_ENABLED=0 in the stage that compiles, or compile on Amazon Linux 2023"
_C_HINT = "compile it on Amazon Linux 2023: amazonlinux:2023 with golang and gcc"


class Linked(Struct, frozen=True):
    """How sure it is that the program loads; `refused`: it is sure that it does not, or may not."""

    safety: Safety
    why: str
    refused: bool = False
    hint: str = _HINT


def linked(program: GoProgram, runs_on: str, target: Runtime, project: Project) -> Linked:
    """What decides whether the program loads on `target`; `runs_on` is the OS of the AWS base image
    that it runs on now, empty for other images."""
    base = program.builder.image.base
    if _cgo(program) == "0":
        return Linked(Safety.SAFE, "CGO_ENABLED=0 leaves a program that needs no C library")
    if _links_all_in(program):
        return Linked(Safety.SAFE, "-extldflags -static links the C library into the program")
    if runs_on:
        return Linked(Safety.SAFE, f"what loads on {runs_on} loads on the newer glibc, too")
    if base.aws and base.aws.runtime:
        return Linked(Safety.SAFE, f"it is compiled on {base.aws.runtime.os}")
    language = base.language
    if language is None or language.family != "go":
        why = f"the C library of {base.text}, with which it is linked, is not known"
        return Linked(Safety.UNSAFE, why, refused=True)
    if language.os == "alpine":
        return _on_alpine(program, language)
    return _on_debian(program, language, target, project)


def _links_all_in(program: GoProgram) -> bool:
    words = " ".join(program.command.values)
    return re.search(r"-extldflags[ =]['\"]?-static\b", words) is not None


def _cgo(program: GoProgram) -> str | None:
    """The value of CGO_ENABLED for the build; None where nothing sets it."""
    for name, word in program.command.assignments:
        if name == "CGO_ENABLED":
            return word.value
    said = None
    for step in program.builder.steps:
        run = step.instruction.keyword == "RUN" and Run.of(step.instruction, step.at.escape)
        script = shell.read(run.script) if run and run.script else None
        for command in script.commands if isinstance(script, shell.Script) else ():
            values = [w.value or "" for w in command.words]
            own = step is program.build and values[:1] == ["export"]
            if values[:3] == ["go", "env", "-w"] or own:
                said = next((v[12:] for v in values if v.startswith("CGO_ENABLED=")), said)
        if step is program.build:
            break
    return said or program.build.at.scope.env.get("CGO_ENABLED")


def _on_alpine(program: GoProgram, language: LanguageImage) -> Linked:
    compiler = _COMPILERS & program.builder.image.packages
    version = tuple(int(n) for n in (language.version or "0").split("."))
    if not compiler and version >= _OFF_BY_ITSELF and _cgo(program) is None:
        why = f"golang:{language.written}-alpine has no C compiler, so cgo is off"
        return Linked(Safety.SAFE, why)
    why = "cgo links it with musl, the C library of Alpine, which Amazon Linux has not"
    return Linked(Safety.UNSAFE, why, refused=True)


def _on_debian(
    program: GoProgram, language: LanguageImage, target: Runtime, project: Project
) -> Linked:
    found = glibc_of_release(language.release or "")
    newer = found is None or is_newer(found[0], target.glibc)
    named = f"golang:{'-'.join(filter(None, (language.written, language.release))) or 'latest'}"
    library = _library(program, project)
    if library:
        why = f"{library} of {named}, which the base image may not have in that version"
        return Linked(Safety.UNSAFE, why, refused=True, hint=_C_HINT)
    if not newer and found and found[1].proves:
        why = f"it is linked with glibc {found[0]}, and the base image has {target.glibc}"
        return Linked(Safety.SAFE, why)
    which = f"glibc {found[0]}" if found else "a glibc that is not known"
    calls = _calls_c(program, project)
    if calls and newer:
        why = f"{calls}, and {named} links it with {which}; the base image has {target.glibc}"
        return Linked(Safety.UNSAFE, why, refused=True, hint=_C_HINT)
    why = f"cgo is on, and {named} links what looks up names with {which}"
    return Linked(Safety.UNSAFE, f"{why}; the base image has {target.glibc}")


def _library(program: GoProgram, project: Project) -> str:
    """What links a library besides the C library, as words; empty where nothing is known to."""
    for source, text in program.texts(project):
        if go_source.links(text):
            return f"{source} links a library"
    linked = sorted(n for n, _ in program.module.requires if links_libraries(n))
    return f"{linked[0]} links a library" if linked else ""


def _calls_c(program: GoProgram, project: Project) -> str:
    """What is C in part, as words: a source of the program, or a module that it requires."""
    own = next((s for s, t in program.texts(project) if "C" in go_source.imports(t)), "")
    if own:
        return f"{own} calls C"
    modules = sorted(n for n, _ in program.module.requires if is_cgo(n))
    return f"{modules[0]} is C in part" if modules else ""
