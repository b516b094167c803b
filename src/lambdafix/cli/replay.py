"""`lambdafix replay [PATHS]...`: what the last commits would have rebuilt, before and after."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lambdafix.cli.shared import (
    Context,
    Format,
    Order,
    Runtime,
    TargetStage,
    app,
    check_format,
)


@app.command()
def replay(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files or directories; the current directory if there is none.",
            show_default=False,
        ),
    ] = None,
    commits: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many commits of the context, the latest.")
    ] = 500,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Compare with what --unsafe would write.")
    ] = False,
    order: Order = None,
    image: Annotated[
        str | None,
        typer.Option(
            metavar="IMAGE.tar",
            help="An image of the one file, from docker save or as an OCI archive: its layers say "
            "what RUN lines leave.",
            show_default=False,
        ),
    ] = None,
    output_format: Format = "text",
    context: Context = None,
    runtime: Runtime = None,
    target: TargetStage = "",
) -> None:
    """What the last commits would have rebuilt and pushed, before and after.

    Plays the git history of the build context against each Dockerfile as it is and as it would be
    rewritten, as a layer cache would. Writes nothing, builds nothing. Exit code: 0, or 2 if
    something could not be played.
    """
    check_format(output_format)

    from lambdafix.config import order_of
    from lambdafix.monorepo.replay import measured_layers, named
    from lambdafix.monorepo.replay import replay as played
    from lambdafix.monorepo.request import Request, directory_of, settings_of
    from lambdafix.report.replayed import exit_code
    from lambdafix.report.terminal import progress, write_bytes, write_replay, write_summary

    request = Request(
        settings_of(unsafe=unsafe, only=(), skip=(), runtime=runtime, target=target),
        context=None if context is None else directory_of(context),
        order=None if order is None else order_of(order, "--order"),
    )
    files = named(paths or ["."], request)
    layers = measured_layers(image, files) if image else ()
    with progress(len(files), sys.stderr) as advance:
        found = list(played(files, request, commits, advance, layers))
    if output_format == "json":
        from lambdafix.report.replay_json import document

        write_bytes(document(found).encode(), sys.stdout)
    else:
        from lambdafix.report.replay import errors, text

        write_replay(text(found), sys.stdout)
        write_summary(errors(found), sys.stderr)
    raise typer.Exit(exit_code(found))
