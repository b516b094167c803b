"""`lambdafix explain`, `runtimes` and `schema`: what the tool does, knows and can be told."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lambdafix.cli.shared import app


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
def schema() -> None:
    """A JSON schema of lambdafix.toml and [tool.lambdafix], for editors."""
    import json

    from lambdafix import config

    sys.stdout.write(f"{json.dumps(config.schema(), indent=2)}\n")
