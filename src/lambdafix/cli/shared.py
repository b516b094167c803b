"""What every command shares: the application, the options that more than one command has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from lambdafix.cli.default_command import DefaultCommandGroup

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
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="How to report.")]
Context = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="The build context; else what the infrastructure says, or what is copied.",
    ),
]
Runtime = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Take the files for functions of this runtime: python3.13"),
]
TargetStage = Annotated[
    str,
    typer.Option(
        "--target",
        metavar="STAGE",
        help="The stage that is deployed; else what the infrastructure builds, or the last.",
        show_default=False,
    ),
]
Unsafe = Annotated[
    bool, typer.Option("--unsafe", help="Apply what is likely right but not shown, too.")
]
Only = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Run only this codemod; repeatable.")
]
Skip = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Skip this codemod; repeatable.")
]
Order = Annotated[
    str | None,
    typer.Option(
        metavar="stability|cost",
        help="What changes least first, or the least bytes that a commit makes new.",
    ),
]


def check_format(word: str, known: Sequence[str] = ("text", "json")) -> None:
    if word not in known:
        names = " nor ".join((", ".join(known[:-1]), known[-1]))
        raise typer.BadParameter(f"{word!r} is neither {names}", param_hint="--format")
