"""The build argument that chooses what an install reads: with another value it reads other files.

Defaults are taken as values everywhere else. Here the stage is built once more for each argument,
by a value that is not its default: what an install reads then tells whether the argument chooses
it, however the value gets there (a word, a directory, a variable made of it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.semantics.latest import latest
from lambdafix.semantics.ordering.required import installs, looked_at, required
from lambdafix.semantics.simulate import Step, global_args, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction, Item, Stage
from lambdafix.syntax.views import Arg, put

# What is put behind a default: a number stays one, so that a version is still one.
_MORE, _MORE_DIGITS = "zq", "987"


class Choice(Struct, frozen=True):
    """`argument` decides what `install` reads of what `copy` brings; `files` are what it reads by
    the default, as paths of the build context: those that are named by the argument with `${NAME}`
    in the place of its value."""

    argument: str
    copy: Step
    install: Step
    files: tuple[str, ...]


@latest(8)
def choice(dockerfile: Dockerfile, project: Project, number: int) -> Choice | None:
    """The first build argument of a stage that chooses what an install reads, or None."""
    steps = simulate(dockerfile, project)[number].steps
    count = 1 + max((i for i, s in enumerate(steps) if installs(s)), default=-1)
    steps = steps[:count]
    read = _read(steps)
    if not any(read.values()):
        return None
    for name, value in _arguments(dockerfile, steps[-1]):
        other = f"{value}{_MORE_DIGITS if value[-1:].isdigit() else _MORE}"
        changed = _with(dockerfile, name, other)
        others = simulate(changed, project)[number].steps[:count]
        for at, files in read.items():
            if files and _differs(steps, others, at, files, value):
                install = next(s for s in steps[at + 1 :] if required(steps[at].effect.files, (s,)))
                shown = (_spelled(f, name, value) for f in files)
                return Choice(name, steps[at], install, tuple(sorted(shown)))
    return None


def _read(steps: Sequence[Step]) -> dict[int, tuple[str, ...]]:
    """For each COPY the files of the build context that installs behind it read."""
    return {
        at: _required(steps, at)
        for at, step in enumerate(steps)
        if step.instruction.keyword in ("ADD", "COPY") and step.effect.files
    }


def _required(steps: Sequence[Step], at: int) -> tuple[str, ...]:
    files = steps[at].effect.files
    return tuple(c for p in required(files, steps[at + 1 :]) if (c := files[p][1]))


def _differs(
    steps: Sequence[Step], others: Sequence[Step], at: int, files: tuple[str, ...], value: str
) -> bool:
    """Whether installs read other files of a COPY where the argument has another value."""
    found = _required(others, at)
    if set(found) == set(files):
        return False
    walls = zip(steps[at + 1 :], others[at + 1 :], strict=True)
    if any(other.effect.wall and not step.effect.wall for step, other in walls):
        # a word that can only be read as it is: a version, an option
        return bool(value) and any(value.strip("./") in file for file in files)
    asked = {p for step in filter(installs, others[at + 1 :]) for p in _named(step)}
    places = required(steps[at].effect.files, steps[at + 1 :])
    # the same place is read, and the COPY fills another: then the build fails as it stands
    return bool(found) or not asked.issuperset(places)


def _named(step: Step) -> Iterator[str]:
    yield from step.effect.manifests
    yield from (area.path for area in looked_at(step))


def _arguments(dockerfile: Dockerfile, step: Step) -> Iterator[tuple[str, str]]:
    """The build arguments that are declared before a step, with the value they have there."""
    scope, outer = step.at.scope, global_args(dockerfile)
    inherited: Mapping[str, str | None] = step.at.image.base.scope.args
    for name in scope.args.keys() - inherited.keys():
        yield name, scope.args[name] or outer.get(name) or ""


def _with(dockerfile: Dockerfile, name: str, value: str) -> Dockerfile:
    """The file with another default wherever it declares an argument."""

    def changed(item: Item) -> Item:
        if not isinstance(item, Instruction) or item.keyword != "ARG":
            return item
        view = Arg.of(item, escape)
        if name not in dict(view.pairs):
            return item
        pairs = tuple((n, value if n == name else v) for n, v in view.pairs)
        return put(item, replace(view, pairs=pairs), escape)

    escape = dockerfile.dialect.escape
    preamble = tuple(map(changed, dockerfile.preamble))
    stages = tuple(Stage(tuple(map(changed, s.items))) for s in dockerfile.stages)
    return replace(dockerfile, preamble=preamble, stages=stages)


def _spelled(file: str, name: str, value: str) -> str:
    """With the argument in the place of its value, where that is a word of its own."""
    word = rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])"
    return re.sub(word, f"${{{name}}}", file) if value else file
