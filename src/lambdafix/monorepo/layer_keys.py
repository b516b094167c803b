"""The layers of one function's image, each with what it is made of, to compare between functions.

A layer has two names. `content` is equal where the same inputs give it: the same files by their
bytes, the same install of manifests with the same content, on the same base. `chain` is equal where
all that it stands on is the same too: then a builder that keeps its cache makes it once for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.by_content import ByContent
from lambdafix.regex import regex
from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.image import key_of
from lambdafix.semantics.ordering.hints import taken
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, Step, global_args, simulate
from lambdafix.semantics.stages import up_to
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, From
from lambdafix.verify.layers import layers_of

_FROM = regex(r"\bfrom=([^\s,]+)")
_MOUNT = "--mount"
Arguments = Mapping[str, str]


class Layer(NamedTuple):
    """One layer; `line` is that of its step. `bytes` are unpacked; `exact`: counted, not estimated.

    `first` is how many instructions of the last stage stand up to and with it; 0: it comes from a
    stage before.
    """

    content: str
    chain: str
    text: str
    line: int
    bytes: int
    exact: bool
    first: int


class Pile(NamedTuple):
    """The layers of an image from below; `base` is the image that they stand on, as written.

    `known` is False where the base hangs on a value that is not in the file.
    """

    base: str
    known: bool
    layers: tuple[Layer, ...]


def pile_of(
    dockerfile: Dockerfile, project: ByContent, use: Use | None, said: Sequence[tuple[str, int]]
) -> Pile:
    """The layers of the stage that is deployed."""
    dockerfile = up_to(dockerfile, [use.target if use else ""])
    arguments = dict(use.arguments) if use else {}
    outer = Scope(args={**global_args(dockerfile), **arguments})
    machine = (use.architecture if use else "") or "x86_64"  # Lambda's own default
    counted = {layer.line: layer.weight for layer in layers_of(dockerfile, project, said)}
    piles: dict[str, Pile] = {}
    ends: dict[str, str] = {}  # name or number of a stage -> the chain of its last step
    pile = Pile("", False, ())
    for number, built in enumerate(simulate(dockerfile, project)):
        first = dockerfile.stages[number].instructions[0]
        image = From.of(first, dockerfile.dialect.escape).image
        text = outer.expand(image)
        stands = piles.get(text.lower()) or Pile(text, "$" not in text, ())
        below = tuple(layer._replace(first=0) for layer in stands.layers)
        # What a variable stands for may be another image in each file.
        base = stands.base if stands.known else f"{stands.base} {project.storage!r}"
        start = ends.get(text.lower()) or key_of(base, machine)
        own = tuple(_own(built, start, (base, machine), counted, arguments, ends))
        pile = stands._replace(layers=(*below, *(layer for layer in own if layer.text)))
        piles |= {str(number): pile, built.name: pile}
        ends |= dict.fromkeys((str(number), built.name), own[-1].chain if own else start)
    return pile


def _own(
    built: Built,
    chain: str,
    base: tuple[str, str],
    counted: Mapping[int, int],
    arguments: Arguments,
    ends: Mapping[str, str],
) -> Iterator[Layer]:
    """A layer for each step; one that makes none has no text, and is there for its chain."""
    after = [*(step.at.image for step in built.steps), built.image][1:]
    for position, (step, image) in enumerate(zip(built.steps, after, strict=True), start=2):
        instruction = step.instruction
        line = " ".join((instruction.keyword, *instruction.body.split()))
        if instruction.keyword not in LAYERS:
            chain = key_of(chain, line)
            yield Layer(chain, chain, "", instruction.line, 0, False, position)
            continue
        given = tuple((n, v) for n, v in sorted(arguments.items()) if n in step.at.scope.args)
        files = tuple(sorted((path, made) for path, (made, _) in step.effect.files.items()))
        made = tuple(m.key for m in image.made[len(step.at.image.made) :])
        chain = key_of(chain, line, files, made, given, _brought(step, ends))
        inputs = _inputs(step, made, files)
        content = key_of(base if _stands(step) else (), inputs, given) if inputs else chain
        size, exact = _size(step, counted)
        yield Layer(content, chain, line, instruction.line, size, exact, position)


def _brought(step: Step, ends: Mapping[str, str]) -> tuple[str, ...]:
    """What a step takes in besides its words and the files that it copies: the other stages that it
    names, by their last steps, and a context that is bound into what is not understood."""
    names = [step.at.scope.expand(n).lower() for n in _FROM.findall(step.instruction.body)]
    stages = tuple(ends.get(name, name) for name in names)
    unclear = step.effect.wall is not None or step.effect.missing != ""
    bound = unclear and (_MOUNT in step.instruction.body or step.instruction.keyword != "RUN")
    return (*stages, repr(step.at.project.storage)) if bound else stages


def _inputs(
    step: Step, made: tuple[str, ...], files: tuple[tuple[str, str], ...]
) -> tuple[object, ...] | None:
    """All that a layer is made of, as far as that is understood; None where it is not, and only
    the very same steps before it give the same."""
    effect = step.effect
    unclear = effect.wall or effect.unsure or effect.missing
    if unclear or any(d.semantic[0] == "context" for d in effect.deposits):
        return None
    if step.instruction.keyword == "RUN":
        return made or None
    copy = Copy.of(step.instruction, step.at.escape)
    origin = step.at.scope.expand(copy.flags.get("from") or "").lower()
    stage = step.at.stages.get(origin)
    if not files and not made:
        return None
    flags = tuple(copy.flags.get(name) or "" for name in ("chown", "chmod"))
    return files, made, stage.base.text if stage else origin, flags, step.at.scope.user


def _stands(step: Step) -> bool:
    """Whether the base decides what a layer is: files of the context are the same on any."""
    return step.instruction.keyword == "RUN" or bool(step.effect.carried)


def _size(step: Step, counted: Mapping[int, int]) -> tuple[int, bool]:
    """Files of the context are counted; what else there is, as `lambdafix replay` weighs it."""
    estimated = counted.get(step.instruction.line, 0)
    if step.instruction.keyword == "RUN":
        return estimated, False
    files = sum(step.at.project.size(path) for path in dict.fromkeys(taken(step)))
    return files + estimated, estimated == 0


def project_at(context: str, dockerfile: str | os.PathLike[str]) -> ByContent:
    """The context by content."""
    found = ByContent.at(Path(context), Path(dockerfile))
    assert isinstance(found, ByContent)  # `at` makes what it is called on
    return found
