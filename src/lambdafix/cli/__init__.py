"""The command line: words in, exit code out. Decides nothing.

One file a command. Everything but typer is imported where it is used, so that `--help` starts as
fast as it can.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from lambdafix.cli import layers, reference, replay, rewrite
from lambdafix.cli.shared import app

__all__ = ["app", "layers", "main", "reference", "replay", "rewrite"]

OUR_BUG = 70


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
