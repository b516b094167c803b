"""The history of a build context, played against a Dockerfile and its rewrite; file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from lambdafix.context.commits import Commits, commits_of
from lambdafix.context.git import NoGit
from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.named import targets
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import outcome_of, settings_for
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import Failure, Outcome
from lambdafix.report.replayed import Replayed
from lambdafix.verify.measured import Measured, Weighed, weighed
from lambdafix.verify.side import side_of

_DEEPEN = "`git fetch --unshallow` brings the rest of the history."


def named(words: Sequence[str], request: Request) -> list[Target | Outcome]:
    """The files that the words name; a word that names none is an outcome already."""
    if "-" in words:
        raise LambdafixError("a pipe brings neither history nor build context", "Name the file.")
    return list(targets(words, request, bytes))


def measured_layers(image: str, files: Sequence[Target | Outcome]) -> tuple[Weighed, ...]:
    """The layers of an image that was built of the only file. Raises LambdafixError."""
    if len(files) != 1:
        raise LambdafixError("--image is of one Dockerfile, and several are named", "Name one.")
    return weighed(Path(image))


def replay(
    files: Sequence[Target | Outcome],
    request: Request,
    most: int,
    begin: Callable[[str], None],
    layers: Sequence[Weighed] = (),
) -> Iterator[Replayed]:
    """Each file played over the latest `most` commits of its context; raises nothing.

    `begin` is told of each before it is. `layers` are those of an image that was built of it.
    """
    histories: dict[Path, Commits | Failure] = {}
    for file in files:
        begin(file.path)
        outcome = outcome_of(file, request) if isinstance(file, Target) else file
        try:
            yield _replayed(outcome, request, histories, most, layers)
        except NotCheckedOut as unknown:
            yield Replayed(outcome.path, failure=Failure.of(unknown, outcome.path))
        except Exception as bug:  # noqa: BLE001 - as in a rewrite, it must not stop the others
            yield Replayed(outcome.path, failure=Failure.of_bug(bug))


def _replayed(
    outcome: Outcome,
    request: Request,
    histories: dict[Path, Commits | Failure],
    most: int,
    layers: Sequence[Weighed],
) -> Replayed:
    empty = Replayed(outcome.path, outcome.named, failure=outcome.failure)
    rewrite, context = outcome.rewrite, outcome.context
    if outcome.failure or rewrite is None:
        return empty
    if not outcome.diff or context is None:
        return replace(empty, idle=rewrite.left_alone or "there is nothing to rewrite")
    if context not in histories:
        histories[context] = _history(context, most)
    history = histories[context]
    if isinstance(history, Failure):
        return replace(empty, failure=history)
    path = Path(outcome.path)
    project, said = Project.at(context, path), settings_for(path, request).sizes
    original, result = rewrite.deployed
    measured = Measured.of(original, project, layers)
    if layers and not measured:
        message = "no RUN of the image is one of this file: it was built of another"
        return replace(empty, failure=Failure(message, "Build the file as it stands, and save it."))
    before = side_of(original, project, history, said, measured)
    after = side_of(result, project.edited(rewrite.edits), history, said, measured)
    return replace(empty, history=history, before=before, after=after, measured=bool(measured))


def _history(context: Path, most: int) -> Commits | Failure:
    try:
        history = commits_of(context, most)
    except NoGit as error:
        failure = Failure.of(error, str(context))
        return failure._replace(message=f"no history to play: {error.message}")
    if history.commits:
        return history
    return Failure(
        "no history to play: no commit has changed the build context since its first",
        _DEEPEN if history.shallow else "",
    )
