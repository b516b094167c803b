"""One Dockerfile played over the history of its context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from lambdafix.context.commits import Commits
from lambdafix.context.project import Project
from lambdafix.semantics.ordering.hints import of_file
from lambdafix.syntax.tree import Dockerfile
from lambdafix.verify.layers import layers_of
from lambdafix.verify.measured import NOT_MEASURED, Measured
from lambdafix.verify.replay import Layer, Played, play

Said = Sequence[tuple[str, int]]


class Side(Struct, frozen=True):
    """The layers of a Dockerfile, and what became of them."""

    layers: tuple[Layer, ...]
    played: Played


def side_of(
    dockerfile: Dockerfile,
    project: Project,
    history: Commits,
    said: Said = (),
    measured: Measured = NOT_MEASURED,
) -> Side:
    """The Dockerfile and the ignore file are those of `project` at every commit.

    `said` are the bytes that the settings give to files and to instructions, `measured` those of an
    image.
    """
    layers = layers_of(dockerfile, project, said, measured)
    fixed = {project.dockerfile: len(dockerfile.text.encode())}
    if project.ignore_file:
        fixed[project.ignore_file] = len(project.storage.content(project.ignore_file) or b"")
    visible = history.changing(
        lambda path: path not in fixed and not project.ignore.hides(path),
        {path: size for path, size in fixed.items() if not project.ignore.hides(path)},
    )
    weighed = visible.weighing(_told(project, said)) if said else visible
    return Side(layers, play(layers, weighed.start, weighed.commits))


def _told(project: Project, said: Said) -> Callable[[str], int | None]:
    """What is said of a file: its part of the bytes of all that the pattern names today."""
    today = Counter(hint[0] for path in project.files() if (hint := of_file(said, path)))

    def bytes_of(path: str) -> int | None:
        hint = of_file(said, path)
        return None if hint is None else hint[1] // max(1, today[hint[0]])

    return bytes_of
