"""`lambdafix migrate [DIR]`: a branch, a commit and a description for each piece of the change."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from lambdafix.cli.shared import (
    Only,
    Order,
    Skip,
    Unsafe,
    app,
)
from lambdafix.errors import LambdafixError

if TYPE_CHECKING:
    from lambdafix.monorepo.branches import Repository
    from lambdafix.monorepo.pieces import Piece

WAYS = ("owners", "directory", "function")


@app.command()
def migrate(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The directory to search.", show_default=False)
    ] = ".",
    by: Annotated[
        str,
        typer.Option(
            metavar="|".join(WAYS), help="A piece for all that has the same one of these."
        ),
    ] = "owners",
    depth: Annotated[
        int, typer.Option(metavar="N", min=1, help="Parts of the path that count, by directory.")
    ] = 1,
    write: Annotated[
        bool, typer.Option("-w", "--write", help="Make the branches; nothing is pushed.")
    ] = False,
    bodies: Annotated[
        str, typer.Option(metavar="DIR", help="Write each description here.", show_default=False)
    ] = "",
    prefix: Annotated[str, typer.Option(metavar="TEXT", help="What branches begin with.")] = (
        "lambdafix/"
    ),
    unsafe: Unsafe = False,
    only: Only = None,
    skip: Skip = None,
    order: Order = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Processes; as many as pay."),
    ] = None,
) -> None:
    """The change in reviewable pieces: a branch and a commit for each, and its pull request's text.

    By CODEOWNERS, directory or function. Without --write: print what would be made. The branches
    start at HEAD; your work tree, your index and your branches stay as they are, and nothing is
    pushed. What is not committed is left out and named. Exit code: 0 made, or nothing to make; 1
    there is something to make; 2 something could not be read or made.
    """
    if by not in WAYS:
        raise typer.BadParameter(f"{by!r} is none of {', '.join(WAYS)}", param_hint="--by")

    from lambdafix.config import order_of
    from lambdafix.monorepo.branches import Repository
    from lambdafix.monorepo.groups import By
    from lambdafix.monorepo.migrate import plan, ready
    from lambdafix.monorepo.pieces import pieces
    from lambdafix.monorepo.request import Request, directory_of, settings_of
    from lambdafix.monorepo.run import named
    from lambdafix.report.progress import Bar
    from lambdafix.report.summary import failures
    from lambdafix.report.terminal import write_summary

    at = directory_of(directory)
    repository = Repository(at)
    if write:
        repository.check_identity()
    ready(repository.top)
    request = Request(
        settings_of(unsafe=unsafe, only=only or (), skip=skip or (), runtime=None),
        jobs=jobs,
        order=None if order is None else order_of(order, "--order"),
        root=repository.top,
    )
    found = named([directory], request, bytes)
    with Bar(len(found), sys.stderr) as bar:
        made = plan(repository, found, request, By(by), depth, bar.advance)
    told, codes = [*made.notes], {made.tally.exit_code} - {1}
    for piece in pieces(made.groups, repository, prefix):
        if bodies:
            _keep(Path(bodies), piece)
        try:
            told.append(_made(piece, repository) if write else _shown(piece, repository))
        except LambdafixError as error:
            told += [f"{piece.branch}: error: {error.message}", f"    {error.hint}"]
            codes.add(error.exit_code)
    told += [line for outcome in made.failed for line in failures(outcome)]
    number = f"{len(made.groups)} {'branch' if len(made.groups) == 1 else 'branches'}"
    counts = made.tally.counts(written=write)
    told.append(f"{number} {'wanted' if write else 'to make'}; {counts}")
    write_summary("".join(f"{line}\n" for line in told), sys.stderr)
    raise typer.Exit(max(codes | {0 if write or not made.groups else 1}))


def _shown(piece: Piece, repository: Repository) -> str:
    """What a dry run says of it: everything on stdout, a line for the summary."""
    from lambdafix.report.terminal import write_page

    page = f"branch {piece.branch}\n\n{indent(piece.message, '    ')}\n{piece.body}\n"
    write_page(page, sys.stdout)
    there = ", which is there already" if repository.existing(piece.branch) else ""
    return f"{piece.branch}{there}: {_files(piece)}"


def _made(piece: Piece, repository: Repository) -> str:
    commit = repository.make(piece.branch, piece.files, piece.message)
    return f"{piece.branch}: {commit[:12]}: {_files(piece)}"


def _files(piece: Piece) -> str:
    return f"{len(piece.files)} {'file' if len(piece.files) == 1 else 'files'}"


def _keep(directory: Path, piece: Piece) -> None:
    from lambdafix.syntax.source import unreadable, write

    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unreadable(directory, error) from error
    path = directory / f"{piece.slug}.md"
    write(path, piece.body.encode("utf-8", "surrogateescape"), directory)
