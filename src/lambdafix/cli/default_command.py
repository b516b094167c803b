"""A command group with a command that stands in where the first word names none.

`lambdafix --write Dockerfile` works beside `lambdafix explain`, with options before or after
paths. A group callback with variadic arguments cannot do that: it swallows the subcommands.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from lambdafix.errors import LambdafixError
from lambdafix.report.words import one_line

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter  # typer ships its own click and no public name


STOPPED = 128 + 2  # what a shell says of a command that SIGINT, Ctrl-C, has ended
NOBODY_READS = 128 + 13  # what a shell says of a command that SIGPIPE has ended


def tell(error: LambdafixError) -> None:
    """An error for the user, on stderr; where that cannot be written either, the exit code is all
    that is left to tell."""
    with suppress(OSError):
        typer.echo(f"lambdafix: error: {one_line(error.message)}", err=True)
        if error.hint:
            typer.echo(f"    {one_line(error.hint)}", err=True)


class StandInCommand(TyperCommand):
    """The command that stands in; messages call it by the group's name."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        return super().make_context(parent.info_name if parent else info_name, args, **extra)


class DefaultCommandGroup(TyperGroup):
    """Puts the hidden default command in front unless the first word is a subcommand."""

    default: ClassVar[str] = "rewrite"

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first in self._visible():
            if os.path.lexists(first):
                ctx.fail(f"{first!r} is a command and a path here; for the path, use ./{first}")
        elif "--help" in (args[: args.index("--")] if "--" in args else args):
            args = ["--help"]  # the group's page, which shows the default command's options
        else:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> Any:
        try:
            return super().invoke(ctx)
        except LambdafixError as error:
            tell(error)
            raise typer.Exit(error.exit_code) from error
        except BrokenPipeError as closed:
            raise typer.Exit(NOBODY_READS) from closed
        except KeyboardInterrupt as stop:
            tell(LambdafixError("stopped; every file is as it was or rewritten, none in between"))
            raise typer.Exit(STOPPED) from stop

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        return [*self.commands[self.default].collect_usage_pieces(ctx)]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        self.commands[self.default].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def _visible(self) -> frozenset[str]:
        return frozenset(name for name, command in self.commands.items() if not command.hidden)
