"""Whether a compiled Go program finds its C library on Amazon Linux 2023.

Sources: aws-lambda-go README, 2026-04; cmd/cgo and cmd/link (determineLinkMode) of Go 1.24;
release notes of Go 1.20 (without a C compiler, cgo is off); amazon-linux-2023 package lists (glibc
2.34).
"""

from __future__ import annotations

from msgspec import Struct

from lambdafix.catalog.images import LanguageImage, glibc_of_release
from lambdafix.catalog.native import (
    has_compiler,
    is_cgo,
    is_newer,
    is_no_compiler,
    links_libraries,
)
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Safety
from lambdafix.context import go_source
from lambdafix.context.project import Project
from lambdafix.edits.programs.go_settings import GoSetting, go_setting
from lambdafix.regex import regex
from lambdafix.semantics.go_program import GoProgram

_STATIC = regex(r"-extldflags[ =]['\"]?-static(?![\w-])")
_EXTERNAL = regex(r"-linkmode[ =]['\"]?external\b")
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
    cgo = go_setting(program, "CGO_ENABLED")
    if cgo == GoSetting("0"):
        return Linked(Safety.SAFE, "CGO_ENABLED=0 leaves a program that needs no C library")
    if _links_all_in(program, project):
        return Linked(Safety.SAFE, "-extldflags -static links the C library into the program")
    found = _by_base(program, runs_on, target, project)
    if cgo.value == "0" and found.safety < Safety.SAFE:
        why = "`ARG CGO_ENABLED` has the default 0, and a build argument may change it"
        return Linked(Safety.UNSAFE, why, hint="set it with ENV instead")
    return found


def _by_base(program: GoProgram, runs_on: str, target: Runtime, project: Project) -> Linked:
    """What the images decide, that which it runs on and that in which it is compiled."""
    base = program.builder.image.base
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


def _links_all_in(program: GoProgram, project: Project) -> bool:
    """Whether the system's linker is asked to; Go's own, which does without it where nothing but
    the standard library calls C, does not read what that is told."""
    words = " ".join(program.command.values)
    if not _STATIC.search(words):
        return False
    return bool(_EXTERNAL.search(words) or _calls_c(program, project))


def _on_alpine(program: GoProgram, language: LanguageImage) -> Linked:
    compiler = _compiler(program)
    version = tuple(int(n) for n in (language.version or "0").split("."))
    cgo = go_setting(program, "CGO_ENABLED")
    if not compiler and version >= _OFF_BY_ITSELF and (cgo.value is None or cgo.default):
        why = f"golang:{language.written}-alpine has no C compiler, so cgo is off"
        return Linked(Safety.SAFE, why)
    why = "cgo links it with musl, the C library of Alpine, which Amazon Linux has not"
    if compiler and not has_compiler(compiler):
        why = f"`{compiler}` may be or bring a C compiler, and then {why}"
    return Linked(Safety.UNSAFE, why, refused=True)


def _compiler(program: GoProgram) -> str:
    """What is or may be a C compiler of the stage, as a word; empty where none is."""
    if go_setting(program, "CC") != GoSetting(None):
        return "CC"
    made = (d for d in program.build.effect.deposits if d.semantic[:2] == ("os", "install"))
    names = program.build.at.image.packages.union(*(d.items or () for d in made))
    # those that apk calls together by a name, and what updates those that are there
    other = (n for n in names if not n.startswith((".", "(")) and not is_no_compiler(n))
    return min(other, key=lambda n: (not has_compiler(n), n), default="")


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
