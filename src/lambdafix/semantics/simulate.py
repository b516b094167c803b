"""A build without running it: the image of every stage, by provenance."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat, takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.codemod import Allowance
from lambdafix.context.project import Project
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.configuration import configure
from lambdafix.semantics.earlier import Earlier
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.environment import environment_of
from lambdafix.semantics.image import Image
from lambdafix.semantics.latest import latest
from lambdafix.semantics.lens import Lens
from lambdafix.semantics.reading import effect_of
from lambdafix.semantics.scope import Scope
from lambdafix.syntax.tree import Dockerfile, Instruction, instructions_of
from lambdafix.syntax.views import From


class Step(Struct, frozen=True):
    """One instruction of a stage, the moment before it and its effect."""

    instruction: Instruction
    at: Moment
    effect: Effect


class Built(Struct, frozen=True):
    """A stage after its last instruction; `name` is its alias or its number."""

    name: str
    named: bool
    steps: tuple[Step, ...]
    scope: Scope
    image: Image


def global_args(dockerfile: Dockerfile) -> dict[str, str | None]:
    """The defaults of the ARGs before the first FROM."""
    scope = Scope(complete=False)
    for instruction in instructions_of(dockerfile.preamble):
        if instruction.keyword == "ARG":
            scope = scope.after(instruction, dockerfile.dialect.escape, {})
    return dict(scope.args)


def simulate(
    dockerfile: Dockerfile, project: Project, allowance: Iterable[Allowance] = ()
) -> tuple[Built, ...]:
    """Every stage, built in order, seen through an allowance.

    The latest results are kept: every codemod and every invariant asks for the same few trees.
    """
    return _simulated(dockerfile, project, tuple(allowance))


@latest(8)
def _simulated(
    dockerfile: Dockerfile, project: Project, allowance: tuple[Allowance, ...]
) -> tuple[Built, ...]:
    site = _Site(project, allowance, global_args(dockerfile), dockerfile.dialect.escape)
    built = site.build([site.lens.instructions(s.instructions) for s in dockerfile.stages])
    if any(d.renews for b in built for s in b.steps for d in s.effect.deposits):
        from lambdafix.semantics.renewed import held  # few files have such a step

        return held(built)
    return built


class _Stage(Struct, frozen=True):
    """A stage that was built before: of which instructions, and on which other stage."""

    instructions: tuple[Instruction, ...]
    onto: Built | None
    built: Built


class _File(Struct, frozen=True):
    """A file whose stages were built before, as far as they were."""

    site: _Site
    stages: list[_Stage] = field(default_factory=list)

    def opposite(self, number: int, behind: int) -> Iterator[_Stage]:
        """The stages that may be what one of another file was: by their place from the first, and
        from the last."""
        places = dict.fromkeys((number, len(self.stages) - behind))
        return (self.stages[place] for place in places if 0 <= place < len(self.stages))


class _Site(Struct, frozen=True, dict=True):
    """All that stages are built from besides their instructions and the stages before them.

    A stage that begins as one of the latest files did goes on from there: most of the files that
    are compared differ in a few lines.
    """

    project: Project
    allowance: tuple[Allowance, ...]
    outer: dict[str, str | None]
    escape: str

    @cached_property
    def lens(self) -> Lens:
        return Lens.of(self.allowance)

    def build(self, stages: Sequence[tuple[Instruction, ...]]) -> tuple[Built, ...]:
        """Every stage, in order."""
        before = [f for f in tuple(_LATEST) if self._is(f.site)]  # of another thread, too
        now, earlier = _File(self), dict[str, Built]()
        _LATEST.appendleft(now)
        for number, instructions in enumerate(stages):
            like = (s for file in before for s in file.opposite(number, len(stages) - number))
            now.stages.append(self._built(instructions, number, earlier, like))
            built = now.stages[-1].built
            earlier |= {str(number): built, built.name: built}
        return tuple(stage.built for stage in now.stages)

    def _built(
        self,
        instructions: tuple[Instruction, ...],
        number: int,
        earlier: Mapping[str, Built],
        like: Iterable[_Stage],
    ) -> _Stage:
        """One stage behind others, which goes on from the one that is most like it."""
        view = From.of(instructions[0], self.escape)
        onto = earlier.get(Scope(args=self.outer).expand(view.image).lower())
        images = {name: stage.image for name, stage in earlier.items()}
        found, common = _begun(instructions, onto, images, like)
        steps = list[Step]()
        if found is None:
            image, scope = self._start(view, onto)
        else:
            old = found.built.steps[: common - 1]
            steps += map(_renewed, old, instructions[1:common], repeat(images))
            if common == len(found.instructions) == len(instructions):
                image, scope = found.built.image, found.built.scope
            elif common == len(found.instructions):
                image, scope = found.built.image.copy(), found.built.scope
            else:
                at = found.built.steps[common - 1].at
                image, scope = at.image.copy(), at.scope
        for instruction in instructions[1 + len(steps) :]:
            at = Moment(scope, image.copy(), Earlier(images), self.project, self.escape)
            effect = effect_of(instruction, at)
            steps.append(Step(instruction, at, effect))
            environment = environment_of(effect, scope, image) if effect.deposits else ()
            image.unmet |= {d for d in effect.needs if not image.may_hold(d)}
            if not self.lens.fetches(instruction):
                _apply(effect, image, environment)
            scope = scope.after(instruction, self.escape, self.outer)
            configure(instruction, image, scope, self.lens, self.escape)
        name = (view.alias or str(number)).lower()
        return _Stage(instructions, onto, Built(name, bool(view.alias), tuple(steps), scope, image))

    def _is(self, other: _Site) -> bool:
        same = self.project is other.project and self.escape == other.escape
        return same and self.allowance == other.allowance and self.outer == other.outer

    def _start(self, view: From, onto: Built | None) -> tuple[Image, Scope]:
        if onto is not None:
            image = onto.image.copy()
            image.settled |= image.directories
            return image, onto.scope  # build arguments come along, as BuildKit has it
        text = Scope(args=self.outer).expand(view.image)
        base = base_of(text)
        image = Image(base, self.lens, links=dict(base.links))
        image.config["base image"] = self.lens.image(text)
        return image, base.scope


_LATEST: deque[_File] = deque(maxlen=12)


def _begun(
    instructions: tuple[Instruction, ...],
    onto: Built | None,
    images: Mapping[str, Image],
    like: Iterable[_Stage],
) -> tuple[_Stage | None, int]:
    """The stage that begins with the most of these instructions, each of which did what it does
    here, and with how many."""
    best, most = None, 0
    for stage in like:
        if not _same(stage.onto, onto):
            continue
        pairs = zip(stage.instructions, instructions, strict=False)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        steps = takewhile(lambda s: s.at.stages.answers_as(images), stage.built.steps[: alike - 1])
        common = 1 + sum(1 for _ in steps) if alike else 0
        if common > most:
            best, most = stage, common
        if most == len(instructions):
            break
    return best, most


def _same(one: Built | None, other: Built | None) -> bool:
    """Whether what is built on two stages begins with the very same."""
    if one is None or other is None:
        return one is other
    return one.image is other.image and one.scope is other.scope


def _renewed(step: Step, instruction: Instruction, images: Mapping[str, Image]) -> Step:
    """A step with the instruction of this file, which may stand on another line, behind its
    stages."""
    at = replace(step.at, stages=step.at.stages.among(images))
    return replace(step, instruction=instruction, at=at)


def _apply(effect: Effect, image: Image, environment: tuple[object, ...]) -> None:
    image.carry(effect.carried)
    for path, (provenance, context_path) in effect.files.items():
        image.put(path, provenance, context_path)
    image.links |= effect.links
    for path in effect.directories:
        image.know_directory(path)
    for deposit in effect.deposits:
        image.leave(deposit, effect.reads, environment)
