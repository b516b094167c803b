"""Whether two neighbours may swap: by what they do, and by what another build context may hold.

A context is what lies on the disk of whoever builds. Somebody who has run `npm install` beside the
Dockerfile has a node_modules there, somebody else a .env, a CI its .npmrc: neither the Dockerfile
nor a fresh clone shows them. A COPY of that directory brings them, unless the ignore file hides
them: in front of a step that makes the same path it is replaced, behind it it replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join, normpath, relpath

from msgspec import Struct

from lambdafix.semantics.areas import EVERYTHING, below
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.image import cached
from lambdafix.semantics.ordering.required import installs, looked_at
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Copy


class Exposed(Struct, frozen=True):
    """A path of the build context that no ignore file hides, and the place in the image where a
    COPY would bring it."""

    context: str
    place: str


def may_swap(first: Step, second: Step) -> bool:
    """Whether two neighbours may stand the other way round."""
    if conflict(first.effect, second.effect):
        return False
    return not (any(exposed(first, second)) or any(awaited(first, second)))


def exposed(first: Step, second: Step) -> Iterator[Exposed]:
    """What a COPY of a directory could bring of what the step beside it makes or takes away, if it
    lay in the build context. Either may stand first."""
    for copy, other in ((first, second), (second, first)):
        if not _is_of_context(other):
            filled = {a.path for a in other.effect.writes if a.names is None and a != EVERYTHING}
            places = (p for p in sorted(filled) if not cached(p))
            yield from _within(copy, places, system=installs(other))


def awaited(first: Step, second: Step) -> Iterator[Exposed]:
    """What an install looks for and git ignores: a build context may have it, and the COPY of its
    directory bring it, though nothing lies there now."""
    for copy, run in ((first, second), (second, first)):
        single = [a.path for a in looked_at(run) if not a.deep]
        absent = [e for e in _within(copy, single) if not copy.at.project.exists(e.context)]
        ignored = copy.at.project.ignored_by_git(e.context for e in absent)
        yield from (e for e in absent if e.context in ignored)


def _within(copy: Step, places: Iterable[str], *, system: bool = True) -> Iterator[Exposed]:
    """Of these places of the image those that a COPY of a directory of the context could fill.

    Where it fills the root, those of the `system` are none that lie in a build context.
    """
    places = tuple(places)
    trees = tuple(_trees(copy)) if places else ()
    hidden = copy.at.project.ignore.hides_all_below
    for path in places if trees else ():
        for directory, place in trees:
            if path != place and below(path, place) and (system or place != "/"):
                context = normpath(join(directory, relpath(path, place)))
                if not hidden(context):
                    yield Exposed(context, path)


def _is_of_context(step: Step) -> bool:
    """Whether a step only copies from the build context."""
    if step.instruction.keyword not in ("ADD", "COPY"):
        return step.instruction.keyword != "RUN"
    copy = Copy.of(step.instruction, step.at.escape)
    fetched = copy.add and any("://" in s or s.startswith("git@") for s in copy.sources)
    return "from" not in copy.flags and not fetched


def _trees(step: Step) -> Iterator[tuple[str, str]]:
    """The directories of the build context that a COPY brings whole, and where their content
    lands."""
    if step.instruction.keyword not in ("ADD", "COPY"):
        return
    copy, scope, project = Copy.of(step.instruction, step.at.escape), step.at.scope, step.at.project
    destination = scope.path(copy.destination)
    if destination is None or "from" in copy.flags:
        return
    for source in map(scope.expand, copy.sources):
        yield from ((m, destination) for m in project.match(source) if project.is_dir(m))
