"""Whether two neighbours may swap: by what they do, and by what a host may hold.

Somebody who has run `npm install` beside the Dockerfile has a node_modules there. A COPY of that
directory brings it along, unless the ignore file hides it: in front of the install of the image it
is replaced, behind it it replaces. Neither the Dockerfile nor a fresh clone shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath, relpath

from lambdafix.semantics.areas import below
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Copy


@dataclass(frozen=True, slots=True)
class Exposed:
    """A path of the build context that no ignore file hides, and the place in the image where an
    install leaves the same."""

    context: str
    place: str


def may_swap(first: Step, second: Step) -> bool:
    """Whether two neighbours may stand the other way round."""
    return not conflict(first.effect, second.effect) and not any(exposed(first, second))


def exposed(first: Step, second: Step) -> Iterator[Exposed]:
    """What a COPY would bring as soon as somebody ran in the build context what the RUN beside it
    runs: nothing hides it. Either may stand first."""
    copy, run = (first, second) if second.instruction.keyword == "RUN" else (second, first)
    if not installs(run) or copy.instruction.keyword not in ("ADD", "COPY"):
        return
    project = copy.at.project
    filled = {a.path for d in run.effect.deposits for a in d.areas if a.deep and a.names is None}
    for directory, place in _trees(copy) if filled else ():
        for path in sorted(p for p in filled if p != place and below(p, place)):
            context = normpath(join(directory, relpath(path, place)))
            if not project.ignore.hides(context):
                yield Exposed(context, path)


def _trees(step: Step) -> Iterator[tuple[str, str]]:
    """The directories of the build context that a COPY brings whole, and where their content
    lands."""
    copy, scope, project = Copy.of(step.instruction, step.at.escape), step.at.scope, step.at.project
    destination = scope.path(copy.destination)
    if destination is None or "from" in copy.flags:
        return
    for source in map(scope.expand, copy.sources):
        yield from (
            (match, destination) for match in project.match(source) if project.is_dir(match)
        )
