"""The command line: words in, exit code out. Decides nothing.

Everything but typer is imported where it is used, so that `--help` starts as fast as it can.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from lambdafix.default_command import DefaultCommandGroup, StandInCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdafix.report.outcome import Outcome

OUR_BUG = 70

app = typer.Typer(
    cls=DefaultCommandGroup,
    rich_markup_mode=None,  # rich would be loaded for --help
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Rewrite the Dockerfile of an AWS Lambda container image: AWS base image, multi-stage "
    "build, stable layers first. Without options: print the diff, write nothing.",
    epilog="Exit code: 0 nothing to change, or written; 1 changes are pending; 2 something could "
    "not be read; 3 refusals under --strict; 70 a bug of lambdafix.",
)


# Options that more than one command has.
_Format = Annotated[str, typer.Option("--format", metavar="text|json", help="How to report.")]
_Context = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="The build context; found by what is copied if not said."),
]
_Runtime = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Take the files for functions of this runtime: python3.13"),
]


def main() -> NoReturn:
    """Run the words of the command line and exit."""
    # Trees and tables make next to no garbage that only a search finds; it is 3 % of a run.
    gc.set_threshold(100_000)
    try:
        app(prog_name="lambdafix")
    except Exception as bug:  # Python would exit with 1, which means that changes are pending
        import traceback

        traceback.print_exception(bug)
        print("lambdafix: internal error; please report it", file=sys.stderr)
        raise SystemExit(OUR_BUG) from bug
    raise SystemExit(0)


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
    output_format: _Format = "text",
    context: _Context = None,
    runtime: _Runtime = None,
    order: Annotated[
        str | None,
        typer.Option(
            metavar="stability|cost",
            help="What changes least first, or the least bytes that a commit makes new.",
        ),
    ] = None,
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
    _check_format(output_format)

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


@app.command()
def explain(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A codemod.")] = None,
) -> None:
    """What a codemod does, why, and when it refuses."""
    from lambdafix.monorepo.request import unknown_codemod
    from lambdafix.report import explain

    if name is not None and name not in explain.names():
        raise unknown_codemod(name, explain.names())
    sys.stdout.write(explain.contents() if name is None else explain.page(name))


@app.command()
def runtimes() -> None:
    """The AWS base images, with operating system and support dates."""
    from datetime import UTC, datetime

    from lambdafix.report.runtimes import table

    sys.stdout.write(table(datetime.now(UTC).date()))


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
    order: Annotated[
        str | None,
        typer.Option(metavar="stability|cost", help="Compare with what this order would write."),
    ] = None,
    output_format: _Format = "text",
    context: _Context = None,
    runtime: _Runtime = None,
) -> None:
    """What the last commits would have rebuilt and pushed, before and after.

    Plays the git history of the build context against each Dockerfile as it is and as it would be
    rewritten, as a layer cache would. Writes nothing, builds nothing. Exit code: 0, or 2 if
    something could not be played.
    """
    _check_format(output_format)

    from lambdafix.config import order_of
    from lambdafix.monorepo.replay import named
    from lambdafix.monorepo.replay import replay as played
    from lambdafix.monorepo.request import Request, directory_of, settings_of
    from lambdafix.report.replayed import exit_code
    from lambdafix.report.terminal import progress, write_bytes, write_replay, write_summary

    request = Request(
        settings_of(unsafe=unsafe, only=(), skip=(), runtime=runtime),
        context=None if context is None else directory_of(context),
        order=None if order is None else order_of(order, "--order"),
    )
    files = named(paths or ["."], request)
    with progress(len(files), sys.stderr) as advance:
        found = list(played(files, request, commits, advance))
    if output_format == "json":
        from lambdafix.report.replay_json import document

        write_bytes(document(found).encode(), sys.stdout)
    else:
        from lambdafix.report.replay import errors, text

        write_replay(text(found), sys.stdout)
        write_summary(errors(found), sys.stderr)
    raise typer.Exit(exit_code(found))


def _check_format(word: str) -> None:
    if word not in ("text", "json"):
        raise typer.BadParameter(f"{word!r} is neither text nor json", param_hint="--format")


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
