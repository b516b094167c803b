"""Packages that were installed on another C library than that of the base image they run on.

Sources: PEP 600 and PEP 656 (the wheels that pip takes on glibc and musl); amazon-linux-2023
package lists (glibc 2.34); package-lock.json of npm 11 (`hasInstallScript`). Advice only: whether a
package has native code is not seen but for its script, and otherwise what the catalog tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct

from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.images import glibc_of_release, system_image
from lambdafix.catalog.native import (
    is_newer,
    native_distributions,
    native_packages,
    wheels_between,
)
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.context.node_locks import LOCKS, Locked, read_lock
from lambdafix.context.package_json import PackageJson, read_package_json
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.bases import Base
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, Step, global_args, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, From, stage_name

_SHOWN = 3  # packages that are named of many
_MUSL = "musl, the C library of Alpine, which Amazon Linux has not"
_ALPINE = regex(r":([^@/]*[-.])?alpine[\d.]*(-|@|$)")  # a tag of somebody's: python3.12-alpine3.20
_FOR_GLIBC = regex(r"--libc[= ]glibc\b")


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
    numbers = {n: i for i, b in enumerate(built) for n in (str(i), b.name)}
    found: list[Reason] = []
    for step in _steps(dockerfile, built, len(built) - 1):
        if step.instruction.keyword != "COPY":
            continue
        copy = Copy.of(step.instruction, step.at.escape)
        number = numbers.get(stage_name(step.at.scope.expand(copy.flags.get("from") or "")))
        if number is None:
            continue
        there = _other(built[number].image.base, aws.runtime)
        for install, at in _brought(_steps(dockerfile, built, number), step, copy):
            other = _named(install) if install.platform else there
            native = _native(install, at, other, aws.runtime, project) if other else ""
            if other and native:
                what = f"`{shown(step.instruction)}` brings {native}"
                text = f"{what}, installed {other.words}: it may not load"
                hint = f"install it on {aws.runtime.image}"
                line = step.instruction.line
                found.append(Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint))
    return tuple(found)


def _steps(dockerfile: Dockerfile, built: tuple[Built, ...], number: int) -> Iterator[Step]:
    """The steps of a stage, behind those of the stages that it stands on."""
    first = dockerfile.stages[number].instructions[0]
    outer = Scope(args=global_args(dockerfile))
    image = outer.expand(From.of(first, dockerfile.dialect.escape).image).lower()
    for below_it in reversed(range(number)):
        if image in (str(below_it), built[below_it].name):
            yield from _steps(dockerfile, built, below_it)
            break
    yield from built[number].steps


def _other(base: Base, runtime: Runtime) -> _Other | None:
    """What is another C library there; None where it is not known to be one."""
    language = base.language
    alpine = language.os == "alpine" if language else _ALPINE.search(base.text)
    if alpine or system_image(base.text) == "alpine":
        return _Other(f"with {_MUSL}")
    known = glibc_of_release((language and language.release) or "")
    if known and known[1].proves and is_newer(known[0], runtime.glibc):
        words = f"with glibc {known[0]}, and the base image has {runtime.glibc}"
        return _Other(words, known[0])
    return None


def _named(install: Install) -> _Other | None:
    """What the words of an install name in place of the system that it runs on."""
    return _Other(f"for {_MUSL}") if "musl" in install.platform else None


def _brought(steps: Iterable[Step], step: Step, copy: Copy) -> Iterator[tuple[Install, Step]]:
    """The installs of a stage of which a COPY takes something."""
    sources = [join("/", step.at.scope.expand(s)) for s in copy.sources]
    for at in steps:
        for install in at.effect.installs:
            places = (install.place,) if install.place else _environments(at)
            if any(below(p, s) or below(s, p) for p in places for s in sources):
                yield install, at


def _environments(step: Step) -> tuple[str, ...]:
    """The virtual environments that the installs of a step fill."""
    made = (d.areas for d in step.effect.deposits if d.semantic[0] == "install")
    return tuple(areas[0].path for areas in made if len(areas) == 1)  # else it may be anywhere


def _native(install: Install, at: Step, other: _Other, runtime: Runtime, project: Project) -> str:
    """The packages that may have native code, as words; empty where none is known to have."""
    if install.tool not in package_managers("nodejs"):
        return _listed(_distributions(install, other, runtime))
    # what was compiled by those who publish it is for every glibc, and the words may ask for that
    chosen = not other.glibc and not _FOR_GLIBC.search(at.instruction.body)
    for path in install.manifests:
        source = at.at.image.context.get(path)
        text = project.read(source) if source and basename(path) in LOCKS else None
        lock = read_lock(path, text) if text else None
        if lock is not None:
            known = native_packages() & (lock.names - (lock.development or frozenset()))
            return _listed(_compiled(lock) | known if chosen else _compiled(lock))
    return _listed(native_packages() & _asked(install, at, project)) if chosen else ""


def _compiled(lock: Locked) -> frozenset[str]:
    """The packages that the install itself may compile."""
    return native_packages() & lock.names if lock.scripted is None else lock.scripted


def _asked(install: Install, at: Step, project: Project) -> frozenset[str]:
    """The packages of Node that are asked for where no lock says which there are."""
    names = set(install.distributions or ())
    for source in filter(None, map(at.at.image.context.get, install.kept)):
        package = read_package_json(project, source)
        if isinstance(package, PackageJson):
            names |= package.required.keys() - package.development
    return frozenset(names)


def _distributions(install: Install, other: _Other, runtime: Runtime) -> frozenset[str]:
    """The distributions of Python whose code was compiled for the other library: the wheels that
    were taken there, or what was compiled in their place."""
    native = native_distributions() & (install.distributions or frozenset())
    taken = not other.glibc or wheels_between(runtime.glibc, other.glibc)
    if taken or ":all:" in install.sourced:
        return native
    return native & install.sourced


def _listed(names: frozenset[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(sorted(names)[:_SHOWN]) + more
