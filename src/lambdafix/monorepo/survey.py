"""A directory's Dockerfiles with the functions that use them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.codemod import Settings
from lambdafix.context.infrastructure.uses import Use
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import context_of, tree_of
from lambdafix.monorepo.purpose import purpose_against
from lambdafix.monorepo.readings import Readings
from lambdafix.monorepo.several import why_outside
from lambdafix.report.found import Found, Survey
from lambdafix.report.outcome import Failure
from lambdafix.report.places import shown

if TYPE_CHECKING:
    from lambdafix.syntax.tree import Dockerfile

_SERVER = "a Lambda Web Adapter image: CMD is a server, base image and CMD must stay"


def survey(directory: Path) -> Survey:
    """Every Dockerfile below a directory, by its name or because the infrastructure builds it."""
    top = os.path.abspath(directory)
    readings = Readings()
    tree = readings.tree(tree_of(Path(top) / "Dockerfile"))
    below = f"{top.rstrip(os.sep)}{os.sep}"
    return Survey(
        [_found(path, tree.of(path)) for path in readings.dockerfiles(Path(top))],
        [u for u in tree.unresolved if _concerns(u.place.path, below)],
    )


def _concerns(path: str, below: str) -> bool:
    """Whether a file lies in the directory, or is a directory around it: the whole tree."""
    return path.startswith(below) or below.startswith(os.path.join(path, ""))


def _found(path: Path, uses: tuple[Use, ...]) -> Found:
    empty = Found(shown(str(path)), uses=uses)
    try:
        return _recognised(empty, path, uses)
    except LambdafixError as error:
        return empty._replace(failure=Failure.of(error, str(path)))
    except Exception as bug:  # noqa: BLE001 - a bug that one file shows must not stop the others
        return empty._replace(failure=Failure.of_bug(bug))


def _recognised(found: Found, path: Path, uses: tuple[Use, ...]) -> Found:
    from lambdafix.context.project import Project
    from lambdafix.semantics.lambda_image import recognise
    from lambdafix.syntax.parser import parse
    from lambdafix.syntax.source import Source

    source = Source.read(path)
    context = context_of(path, source.text, uses)
    dockerfile = parse(source.text)
    if why := why_outside(context, path):
        at, handler = shown(str(context.directory)), _handler(dockerfile)
        return found._replace(context=at, handler=handler, failure=Failure(why))
    image = recognise(dockerfile, Project.at(context.directory, path), Settings())
    other = image if isinstance(image, str) else _SERVER if image.server else ""
    left_alone = purpose_against(uses) or other
    return found._replace(
        context=shown(str(context.directory)),
        context_said=context.said is not None,
        against=context.against,
        left_alone=left_alone,
        handler=_handler(dockerfile),
    )


def _handler(dockerfile: Dockerfile) -> str:
    """CMD's one word in the last stage, whatever the language; empty where CMD is none."""
    from lambdafix.syntax.views import Cmd

    commands = [i for i in dockerfile.stages[-1].instructions if i.keyword == "CMD"]
    argv = Cmd.of(commands[-1], dockerfile.dialect.escape).argv if commands else None
    return argv[0] if argv and len(argv) == 1 else ""
