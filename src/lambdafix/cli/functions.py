"""`lambdafix functions [DIR]`: every function with its Dockerfile, as the infrastructure says."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lambdafix.cli.shared import Format, app, check_format


@app.command()
def functions(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The directory to search.", show_default=False)
    ] = ".",
    output_format: Format = "text",
) -> None:
    """Every function: Dockerfile, build context, handler, architecture, target, and who says so.

    Reads SAM and CloudFormation, CDK, Serverless, Terraform, compose and bake files, and the build
    commands of CI, Makefiles and scripts. What hangs on a value that is not in the files is listed
    with file and line. Exit code: 0, or 2 if a Dockerfile could not be read.
    """
    check_format(output_format)

    from lambdafix.monorepo.request import directory_of
    from lambdafix.monorepo.survey import survey
    from lambdafix.report.terminal import write_page

    found = survey(directory_of(directory))
    if output_format == "json":
        from lambdafix.report.functions_json import document

        report = document(found)
    else:
        from lambdafix.report.functions import text

        report = text(found)
    write_page(report, sys.stdout)
    raise typer.Exit(found.exit_code)
