"""`lambdafix [OPTIONS] [PATHS]...`: rewrite files, and print the diff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from lambdafix.cli.default_command import DefaultCommandGroup, StandInCommand
from lambdafix.cli.shared import (
    Context,
    Only,
    Order,
    Runtime,
    Skip,
    TargetStage,
    Unsafe,
    app,
    check_format,
)

FORMATS = ("text", "json", "sarif", "github", "markdown", "html")
WEIGHED = ("markdown", "html")  # a person reads them, and wants to know what it is good for


def _show_version(asked: bool) -> None:
    if asked:
        from lambdafix import __version__

        print(f"lambdafix {__version__}")
        raise typer.Exit


@app.command(DefaultCommandGroup.default, cls=StandInCommand, hidden=True)
def rewrite(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files, directories (searched, .gitignore kept), or - for standard input; "
            "the current directory if there is none.",
            show_default=False,
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("-w", "--write", help="Write in place, and print the diff.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Print the names of files that would change.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Print no diff and no reasons, only errors.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Print advice and what is taken as given, too.")
    ] = False,
    unsafe: Unsafe = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A refusal is a failure (exit code 3).")
    ] = False,
    only: Only = None,
    skip: Skip = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Only what has changed since REV left our branch: the Dockerfile, its build "
            "context, settings, or what names it.",
            show_default=False,
        ),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="The I-th of N parts, for machines side by side.")
    ] = "1/1",
    patch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="One patch of all changes for `git apply` at the repository's root; - for "
            "standard output.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option("--format", metavar="|".join(FORMATS), help="How to report."),
    ] = "text",
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write what would go to standard output here.",
            show_default=False,
        ),
    ] = "",
    context: Context = None,
    runtime: Runtime = None,
    target: TargetStage = "",
    order: Order = None,
    history: Annotated[
        bool | None,
        typer.Option(
            "--history/--no-history", help="Ask git how often files change.", show_default=False
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", metavar="N", min=1, help="Processes; as many as pay."),
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option(metavar="NAME", help="What to call standard input.")
    ] = "Dockerfile",
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Rewrite files; the command that stands in where no other is named."""
    _exclude({"--write": write, "--check": check, "--patch": bool(patch)})
    _not_empty({"--since": since, "--patch": patch})
    _exclude({"--quiet": quiet, "--verbose": verbose})
    check_format(output_format, FORMATS)

    from lambdafix.cli.reporting import Words
    from lambdafix.cli.running import patch_root, told
    from lambdafix.config import order_of
    from lambdafix.monorepo.request import Request, directory_of, settings_of, shard_of

    words = paths or ["."]
    request = Request(
        settings_of(
            unsafe=unsafe, only=only or (), skip=skip or (), runtime=runtime, target=target
        ),
        context=None if context is None else directory_of(context),
        write=write,
        jobs=jobs,
        stdin_filename=stdin_filename,
        order=None if order is None else order_of(order, "--order"),
        history=history,
        since=since or "",
        shard=shard_of(shard),
        saved=output_format in WEIGHED,
        root=patch_root(words[0]) if patch else None,
    )
    spoken = Words(write=write, check=check, quiet=quiet, verbose=verbose, patch=bool(patch))
    raise typer.Exit(
        told(words, request, spoken, (output_format, output), patch or "", strict=strict)
    )


def _not_empty(given: Mapping[str, str | None]) -> None:
    """An empty word is a variable that was not set: less than all was meant, not all."""
    for name, word in given.items():
        if word == "":
            raise typer.BadParameter(f"{name} is empty")


def _exclude(asked: Mapping[str, bool]) -> None:
    both = [name for name, on in asked.items() if on]
    if len(both) > 1:
        raise typer.BadParameter(f"{both[0]} and {both[1]} exclude each other")
