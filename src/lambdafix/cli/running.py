"""A run: files in, a report file by file, exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from stat import S_ISREG
from typing import IO, TextIO

from lambdafix.cli.reporting import Text, Whole, Words, document
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run
from lambdafix.report.progress import Bar
from lambdafix.report.tally import Tally
from lambdafix.syntax.atomic import replacing
from lambdafix.syntax.source import unreadable


def patch_root(word: str) -> Path:
    """Where the paths of a patch start: the top of the tree that holds what a word names."""
    return tree_of(Path(word, "Dockerfile") if os.path.isdir(word) else Path(word))


def told(
    words: Sequence[str],
    request: Request,
    spoken: Words,
    reported: tuple[str, str],
    patch: str,
    *,
    strict: bool,
) -> int:
    """Rewrites file by file, tells of each, and gives the exit code.

    `reported`: the format of the report, and the file that it goes to; empty: standard output.
    """
    output_format, output = reported
    found = named(words, request, sys.stdin.buffer.read)
    tally = Tally(strict=strict)
    with ExitStack() as stack:
        out = stack.enter_context(_text_file(output)) if output else sys.stdout
        report = (
            Text(spoken, len(found), out)
            if output_format == "text"
            else Whole(document(output_format, strict=strict), out)
        )
        bar = stack.enter_context(Bar(len(found), sys.stderr, wanted=not spoken.quiet))
        diffs = stack.enter_context(output_file("--patch", patch)) if patch else None
        for outcome in run(found, request, bar.advance):
            bar.hide()
            tally.add(outcome)
            report.add(outcome)
            if diffs:
                diffs.write(outcome.diff.encode("utf-8", "surrogateescape"))
        bar.hide()
        report.end(tally)
    asked = next(iter(request.settings.targets), "")
    if asked and tally.lacks_stage(asked):
        hint = "a stage is called what stands behind AS in its FROM"
        raise LambdafixError(f"--target: no file has a stage `{asked}`", hint)
    return tally.exit_code


@contextmanager
def _text_file(word: str) -> Iterator[TextIO]:
    """Where a report goes; bytes go past its encoding, as on stdout."""
    with output_file("--output", word) as file:
        text = TextIOWrapper(file, encoding="utf-8", write_through=True)
        yield text
        text.detach()


@contextmanager
def output_file(option: str, word: str) -> Iterator[IO[bytes]]:
    """Where a patch or a report goes: stdout for `-`, else a file, new as a whole or as it was;
    raises LambdafixError."""
    if word == "-":
        yield sys.stdout.buffer
        return
    path = Path(word)
    try:
        there = path.stat() if path.exists() else None
        if there and not S_ISREG(there.st_mode):
            raise LambdafixError(f"{option}: {word} is not a regular file", "For stdout, say -")
        with replacing(Path(os.path.realpath(path)), there) as file:
            yield file
    except OSError as error:
        raise error if isinstance(error, BrokenPipeError) else unreadable(path, error) from error
