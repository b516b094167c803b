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

from lambdafix.catalog.runtimes import Runtime, as_of, runtimes
from lambdafix.codemod import Allowance, Dropped, Reason, Rebased, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import roots
from lambdafix.semantics.simulate import difference, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import From, put

_OF_PROGRAMS = ("go", "provided")  # families of base images that have no version of a language


# What is compiled for one version, and packages, which lie with their metadata.
_NATIVE = regex(r"\.(so|node|pyd|pyc)(\.|$)|/(node_modules|[^/]+\.(dist|egg)-info)/")


def out_of_support(
    first: Instruction, runtime: Runtime | None, day: date, hint: str = ""
) -> tuple[Reason, ...]:
    """Advice where AWS no longer (or not yet) patches a base image."""
    if runtime is None or runtime.supported(day):
        return ()
    until = f"since {runtime.deprecation}" if runtime.deprecation else "yet: it is a preview"
    text = f"AWS does not patch {runtime.image} {until} (table of {as_of()})"
    newer = "a newer version" if runtime.family not in _OF_PROGRAMS else "provided:al2023"
    hint = hint or f"move to {newer}; packages and code decide whether that is easy"
    return (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, first.line, text, hint),)


def with_successor(
    dockerfile: Dockerfile, project: Project, settings: Settings, day: date
) -> Result:
    """The file on the next version's base image where the user allows that; else advice."""
    first, escape = dockerfile.stages[-1].instructions[0], dockerfile.dialect.escape
    aws = base_of(list(roots(dockerfile))[-1]).aws
    runtime = aws.runtime if aws else None
    advice = out_of_support(first, runtime, day)
    newer = _next(runtime, day) if advice and runtime else None
    view = From.of(first, escape)
    if newer is None or runtime is None or aws is None or not _stands_alone(dockerfile, project):
        return Result(dockerfile, advice)
    tag = re.escape(runtime.tag)
    image = re.sub(rf":{tag}(?=$|-x86_64$|-arm64$)", f":{newer.tag}", view.image)
    if image == view.image or kept(first):
        return Result(dockerfile, advice)
    if settings.allow is Safety.SAFE:
        hint = f"nothing else of the file depends on it: --unsafe writes {newer.image}"
        return Result(dockerfile, out_of_support(first, runtime, day, hint))
    stage = dockerfile.stages[-1].with_from(put(first, replace(view, image=image), escape))
    after = replace(dockerfile, stages=(*dockerfile.stages[:-1], stage))
    allowance = tuple(_allowed(view.image, image))
    if difference(dockerfile, after, project, allowance):
        return Result(dockerfile, advice)
    text = f"`{view.image}` becomes {image}: {advice[0].text}; code may tell the two apart"
    return Result(after, (Reason(Verdict.APPLIED, Safety.UNSAFE, first.line, text),), allowance)


def _next(runtime: Runtime, day: date) -> Runtime | None:
    """The nearest newer version on the same operating system that AWS patches."""
    others = (r for r in runtimes() if r.family == runtime.family and r.os == runtime.os)
    newer = (r for r in others if r.supported(day) and _number(r.tag) > _number(runtime.tag))
    return min(newer, key=lambda r: _number(r.tag), default=None)


def _number(tag: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", tag)))


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
