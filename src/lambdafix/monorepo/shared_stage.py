"""Functions that begin with the same costly steps: one image that is built once for all of them.

Proposed, never written: it changes how people build. Equal text in three files is three builds, and
three layers; the same layer comes of a base that is built once, and named in each FROM.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lambdafix.context.infrastructure.uses import SAM, Builder
from lambdafix.monorepo.shared_base import Built, Head, bake_file, own_text, shared_text
from lambdafix.regex import regex
from lambdafix.report.diff import unified
from lambdafix.report.places import shown
from lambdafix.report.sharing import Stage
from lambdafix.semantics.stages import aliases
from lambdafix.syntax.views import From

FEWEST = 3  # functions; two are served as well by one Dockerfile with two targets
COSTLY = 20_000_000  # bytes, unpacked: more than one step that is only guessed at
_NAME = "lambda-shared"
_OTHER_STAGE = regex(r"--(from|mount)=\S*", re.IGNORECASE)
# These build by themselves, one image at a time; the others can be handed a bake file.
_BUILD_ALONE = (
    *SAM,
    Builder.CDK,
    Builder.SERVERLESS,
    Builder.TERRAFORM,
    Builder.TERRAFORM_BUILDX,
)

_PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}


def proposals(built: Sequence[Built]) -> tuple[Stage, ...]:
    """For every beginning that is worth it, what saves most first; a file is in one of them."""
    left = {image.path: image for image in reversed(built) if image.pile.known}
    found: list[Stage] = []
    for head in sorted(_heads(left.values()), key=_saved, reverse=True):
        images = tuple(image for image in head.images if image.path in left)
        if len(images) >= FEWEST:
            for image in images:
                del left[image.path]
            found.append(_stage(built, head._replace(images=images), len(found) + 1))
    return tuple(found)


def _saved(head: Head) -> tuple[int, int]:
    return head.bytes * (len(head.images) - 1), head.first


def _heads(images: Iterable[Built]) -> Iterator[Head]:
    by_chain: dict[str, list[Built]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for image in images:
        total = 0
        for layer in image.pile.layers:
            total += layer.bytes
            if layer.first:
                by_chain.setdefault(layer.chain, []).append(image)
                sizes[layer.chain] = (layer.first, total)
    for chain, those in by_chain.items():
        first, total = sizes[chain]
        if len(those) >= FEWEST and total >= COSTLY:
            yield Head(tuple(sorted(those, key=lambda image: image.path)), first, total)


def _stage(built: Sequence[Built], head: Head, number: int) -> Stage:
    paths = {image.path for image in head.images}
    concerned = tuple(image.member for image in built if image.path in paths)
    why_not = _against(head)
    if why_not:
        return Stage(concerned, head.bytes, f"no diff is printed: {why_not}")
    name = _NAME if number == 1 else f"{_NAME}-{number}"
    uses = [image.use for image in built if image.path in paths]
    machines = {use.architecture for use in uses if use} - {""}
    machine = _PLATFORMS.get("".join(machines), "")
    platform = f"--platform {machine} " if machine else ""
    alone = next((use.builder for use in uses if use and use.builder in _BUILD_ALONE), None)
    top = os.path.commonpath([os.path.dirname(path) for path in paths])
    file = os.path.join(top, f"{name}.Dockerfile")
    diffs = [_diff(file, None, shared_text(head))]
    diffs += [_diff(i.path, i.dockerfile.text, own_text(i, head, name)) for i in head.images]
    context = shown(head.images[0].context)
    if alone:
        how = (
            f"build it before {alone.value} builds the functions, where it finds local images: "
            f"docker build {platform}-t {name} -f {shown(file)} {context}"
        )
    elif os.path.lexists(os.path.join(top, "docker-bake.hcl")):
        how = (
            f"add a target {name} to docker-bake.hcl, and to each function's target "
            f'contexts = {{ {name} = "target:{name}" }}'
        )
    else:
        bake = os.path.join(top, "docker-bake.hcl")
        diffs.append(_diff(bake, None, bake_file(head, name, top, machine)))
        how = "build all at once: BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker buildx bake"
    return Stage(concerned, head.bytes, how, "".join(diffs))


def _against(head: Head) -> str:
    """What a FROM of another image would lose, or cannot have."""
    for image in head.images:
        instructions = image.dockerfile.stages[-1].instructions
        for instruction in instructions[: head.first]:
            line = f"{shown(image.path)}:{instruction.line}"
            if _OTHER_STAGE.search(instruction.body):
                return f"{line} takes from another stage or a cache, which would have to go along"
            if instruction.keyword in ("ARG", "ONBUILD"):
                return f"{line} {instruction.keyword} does not reach past a FROM"
        base = From.of(instructions[0], image.dockerfile.dialect.escape).image
        if "$" in base or (len(image.dockerfile.stages) > 1 and image.dockerfile.preamble):
            return f"{shown(image.path)}:{instructions[0].line} hangs on a build argument"
        if base.lower() in {alias.lower() for alias in aliases(image.dockerfile) if alias}:
            return f"{shown(image.path)}: it stands on a stage of its own file"
    return ""


def _diff(path: str, before: str | None, after: str) -> str:
    return unified(before, after, Path(shown(path)).as_posix())
