"""Packages that were installed on another C library than that of the base image they run on.

Sources: PEP 656 (musl); amazon-linux-2023 package lists (glibc 2.34); package-lock.json of npm 11
(`hasInstallScript`). Advice only: whether a package has native code is not seen but for its script.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.images import LanguageImage, glibc_of_release
from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.context.node_locks import LOCKS, read_lock
from lambdafix.context.project import Project
from lambdafix.edits.glibc import is_newer
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy


def from_another_libc(dockerfile: Dockerfile, project: Project) -> tuple[Reason, ...]:
    """Advice on every COPY of the last stage that brings such packages."""
    built = simulate(dockerfile, project)
    aws = built[-1].image.base.aws
    if aws is None or aws.runtime is None:
        return ()
    names = {n: b for i, b in enumerate(built) for n in (str(i), b.name)}
    found: list[Reason] = []
    for step in built[-1].steps:
        copy = (
            Copy.of(step.instruction, step.at.escape)
            if step.instruction.keyword == "COPY"
            else None
        )
        origin = step.at.scope.expand((copy and copy.flags.get("from")) or "").lower()
        builder = names.get(origin)
        language = builder.image.base.language if builder else None
        if copy is None or builder is None or language is None:
            continue
        why = _why(language, aws.runtime.glibc)
        for install, at in _brought(builder, step, copy) if why else ():
            native = _native(install, at, project)
            if native:
                text = f"`{shown(step.instruction)}` brings {native}, installed {why}"
                hint = f"install it on {aws.runtime.image}"
                found.append(
                    Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, step.instruction.line, text, hint)
                )
    return tuple(found)


def _why(language: LanguageImage, glibc: str) -> str:
    """What is another C library there; empty where it is not known to be one."""
    if language.os == "alpine":
        return "with musl, the C library of Alpine, which Amazon Linux has not"
    known = glibc_of_release(language.release or "")
    if known and known[1].proves and is_newer(known[0], glibc):
        return f"with glibc {known[0]}, and the base image has {glibc}"
    return ""


def _brought(builder: Built, step: Step, copy: Copy) -> Iterator[tuple[Install, Step]]:
    """The installs of a stage of which a COPY takes something."""
    sources = [join("/", step.at.scope.expand(s)) for s in copy.sources]
    for at in builder.steps:
        for install in at.effect.installs:
            place = install.place
            if place and any(below(place, s) or below(s, place) for s in sources):
                yield install, at


def _native(install: Install, at: Step, project: Project) -> str:
    """The packages that may have native code, as words; empty where none is known to have."""
    for path in install.manifests:
        source = at.at.image.context.get(path)
        text = project.read(source) if source and basename(path) in LOCKS else None
        lock = read_lock(path, text) if text else None
        if lock and lock.scripted:
            return ", ".join(sorted(lock.scripted)[:3])
    return ""
