"""A base image that AWS patches no longer: what that means, and the next one of its language.

The version of a language is never raised silently. The next one is proposed where nothing else of
the file depends on the version: nothing is installed, and nothing runs in a build. Source: AWS docs
lambda-runtimes, copy of 2026-08 (block dates are of .zip functions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import Runtime, as_of, find, newest_supported, next_supported
from lambdafix.codemod import Allowance, Dropped, Reason, Rebased, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.bases import Base, base_of
from lambdafix.semantics.difference import difference
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import roots
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import From, put

_OF_PROGRAMS = ("go", "provided")  # families of base images that have no version of a language


# What is compiled for one version, and packages, which lie with their metadata.
_NATIVE = regex(r"\.(so|node|pyd|pyc)(\.|$)|/(node_modules|[^/]+\.(dist|egg)-info)/")


def unsupported(runtime: Runtime, day: date, text: str = "") -> str:
    """That AWS no longer, or not yet, patches a base image, called `text`; empty where it does."""
    if runtime.supported(day):
        return ""
    name = text or runtime.image
    if runtime.deprecation is None:
        return f"{name} is a preview, which AWS does not support yet (table of {as_of()})"
    return f"AWS has not patched {name} since {runtime.deprecation} (table of {as_of()})"


def with_successor(
    dockerfile: Dockerfile, project: Project, settings: Settings, day: date
) -> Result:
    """The file on the next version's base image where the user allows that; else advice."""
    first, escape = dockerfile.stages[-1].instructions[0], dockerfile.dialect.escape
    base = base_of(list(roots(dockerfile))[-1])
    aws, view = base.aws, From.of(first, escape)
    runtime = aws.runtime if aws else None
    if aws is None or runtime is None:
        return Result(dockerfile, _newer_than_the_table(first, base))
    why = unsupported(runtime, day, f"`{base.text}`")
    if not why:
        return Result(dockerfile)
    alone, newer = _stands_alone(dockerfile, project), _next(runtime, day)
    advice = (_advice(first, why, _where_to(base, runtime, day, alone=alone)),)
    if newer is None or not alone:
        return Result(dockerfile, advice)
    tag = re.escape(runtime.tag)
    image = re.sub(rf":{tag}(?=$|-x86_64$|-arm64$)", f":{newer.tag}", view.image)
    if image == view.image or kept(first):
        return Result(dockerfile, advice)
    if settings.allow is Safety.SAFE:
        hint = f"nothing else of the file depends on it: --unsafe writes {image}"
        return Result(dockerfile, (_advice(first, why, hint),))
    stage = dockerfile.stages[-1].with_from(put(first, replace(view, image=image), escape))
    after = replace(dockerfile, stages=(*dockerfile.stages[:-1], stage))
    allowance = tuple(_allowed(view.image, image))
    if difference(dockerfile, after, project, allowance):
        return Result(dockerfile, advice)
    why = f"{unsupported(runtime, day, 'it')}; code may tell the two apart"
    text = f"`{view.image}` becomes {image}: {why}"
    return Result(after, (Reason(Verdict.APPLIED, Safety.UNSAFE, first.line, text),), allowance)


def _advice(first: Instruction, text: str, hint: str) -> Reason:
    return Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, first.line, text, hint)


def _newer_than_the_table(first: Instruction, base: Base) -> tuple[Reason, ...]:
    """What is said of an AWS base image whose version is written and not known."""
    if base.aws is None or not base.aws.version:
        return ()
    text = f"`{base.text}` is not in the table of {as_of()}: it may be newer, and stays as it is"
    return (_advice(first, text, "`lambdafix runtimes` lists those that are"),)


def _where_to(base: Base, runtime: Runtime, day: date, *, alone: bool) -> str:
    """The nearest image that AWS patches, and what decides whether the function can go there."""
    if runtime.deprecation is None:
        newest = find(runtime.family, newest_supported(runtime.family, day))
        image = base_image_beside(newest, base.text) if newest else ""
        return f"stand on {image} where others depend on the function" if image else ""
    newer = next_supported(runtime.family, runtime.tag, day)
    if runtime.family in _OF_PROGRAMS:
        newer = find("provided", newest_supported("provided", day))
    if newer is None:
        return ""
    what = "the code allows it" if alone else "packages and code allow it"
    return f"move to {base_image_beside(newer, base.text)}, if {what}"


def _next(runtime: Runtime, day: date) -> Runtime | None:
    """The nearest newer version that AWS patches, where it has the same operating system."""
    newer = next_supported(runtime.family, runtime.tag, day)
    return newer if newer and newer.os == runtime.os else None


def _stands_alone(dockerfile: Dockerfile, project: Project) -> bool:
    """Whether a file copies its function and does nothing else, and all of that is source."""
    if len(dockerfile.stages) > 1:
        return False
    last = simulate(dockerfile, project)[-1]
    steps = last.steps
    native = any(_NATIVE.search(path) for path in last.image.files)
    brought = any(i.keyword == "COPY" and "--from" in i.body for i in dockerfile.instructions)
    own = any(s.instruction.keyword in ("ENTRYPOINT", "RUN") or s.effect.wall for s in steps)
    return project.known and not (own or native or brought)


def _allowed(before: str, after: str) -> Iterator[Allowance]:
    yield Rebased(before, after)
    for name in base_of(after).scope.env.keys() | base_of(before).scope.env.keys():
        yield Dropped(f"ENV {name}", "the base image sets it")
