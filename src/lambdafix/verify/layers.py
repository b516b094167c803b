"""The layers that a Dockerfile makes, as a cache sees them: what each stands on and takes in.

Only RUN, COPY and ADD make one that counts. Stages that the final one does not need are not built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.catalog.sizes import typical_size
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join, meet
from lambdafix.semantics.ordering.hints import of_instruction
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Step, global_args, simulate
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, From, Run
from lambdafix.verify.measured import NOT_MEASURED, Measured
from lambdafix.verify.replay import Layer
from lambdafix.verify.stamped import Stamps
from lambdafix.verify.taken import Source, Taken
from lambdafix.verify.weights import Piece, pieces_of, selected

_VARIABLE = regex(r"\$(\w+|\{[^{}]*\})")


class _Made(Struct, frozen=True):
    """A layer, and what those who copy from it need to know.

    `ran`: what it leaves is more than files of the context. `origins` are the stages that it needs.
    """

    layer: Layer
    writes: tuple[Area, ...] = ()
    pieces: tuple[Piece, ...] = ()
    ran: bool = False
    origins: frozenset[str] = frozenset()


class _Stages(Struct):
    """All layers so far, and by the name or number of a stage the numbers of its own and the stamps
    that it knows in the end."""

    made: list[_Made] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    stamps: dict[str, frozenset[str]] = field(default_factory=dict)

    def taken(self, origin: str, paths: Sequence[str], place: str, into: bool) -> _Made:
        """What a copy from a stage takes, as a layer that has no text yet."""
        areas = [Area(join("/", path), deep=True) for path in paths]
        inputs, behind, pieces = set[int](), list[tuple[Taken, Source]](), list[Piece]()
        for number in self.numbers[origin]:
            made = self.made[number]
            if not made.layer.run:  # a RUN has what it takes mounted: none of it stays
                behind += ((made.layer.taken, Source.of(p, place, into)) for p in paths)
            if meet(made.writes, areas):
                inputs |= {number} if made.ran else made.layer.inputs
                pieces += selected(made.pieces, areas, place)
        layer = Layer("", inputs=frozenset(inputs), taken=Taken(behind=tuple(behind)))
        return _Made(layer, pieces=tuple(pieces), origins=frozenset({origin}))

    def needed(self, last: Sequence[int]) -> tuple[Layer, ...]:
        """The layers of the final stage, marked, and those of the stages it needs; renumbered."""
        kept, todo = set(last), list(last)
        while todo:
            made = self.made[todo.pop()]
            needed = {n for origin in made.origins for n in self.numbers[origin]}
            todo += needed - kept
            kept |= needed
        new: dict[int | None, int] = {old: number for number, old in enumerate(sorted(kept))}
        return tuple(
            replace(
                self.made[old].layer,
                below=new.get(self.made[old].layer.below),
                inputs=frozenset(new[n] for n in self.made[old].layer.inputs),
                pushed=old in last,
            )
            for old in sorted(kept)
        )


def layers_of(
    dockerfile: Dockerfile,
    project: Project,
    said: Sequence[tuple[str, int]] = (),
    measured: Measured = NOT_MEASURED,
) -> tuple[Layer, ...]:
    """The layers of the final stage and of those it needs, in the order of the file.

    `said` are the bytes that the settings give to instructions, `measured` those of an image.
    """
    outer = Scope(args=global_args(dockerfile))
    escape = dockerfile.dialect.escape
    stages = _Stages()
    numbers: list[int] = []
    for position, built in enumerate(simulate(dockerfile, project)):
        base = From.of(dockerfile.stages[position].instructions[0], escape).image
        below = outer.expand(base).lower()
        numbers = list(stages.numbers.get(below, ()))
        stamps = Stamps(stages.stamps.get(below, frozenset()))
        for step in built.steps:
            stamped = stamps.renew(step)
            made = _made(step, stages)
            if made:
                told = of_instruction(said, step.instruction)
                told = measured.bytes_of(step) if told is None else told
                if told is not None:
                    made = replace(made, pieces=(Piece(step.effect.writes, told),))
                layer = replace(
                    made.layer,
                    text=f"{step.instruction.keyword} {' '.join(step.instruction.body.split())}",
                    line=step.instruction.line,
                    below=numbers[-1] if numbers else None,
                    weight=sum(piece.bytes for piece in made.pieces),
                    sized=told is not None,
                    stamped=stamped,
                )
                numbers.append(len(stages.made))
                stages.made.append(replace(made, layer=layer, writes=step.effect.writes))
        stages.numbers |= {str(position): numbers, built.name: numbers}
        stages.stamps |= {str(position): stamps.names, built.name: stamps.names}
    return stages.needed(numbers)


def _made(step: Step, stages: _Stages) -> _Made | None:
    match step.instruction.keyword:
        case "RUN":
            return _ran(step, stages)
        case "COPY" | "ADD":
            return _copied(step, Copy.of(step.instruction, step.at.escape), stages)
        case _:
            return None


def _copied(step: Step, copy: Copy, stages: _Stages) -> _Made:
    scope, project = step.at.scope, step.at.project
    place = scope.path(copy.destination)
    into = place is None or copy.destination.endswith(("/", "/.", "/.."))
    into = into or copy.destination in (".", "..") or len(copy.sources) + len(copy.heredocs) > 1
    into = into or step.at.image.is_directory(place or "/")
    origin = scope.expand(copy.flags.get("from") or "").lower()
    paths = [_VARIABLE.sub("*", scope.expand(source)) for source in copy.sources]
    if origin in stages.numbers:
        made = stages.taken(origin, paths, place or "/", into)
    elif origin or (copy.add and any("://" in p or p.startswith("git@") for p in paths)):
        made = _Made(Layer(""), pieces=(Piece((EVERYTHING,), typical_size("image")),))
    else:
        sources = (s for p in paths for s in Source.all(p, place or "/", into, project))
        made = _Made(Layer("", taken=Taken(tuple(dict.fromkeys(sources)))))
    text = sum(len(heredoc.content.encode()) for heredoc in copy.heredocs)
    pieces = (*made.pieces, *((Piece(step.effect.writes, text),) if text else ()))
    layer = replace(made.layer, link=copy.flags.on("link"))
    return replace(made, layer=layer, pieces=pieces, ran=place is None)


def _ran(step: Step, stages: _Stages) -> _Made:
    """A RUN takes in what is bound into it, by content."""
    run = Run.of(step.instruction, step.at.escape)
    sources: list[Source] = []
    behind: list[tuple[Taken, Source]] = []
    inputs, origins = set[int](), set[str]()
    for mount in map(_words, run.flags.all("mount")):
        if mount.get("type", "bind") not in ("bind", "cache"):
            continue
        origin = step.at.scope.expand(mount.get("from", "")).lower()
        path = next((mount[n] for n in ("source", "src") if n in mount), ".")
        if origin in stages.numbers:
            bound = stages.taken(origin, [path], "/", into=True)
            inputs |= bound.layer.inputs
            behind += bound.layer.taken.behind
            origins.add(origin)
        elif not origin and mount.get("type", "bind") == "bind":
            sources += Source.all(path, "/", True, step.at.project)
    taken = Taken(tuple(sources), tuple(behind))
    layer = Layer("", inputs=frozenset(inputs), taken=taken, run=True)
    return _Made(layer, pieces=pieces_of(step.effect), ran=True, origins=frozenset(origins))


def _words(mount: str) -> Mapping[str, str]:
    pairs = (part.partition("=")[::2] for part in mount.split(","))
    return {name.strip().lower(): value.strip("\"'") for name, value in pairs}
