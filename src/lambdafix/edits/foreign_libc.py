"""Packages that were installed on another C library than that of the base image they run on.

Sources: PEP 600 and PEP 656 (the wheels that pip takes on glibc and musl); amazon-linux-2023
package lists (glibc 2.34); package-lock.json of npm 11 (`hasInstallScript`). Advice only: whether a
package has native code is not seen but for its script, and otherwise what the catalog tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from lambdafix.catalog.images import glibc_of_release, system_image
from lambdafix.catalog.native import (
    is_newer,
    native_distributions,
    native_packages,
    wheels_between,
)
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.context.node_locks import LOCKS, read_lock
from lambdafix.context.project import Project
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.bases import Base
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, stage_name

_SHOWN = 3  # packages that are named of many


class _Other(Struct, frozen=True):
    """Another C library, as words; `glibc` is its version where it is a newer glibc, else empty."""

    words: str
    glibc: str = ""


def from_another_libc(dockerfile: Dockerfile, project: Project) -> tuple[Reason, ...]:
    """Advice on every COPY of the last stage that brings such packages."""
    built = simulate(dockerfile, project)
    aws = built[-1].image.base.aws
    if aws is None or aws.runtime is None:
        return ()
    names = {n: b for i, b in enumerate(built) for n in (str(i), b.name)}
    found: list[Reason] = []
    for step in built[-1].steps:
        if step.instruction.keyword != "COPY":
            continue
        copy = Copy.of(step.instruction, step.at.escape)
        builder = names.get(stage_name(step.at.scope.expand(copy.flags.get("from") or "")))
        other = _other(builder.image.base, aws.runtime) if builder else None
        for install, at in _brought(builder, step, copy) if builder and other else ():
            assert other is not None
            native = _native(install, at, other, aws.runtime, project)
            if native:
                what = f"`{shown(step.instruction)}` brings {native}"
                text = f"{what}, installed {other.words}: it may not load"
                hint = f"install it on {aws.runtime.image}"
                line = step.instruction.line
                found.append(Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint))
    return tuple(found)


def _other(base: Base, runtime: Runtime) -> _Other | None:
    """What is another C library there; None where it is not known to be one."""
    language = base.language
    if (language and language.os == "alpine") or system_image(base.text) == "alpine":
        return _Other("with musl, the C library of Alpine, which Amazon Linux has not")
    known = glibc_of_release((language and language.release) or "")
    if known and known[1].proves and is_newer(known[0], runtime.glibc):
        words = f"with glibc {known[0]}, and the base image has {runtime.glibc}"
        return _Other(words, known[0])
    return None


def _brought(builder: Built, step: Step, copy: Copy) -> Iterator[tuple[Install, Step]]:
    """The installs of a stage of which a COPY takes something."""
    sources = [join("/", step.at.scope.expand(s)) for s in copy.sources]
    for at in builder.steps:
        for install in at.effect.installs:
            place = install.place
            if place and any(below(place, s) or below(s, place) for s in sources):
                yield install, at


def _native(install: Install, at: Step, other: _Other, runtime: Runtime, project: Project) -> str:
    """The packages that may have native code, as words; empty where none is known to have."""
    for path in install.manifests:
        source = at.at.image.context.get(path)
        text = project.read(source) if source and basename(path) in LOCKS else None
        lock = read_lock(path, text) if text else None
        scripted = lock and (
            native_packages() & lock.names if lock.scripted is None else lock.scripted
        )
        if scripted:
            return _listed(scripted)
    return _listed(_distributions(install, other, runtime))


def _distributions(install: Install, other: _Other, runtime: Runtime) -> frozenset[str]:
    """The distributions of Python whose code was compiled for the other library: the wheels that
    were taken there, or what was compiled in their place."""
    native = native_distributions() & (install.distributions or frozenset())
    if install.platform:
        return frozenset()  # wheels for a system that the words name
    taken = not other.glibc or wheels_between(runtime.glibc, other.glibc)
    if taken or ":all:" in install.sourced:
        return native
    return native & install.sourced


def _listed(names: frozenset[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(sorted(names)[:_SHOWN]) + more
