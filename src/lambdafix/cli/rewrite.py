"""`lambdafix [OPTIONS] [PATHS]...`: rewrite files, and print the diff."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lambdafix.cli.default_command import DefaultCommandGroup, StandInCommand
from lambdafix.cli.shared import Context, Format, Order, Runtime, app, check_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdafix.report.outcome import Outcome


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
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Apply what is likely right but not shown, too.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A refusal is a failure (exit code 3).")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Run only this codemod; repeatable.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Skip this codemod; repeatable.")
    ] = None,
    output_format: Format = "text",
    context: Context = None,
    runtime: Runtime = None,
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
    if write and check:
        raise typer.BadParameter("--write and --check exclude each other")
    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose exclude each other")
    check_format(output_format)

    from lambdafix.config import order_of
    from lambdafix.monorepo.request import Request, directory_of, settings_of
    from lambdafix.monorepo.run import run
    from lambdafix.report.outcome import exit_code

    request = Request(
        settings_of(unsafe=unsafe, only=only or (), skip=skip or (), runtime=runtime),
        context=None if context is None else directory_of(context),
        write=write,
        jobs=jobs,
        stdin_filename=stdin_filename,
        order=None if order is None else order_of(order, "--order"),
        history=history,
    )
    outcomes = run(paths or ["."], request, sys.stdin.buffer.read)
    if output_format == "json":
        _print_json(outcomes, strict=strict)
    else:
        _print_text(outcomes, write=write, check=check, quiet=quiet, verbose=verbose)
    raise typer.Exit(exit_code(outcomes, strict=strict))


def _print_json(outcomes: Sequence[Outcome], *, strict: bool) -> None:
    from lambdafix.report.json import document
    from lambdafix.report.terminal import write_bytes

    write_bytes(document(outcomes, strict=strict).encode(), sys.stdout)


def _print_text(
    outcomes: Sequence[Outcome], *, write: bool, check: bool, quiet: bool, verbose: bool
) -> None:
    """Diffs, names or the rewritten standard input on stdout; the summary on stderr."""
    from lambdafix.report.summary import summary
    from lambdafix.report.terminal import write_bytes, write_diff, write_summary

    for outcome in outcomes:
        if outcome.filtered is not None and write:
            write_bytes(outcome.filtered, sys.stdout)
        elif check and outcome.diff:
            write_bytes(f"{outcome.path}\n".encode("utf-8", "surrogateescape"), sys.stdout)
        elif not quiet and not check:
            write_diff(outcome.diff, sys.stdout)
    write_summary(summary(outcomes, written=write, verbose=verbose, quiet=quiet), sys.stderr)
