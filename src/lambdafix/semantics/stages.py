"""How the stages of a file stand on each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from lambdafix.semantics.latest import latest
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import global_args
from lambdafix.syntax.tree import Dockerfile, Gap, Kind, Stage, Token
from lambdafix.syntax.views import Copy, From, Run, stage_name


@latest(8)
def aliases(dockerfile: Dockerfile) -> tuple[str, ...]:
    """The names of the stages as they are written, empty where there is none."""
    escape = dockerfile.dialect.escape
    return tuple(From.of(s.instructions[0], escape).alias or "" for s in dockerfile.stages)


def free_name(dockerfile: Dockerfile, *wanted: str) -> str:
    """The first of these names that no stage has, else the first of them with a number."""
    taken = {alias.lower() for alias in aliases(dockerfile)}
    return next(n for n in (*wanted, *(f"{wanted[0]}-{i}" for i in range(2, 99))) if n not in taken)


def number_of(dockerfile: Dockerfile, target: str) -> int | None:
    """The number of the stage that a build with this target ends with; None: there is none."""
    last = len(dockerfile.stages)
    return _stage(dockerfile, target, last) if target else last - 1


def by_number(dockerfile: Dockerfile, targets: Collection[str]) -> str:
    """A target that is the number of the last stage or of one behind it, so that a stage in front
    would change what is built; empty where there is none."""
    last = len(dockerfile.stages) - 1
    return next((t for t in targets if (n := stage_name(t)).isdecimal() and int(n) >= last), "")


def up_to(dockerfile: Dockerfile, targets: Collection[str]) -> Dockerfile:
    """The file without what stands behind the last of these targets; whole where none is named."""
    numbers = [n for target in targets if (n := number_of(dockerfile, target)) is not None]
    if not numbers or max(numbers) == len(dockerfile.stages) - 1:
        return dockerfile
    return replace(dockerfile, stages=dockerfile.stages[: max(numbers) + 1], footer=())


def with_rest(own: Dockerfile, before: Dockerfile, whole: Dockerfile) -> Dockerfile:
    """What was made of `before`, which `up_to` gives for `whole`, with what stands behind it."""
    if before is whole or own is before:
        return own if before is whole else whole
    *stages, last = own.stages
    end = (*own.footer, Token(Kind.BLANK, own.dialect.newline))  # no comment of what follows
    behind = Stage((*last.items, Gap(end))) if own.footer else last
    rest = whole.stages[len(before.stages) :]
    return replace(own, stages=(*stages, behind, *rest), footer=whole.footer).settled()


def unused(dockerfile: Dockerfile, *targets: int) -> tuple[int, ...]:
    """The stages from which the last one takes nothing, nor another that is a target."""
    seen, todo = set[int](), [len(dockerfile.stages) - 1, *targets]
    while todo:
        number = todo.pop()
        if number not in seen:
            seen.add(number)
            stands, takes = _grounds(dockerfile)[number], _takes(dockerfile, number)
            todo += (n for n in (stands, *takes) if n is not None)
    return tuple(n for n in range(len(dockerfile.stages)) if n not in seen)


def in_name_only(dockerfile: Dockerfile) -> bool:
    """Whether every stage goes on from the one before, so that the image holds all of them."""
    later = range(1, len(dockerfile.stages))
    chained = all(_grounds(dockerfile)[n] == n - 1 for n in later)
    taken = (n for number in later for n in _takes(dockerfile, number) if n is not None)
    return bool(later) and chained and not any(True for _ in taken)


def goes_on(dockerfile: Dockerfile, number: int) -> bool:
    """Whether another stage stands on a stage: it begins with all that this one had, ARGs too."""
    return number in _grounds(dockerfile)[number + 1 :]


@latest(8)
def _grounds(dockerfile: Dockerfile) -> tuple[int | None, ...]:
    """The stage on which each stage stands."""
    scope, escape = Scope(args=global_args(dockerfile)), dockerfile.dialect.escape
    images = (From.of(s.instructions[0], escape).image for s in dockerfile.stages)
    known = enumerate(map(scope.expand, images))
    return tuple(_stage(dockerfile, image, n, numbers=False) for n, image in known)


def _takes(dockerfile: Dockerfile, number: int) -> Iterator[int | None]:
    """The stages that a stage copies from, or mounts."""
    escape = dockerfile.dialect.escape
    for instruction in dockerfile.stages[number].instructions:
        if instruction.keyword == "COPY":
            origin = Copy.of(instruction, escape).flags.get("from")
            yield _stage(dockerfile, origin or "", number)
        elif instruction.keyword == "RUN":
            for mount in Run.of(instruction, escape).flags.all("mount"):
                for field in mount.split(","):
                    if field.startswith("from="):
                        yield _stage(dockerfile, field.removeprefix("from="), number)


def _stage(dockerfile: Dockerfile, name: str, before: int, *, numbers: bool = True) -> int | None:
    """The stage of a name, or of a number, among those before another."""
    name = stage_name(name)
    if numbers and name.isdecimal() and int(name) < before:
        return int(name)
    named = {alias.lower(): n for n, alias in enumerate(aliases(dockerfile)[:before]) if alias}
    return named.get(name)
