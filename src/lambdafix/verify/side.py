"""One Dockerfile played over the history of its context."""

from __future__ import annotations

from dataclasses import dataclass

from lambdafix.context.commits import Commits
from lambdafix.context.project import Project
from lambdafix.syntax.tree import Dockerfile
from lambdafix.verify.layers import layers_of
from lambdafix.verify.replay import Layer, Played, play


@dataclass(frozen=True, slots=True)
class Side:
    """The layers of a Dockerfile, and what became of them."""

    layers: tuple[Layer, ...]
    played: Played


def side_of(dockerfile: Dockerfile, project: Project, history: Commits) -> Side:
    """The Dockerfile and the ignore file are those of `project` at every commit."""
    layers = layers_of(dockerfile, project)
    fixed = {project.dockerfile: len(dockerfile.text.encode())}
    if project.ignore_file:
        fixed[project.ignore_file] = len(project.storage.content(project.ignore_file) or b"")
    visible = history.changing(
        lambda path: path not in fixed and not project.ignore.hides(path),
        {path: size for path, size in fixed.items() if not project.ignore.hides(path)},
    )
    return Side(layers, play(layers, visible.start, visible.commits))
