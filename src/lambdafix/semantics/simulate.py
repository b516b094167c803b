"""A build without running it: the image of every stage, by provenance, and what differs.

Two Dockerfiles make the same image if each path is made of the same things: the same files of the
context, the same installs read from the same manifests, the same commands run over the same tree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, repeat, takewhile
from posixpath import basename

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.catalog.packages import commands_of
from lambdafix.codemod import Allowance
from lambdafix.context.project import Project
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.earlier import Earlier
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.image import Image, cached
from lambdafix.semantics.latest import latest
from lambdafix.semantics.lens import Lens
from lambdafix.semantics.reading import effect_of
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Instruction, instructions_of
from lambdafix.syntax.views import Cmd, Entrypoint, From

# Instructions whose text is the image's configuration and nothing else.
_CONFIG = frozenset(
    {"EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "VOLUME"}
)


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
            environment = _environment(effect, scope, image) if effect.deposits else ()
            image.unmet |= {d for d in effect.needs if not image.may_hold(d)}
            if not self.lens.fetches(instruction):
                _apply(effect, image, environment)
            scope = scope.after(instruction, self.escape, self.outer)
            _configure(instruction, image, scope, self.lens, self.escape)
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


def _environment(effect: Effect, scope: Scope, image: Image) -> tuple[tuple[str, str | None], ...]:
    """The variables that a RUN reads, as far as the file sets them."""
    base = {**image.base.scope.args, **image.base.scope.env}
    known = {**scope.args, **scope.env}
    said = (n for n in sorted(known) if n not in base or known[n] != base[n])
    own = ((n, _own(n, known[n], base.get(n))) for n in said if effect.reads_variable(n))
    prints = effect.wall is None and "*" in effect.variables
    whole = (("all variables of", image.base.text),) if prints else ()
    return (*own, *whole, *_who(effect, scope), *_bringing(effect, image))


def _bringing(effect: Effect, image: Image) -> Iterator[tuple[str, str]]:
    """The OS packages that bring a program which the RUN runs."""
    programs = {basename(area.path) for area in effect.searches}
    for name in sorted(image.packages) if programs else ():
        if commands_of([name]) & programs:
            yield "package", name


def _who(effect: Effect, scope: Scope) -> Iterator[tuple[str, str]]:
    """The user and the shell that a RUN runs by, where the file says them."""
    if "USER" in effect.state and scope.user not in ("", "0", "root"):
        yield "USER", scope.user
    if "SHELL" in effect.state and scope.shell:
        yield "SHELL", " ".join(scope.shell)


def _own(name: str, value: str | None, inherited: str | None) -> str | None:
    """A value with what the base image says of the variable by its name: `/app/bin:$PATH`."""
    return value.replace(inherited, f"${name}") if value and inherited else value


def _apply(effect: Effect, image: Image, environment: tuple[object, ...]) -> None:
    image.carry(effect.carried)
    for path, (provenance, context_path) in effect.files.items():
        image.put(path, provenance, context_path)
    image.links |= effect.links
    for path in effect.directories:
        image.know_directory(path)
    for deposit in effect.deposits:
        image.leave(deposit, effect.reads, environment)


def _configure(
    instruction: Instruction, image: Image, scope: Scope, lens: Lens, escape: str
) -> None:
    match instruction.keyword:
        case "CMD":
            image.config["CMD"] = lens.text(_process(Cmd.of(instruction, escape)))
        case "ENTRYPOINT":
            image.config["ENTRYPOINT"] = lens.text(_process(Entrypoint.of(instruction, escape)))
        case "WORKDIR":
            image.config["WORKDIR"] = lens.path(scope.workdir or "")
            if scope.workdir:
                image.settle(scope.workdir)
        case "USER":
            image.config["USER"] = scope.user
        case "ENV":
            image.config |= {f"ENV {n}": lens.text(v) for n, v in scope.env.items()}
        case keyword if keyword in _CONFIG:
            known = image.config.get(keyword, ())
            assert isinstance(known, tuple)
            image.config[keyword] = (*known, scope.expand(instruction.body.strip()))


def _process(view: Cmd | Entrypoint) -> object:
    return view.argv if view.argv is not None else view.script


def difference(
    before: Dockerfile,
    after: Dockerfile,
    project: Project,
    allowance: Iterable[Allowance] = (),
    edited: Project | None = None,
) -> str:
    """The first difference that the allowance does not cover, as words; empty if there is none.

    Compared are the last stage and every named stage that was there before. `edited` is the build
    context of the file after, where that is another.
    """
    allowance = tuple(allowance)
    old = simulate(before, project, allowance)
    new = simulate(after, edited or project, allowance)
    by_name = {b.name: b for b in new}
    for built in old:
        if built is old[-1]:
            other: Built | None = new[-1]
        elif built.named:
            other = by_name.get(built.name)
        else:
            continue
        if other is None:
            return f"the stage {built.name} is gone"
        found = next(_differences(built.image, other.image), "")
        if found:
            return found
    names = {b.name for b in old if b.named}
    made = [b for b in new[:-1] if b.named and b.name not in names]
    lacking = chain((d for b in made for d in _lacks(old[-1], b)), _gone(old[-1], [*made, new[-1]]))
    return next(chain(_unmet(old, new), lacking), "")


def _unmet(before: tuple[Built, ...], after: tuple[Built, ...]) -> Iterator[str]:
    """The new RUNs that fetch first, of which nothing else counts, where they do not find what they
    read."""
    old = {s.instruction.body for b in before for s in b.steps}
    steps = (s for b in after for s in b.steps if b.image.lens.fetches(s.instruction))
    for step in (s for s in steps if s.instruction.body not in old):
        effect = step.effect
        if effect.wall or effect.missing or not effect.manifests:
            yield f"`{shown(step.instruction)}` does not find what it reads"


def _lacks(before: Built, build: Built) -> Iterator[str]:
    """What a new build stage has not of what its steps had in the stage that they come from."""
    below = build.steps[0].at.image.unmet if build.steps else set()  # the stage that it stands on
    for path in sorted(build.image.unmet - before.image.unmet - below):
        yield f"the directory {path} is not there when it is needed"
    runs = {s.instruction.text: s for s in before.steps if s.instruction.keyword == "RUN"}
    for step in build.steps:
        was = runs.get(step.instruction.text)
        if was and _files_read(step) != _files_read(was):
            yield f"`{shown(step.instruction)}` reads what the build stage would not have"


def _files_read(step: Step) -> frozenset[str]:
    return step.at.image.file_keys(step.effect.reads)


def _gone(before: Built, after: Iterable[Built]) -> Iterator[str]:
    """The files that a RUN read by their names where they were, and reads where they are not."""
    there, missing = _by_name(before)
    for built in after:
        for path in sorted(_by_name(built)[1] & there - missing):
            yield f"{path} is not there when it is read"


def _by_name(built: Built) -> tuple[frozenset[str], frozenset[str]]:
    """The single paths that RUNs read: those that are there then, and those that are not."""
    there, missing = set[str](), set[str]()
    for step in built.steps:
        if step.instruction.keyword == "RUN":
            image = step.at.image
            for area in (a for a in step.effect.reads if not a.deep):
                (there if image.may_have(area.path) else missing).add(image.lens.path(area.path))
    return frozenset(there), frozenset(missing)


def _differences(before: Image, after: Image) -> Iterator[str]:
    lens = before.lens
    for name in sorted(before.config.keys() | after.config.keys()):
        old, new = before.config.get(name), after.config.get(name)
        if (
            old != new
            and name not in lens.dropped
            and not _same_default(name, old, new, before, after)
        ):
            yield f"{name} was {old!r} and is {new!r}"
    for name in sorted(before.packages - after.packages - lens.left_behind):
        yield f"the OS package {name} is missing"
    for name in sorted(after.packages - before.packages - lens.supplied):
        yield f"the OS package {name} was not there before"
    for path in sorted(set(map(lens.path, after.unmet)) - set(map(lens.path, before.unmet))):
        yield f"the directory {path} is not there when it is needed"
    old_files = {lens.path(p): k for p, k in before.files.items() if not lens.drops(lens.path(p))}
    new_files = {lens.path(p): k for p, k in after.files.items() if not lens.drops(lens.path(p))}
    for path in sorted(old_files.keys() | new_files.keys()):
        if path not in new_files and lens.leaves_behind(path):
            continue
        if old_files.get(path) != new_files.get(path):
            both = path in old_files and path in new_files
            yield f"{path} {'is made of something else' if both else _what(path in old_files)}"
    old_made, new_made = dict(_made(before)), dict(_made(after))
    for key in (k for k in old_made if k not in new_made):  # in the order of the file
        yield f"{old_made[key]} is missing or made of something else"
    for key in (k for k in new_made if k not in old_made):
        yield f"{new_made[key]} was not there before"


def _made(image: Image) -> Iterator[tuple[tuple[str, str], str]]:
    """What commands left, place by place: a COPY may bring one of several without the others."""
    lens = image.lens
    for made in image.made:
        left = bool(made.items) and not lens.stay(made.items)
        if made.is_os or left:
            continue
        for place in (lens.path(a.path) for a in made.areas if not cached(a.path)):
            if not (lens.drops(place) or lens.leaves_behind(place)):
                yield (place, made.key), made.label


def _same_default(name: str, old: object, new: object, before: Image, after: Image) -> bool:
    """Whether a setting that is stated on one side only is what the base image says anyway."""
    if name == "WORKDIR" and (old is None or new is None):
        bases = (before.lens.path(before.base.scope.workdir or ""), after.base.scope.workdir)
        return (old or bases[0]) == (new or bases[1])
    if name.startswith("ENV ") and (old is None or new is None):
        key = name.removeprefix("ENV ")
        return (new if old is None else old) in (
            after.base.scope.env.get(key),
            before.base.scope.env.get(key),
        )
    return False


def _what(before: bool) -> str:
    return "is missing" if before else "was not there before"
