"""`lambdafix verify [PATHS]...`: build before and after, ask both the same, weigh them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lambdafix.cli.shared import Context, Order, Runtime, app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdafix.report.verified import Verified

_FORMATS = ("text", "json", "markdown")


@app.command()
def verify(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files or directories; the current directory if there is none.",
            show_default=False,
        ),
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|JSON", help="What to ask both images; repeatable; {} if none."),
    ] = None,
    ignore_field: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="A field that may differ: body.time, items.*.id"),
    ] = None,
    touch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The file of the context to change a line of; the handler's."
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="docker|podman|buildah|PATH", help="What builds and runs.")
    ] = "",
    builder: Annotated[
        str, typer.Option(metavar="NAME", help="A builder of buildx: remote, Kubernetes ...")
    ] = "",
    build_arg: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A build argument; repeatable.")
    ] = None,
    target: Annotated[str, typer.Option(metavar="STAGE", help="The stage to build.")] = "",
    platform: Annotated[str, typer.Option(metavar="OS/ARCH", help="As linux/arm64.")] = "",
    build_option: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="For the engine as it is: --secret=id=pip,src=pip.conf"),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="The longest that a build may take.")
    ] = 1800,
    disk_limit: Annotated[
        float, typer.Option(metavar="GB", min=0.1, help="The most that a build may fill.")
    ] = 20,
    function_timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="What an answer may take.")
    ] = 30,
    memory: Annotated[
        int, typer.Option(metavar="MB", min=128, max=10240, help="What the function has.")
    ] = 512,
    quick: Annotated[
        bool, typer.Option("--quick", help="Use the build cache, and measure no build times.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", metavar="N", min=1, help="Files tried at once.")
    ] = 1,
    write: Annotated[bool, typer.Option("-w", "--write", help="Write what was proved.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Try what --unsafe would write.")
    ] = False,
    keep_logs: Annotated[
        str | None, typer.Option(metavar="DIR", help="Keep all logs; else those of failures.")
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", metavar="|".join(_FORMATS), help="How to report.")
    ] = "text",
    context: Context = None,
    runtime: Runtime = None,
    order: Order = None,
) -> None:
    """Build each file as it is and as rewritten, and hold the images against each other.

    Both are built without a cache and again after a one-line change, run as Lambda runs them
    (read-only but for /tmp, no privileges, its Runtime API), and asked the same events. Everything
    that was made is removed. Exit code: 0 proved, 1 not proved, 2 something could not be tried.
    """
    if output_format not in _FORMATS:
        raise typer.BadParameter(
            f"{output_format!r} is none of {', '.join(_FORMATS)}", param_hint="--format"
        )

    from lambdafix.config import order_of
    from lambdafix.monorepo.events import event_of
    from lambdafix.monorepo.replay import named
    from lambdafix.monorepo.request import Request, directory_of, settings_of
    from lambdafix.monorepo.verify import Wanted
    from lambdafix.monorepo.verify import verify as verified
    from lambdafix.report.steps import steps
    from lambdafix.report.verified import exit_code
    from lambdafix.verify.command_lines import BuildOptions
    from lambdafix.verify.limits import GB, Limits
    from lambdafix.verify.trial import Questions

    request = Request(
        settings_of(unsafe=unsafe, only=(), skip=(), runtime=runtime, target=target),
        context=None if context is None else directory_of(context),
        write=write,
        order=None if order is None else order_of(order, "--order"),
    )
    wanted = Wanted(
        engine,
        BuildOptions(builder, tuple(build_arg or ()), target, platform, tuple(build_option or ())),
        Limits(timeout, int(disk_limit * GB), function_timeout, memory),
        Questions(tuple(map(event_of, event or ["{}"])), frozenset(ignore_field or ())),
        touch,
        quick,
        jobs,
        None if keep_logs is None else Path(keep_logs),
    )
    files = named(paths or ["."], request)
    with steps(sys.stderr) as say:
        found = verified(files, request, wanted, say)
    _print(found, output_format)
    raise typer.Exit(exit_code(found))


def _print(found: Sequence[Verified], output_format: str) -> None:
    from lambdafix.report.terminal import write_bytes, write_summary, write_verified

    if output_format == "json":
        from lambdafix.report.verify_json import document

        write_bytes(document(found).encode(), sys.stdout)
    elif output_format == "markdown":
        from lambdafix.report.verify_markdown import text as markdown

        write_bytes(markdown(found).encode("utf-8", "surrogateescape"), sys.stdout)
    else:
        from lambdafix.report.verify import errors, text

        write_verified(text(found), sys.stdout)
        write_summary(errors(found), sys.stderr)
