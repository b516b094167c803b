"""What differs between the images of two Dockerfiles, by provenance.

They make the same image if each path is made of the same things: the same files of the context, the
same installs read from the same manifests, the same commands run over the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from lambdafix.codemod import Allowance
from lambdafix.context.project import Project
from lambdafix.semantics.image import Image, cached
from lambdafix.semantics.simulate import Built, Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile


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
