"""How sure it is that a function works on the new base image."""

from __future__ import annotations

from lambdafix.catalog.images import is_installer
from lambdafix.catalog.mirrors import is_mirrored
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Safety
from lambdafix.edits.languages.language import Concern, Language
from lambdafix.semantics.bases import Base
from lambdafix.semantics.code import code_of
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, stage_name


def safety_of(
    dockerfile: Dockerfile, language: Language, runtime: Runtime, image: str, concern: Concern
) -> tuple[Safety, str]:
    """How sure it is that all works on the new base image, and what is in doubt."""
    if runtime.os != "AL2023":
        lacking = language.older_libc(concern)
        doubt = f"it stands on {runtime.os} with glibc {runtime.glibc}, {lacking}"
        return Safety.UNSAFE, doubt
    loss = next(filter(None, (lost(b.image.base, image) for b in concern.stages)), "")
    if loss:
        return Safety.UNSAFE, loss
    doubt = language.doubt(concern)
    if doubt:
        return Safety.UNSAFE, doubt
    unseen = code_of(concern.function.image, concern.project).unseen
    if unseen:
        why = f"{unseen} puts a command together, which the AWS base image may not have"
        return Safety.UNSAFE, why
    foreign = _brought(dockerfile, concern)
    if foreign:
        why = f"what comes from {foreign} was not made for Amazon Linux, and may not run there"
        return Safety.UNSAFE, why
    return Safety.SAFE, ""


def lost(base: Base, image: str) -> str:
    """What the old name says and the new one does not: one build of it, the user's own registry."""
    if base.pin:
        return f"it is pinned by {base.pin}, and the new base image would not be"
    if is_mirrored(base.text) and not is_mirrored(image):
        return "it comes from a mirror, and the settings name none that has the new base image"
    return ""


def _brought(dockerfile: Dockerfile, concern: Concern) -> str:
    """An image that stays as it is, and that programs may be copied from; uv's are static."""
    built, concerned = concern.built, concern.numbers
    switched = {name for i in concerned for name in (str(i), built[i].name)}
    images = {name: b.image.base.text for i, b in enumerate(built) for name in (str(i), b.name)}
    for number in sorted(concerned):
        for step in built[number].steps:
            if step.instruction.keyword != "COPY":
                continue
            flags = Copy.of(step.instruction, dockerfile.dialect.escape).flags
            origin = stage_name(step.at.scope.expand(flags.get("from") or ""))
            image = images.get(origin, origin)
            if origin and origin not in switched and not is_installer(image):
                return origin
    return ""
