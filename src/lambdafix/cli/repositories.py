"""`lambdafix repositories [DIR]`: which layers functions share, and what one repository saves."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lambdafix.cli.shared import Format, app, check_format


@app.command()
def repositories(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The directory to search.", show_default=False)
    ] = ".",
    write: Annotated[
        bool, typer.Option("--write", help="Write samconfig.toml and SAM templates in place.")
    ] = False,
    repository: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The one repository: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/functions. "
            "Without it, the one that most functions go to.",
        ),
    ] = "",
    output_format: Format = "text",
) -> None:
    """Which functions share which layers, what is stored twice, and what one repository saves.

    Compares base images, installs (by what they read) and copied files (by their bytes), and looks
    where SAM, CDK, Serverless and Terraform push each image. Without --write: prints what it would
    change in SAM's files as a diff. Exit code: 0, 1 if changes are pending, 2 if something could
    not be read or written.
    """
    check_format(output_format)

    from lambdafix.edits.sam_repository import is_address
    from lambdafix.monorepo.repositories import sharing
    from lambdafix.monorepo.request import directory_of
    from lambdafix.monorepo.told_repositories import written
    from lambdafix.report.terminal import write_page

    if repository and not is_address(repository):
        raise typer.BadParameter(
            f"{repository!r} is no address of an ECR repository without a tag",
            param_hint="--repository",
        )
    found = sharing(directory_of(directory), repository)
    if write:
        found = found._replace(edits=tuple(map(written, found.edits)))
    if output_format == "json":
        from lambdafix.report.repositories_json import document

        report = document(found)
    else:
        from lambdafix.report.repositories import text

        report = text(found)
    write_page(report, sys.stdout)
    raise typer.Exit(found.exit_code)
