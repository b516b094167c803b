"""The command line: words in, exit code out. Decides nothing.

One file a command. Everything but typer is imported where it is used, so that `--help` starts as
fast as it can.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, TextIO

from typer.main import get_group

from lambdafix.cli.default_command import NOBODY_READS, tell
from lambdafix.cli.shared import app
from lambdafix.errors import LambdafixError

if TYPE_CHECKING:
    from typer import Typer

# Every command but the one that stands in, which needs no name.
COMMANDS = frozenset(
    "explain functions layers migrate replay repositories runtimes schema verify".split()
)
OUR_BUG = 70
_FULL = (errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC)  # what a disk says that takes no more


def main() -> NoReturn:
    """Run the words of the command line and exit."""
    # Trees and tables make next to no garbage that only a search finds; it is 3 % of a run.
    gc.set_threshold(100_000)
    code: str | int | None = 0
    told = False
    try:
        get_group(_app(sys.argv[1:]))(prog_name="lambdafix")
    except SystemExit as end:
        code = end.code
    except OSError as error:
        if error.errno not in _FULL:
            _report(error)
            raise SystemExit(OUR_BUG) from error
        code, told = _full(error), True
    except Exception as bug:  # Python would exit with 1, which means that changes are pending
        _report(bug)
        raise SystemExit(OUR_BUG) from bug
    for stream in (sys.stdout, sys.stderr):
        code = _flushed(stream, code, told=told)
    raise SystemExit(code)


def _app(words: Sequence[str]) -> Typer:
    """The application with the commands that the words can mean: making them all takes 15 ms."""
    every = "--help" in words or (words[:1] and words[0] in COMMANDS)
    import_module(f"{__name__}.{'every' if every else 'rewrite'}")
    return app


def _report(bug: Exception) -> None:
    import traceback

    traceback.print_exception(bug)
    print("lambdafix: internal error; please report it", file=sys.stderr)


def _full(error: OSError) -> int:
    failure = LambdafixError(f"the report cannot be written: {error.strerror}")
    tell(failure)
    return failure.exit_code


def _flushed(stream: TextIO, code: str | int | None, *, told: bool) -> str | int | None:
    """The exit code once all is written. What a buffer still holds would fail behind our back."""
    try:
        stream.flush()
    except BrokenPipeError:
        code = NOBODY_READS
    except OSError as error:
        code = code if told else _full(error)
    else:
        return code
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
