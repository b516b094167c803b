"""Many files through the pipeline: side by side where it pays, and no file stops another.

Rewriting touches no file, so it may run in any process and any order; writing is done here, in
the order in which the user named the files.
"""

from __future__ import annotations

import os
import stat
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.codemod import Settings
from lambdafix.errors import LambdafixError, SyntaxFault
from lambdafix.monorepo.contexts import context_of, tree_of
from lambdafix.monorepo.purpose import purpose_against
from lambdafix.monorepo.readings import Readings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.side_by_side import side_by_side
from lambdafix.monorepo.target import Target
from lambdafix.report.diff import unified
from lambdafix.report.outcome import OUR_BUG, Failure, Outcome

if TYPE_CHECKING:
    from lambdafix.syntax.source import Source

REPORT = "This is a bug of lambdafix: please report it with the file."


def run(words: Sequence[str], request: Request, stdin: Callable[[], bytes]) -> list[Outcome]:
    """The outcome of every file that the words name, in their order.

    A word is a file, a directory that is searched, or `-` for what `stdin` hands over. With
    `request.write`, files are written too.
    """
    found = list(targets(words, request, stdin))
    known = {n: item for n, item in enumerate(found) if isinstance(item, Outcome)}

    def todo() -> Iterator[Target]:
        for number, target in enumerate(found):
            if isinstance(target, Target):
                alone = _left_alone(target, request)
                if alone is None:
                    yield target
                else:
                    known[number] = alone

    done = iter(side_by_side(outcome_of, todo(), request))
    outcomes = [known.get(number) or next(done) for number in range(len(found))]
    return list(_written(outcomes, request)) if request.write else outcomes


def outcome_of(target: Target, request: Request) -> Outcome:
    """One file's rewrite, or why there is none. Writes nothing and never raises."""
    empty = Outcome(target.path, named=target.named)
    try:
        return _of_its_text(target, request) or _rewritten(target, request)
    except LambdafixError as error:
        return replace(empty, failure=failure_of(error, target.path))
    except Exception as bug:  # noqa: BLE001 - a bug that one file shows must not stop the others
        return replace(empty, failure=bug_of(bug))


def _written(outcomes: Sequence[Outcome], request: Request) -> Iterator[Outcome]:
    """Every outcome written. Two files may share an ignore file: the second is worked out again,
    with what was written for the first."""
    changed = set[str]()
    for outcome in outcomes:
        rewrite = outcome.rewrite
        shared = (
            {os.path.realpath(Path(outcome.context or ".", name)) for name in rewrite.edits}
            if rewrite
            else set()
        )
        if shared & changed and outcome.content is None:
            outcome = outcome_of(Target(outcome.path, outcome.named), request)
        changed |= shared
        yield written(outcome)


def _left_alone(target: Target, request: Request) -> Outcome | None:
    """The outcome of a file whose text is enough to know it: cheaper than to hand it on. None: it
    takes more, or something is wrong, which whoever goes on with it will find."""
    try:
        return _of_its_text(target, request)
    except Exception:  # noqa: BLE001 - as in `outcome_of`, where it is told
        return None


def _of_its_text(target: Target, request: Request) -> Outcome | None:
    from lambdafix.pipeline import left_alone

    found = left_alone(_source(target), request.settings)
    return Outcome(target.path, target.named, found, content=target.content) if found else None


def _source(target: Target) -> Source:
    from lambdafix.syntax.source import Source

    if target.content is None:
        return Source.read(Path(target.path))
    return Source.decode(target.content, target.path)


def written(outcome: Outcome) -> Outcome:
    """The outcome with its files written, or with the failure to write them."""
    if not outcome.diff or outcome.rewrite is None:
        return outcome
    if outcome.content is not None:
        return replace(outcome, written=True)  # the caller hands on `outcome.filtered`
    from lambdafix.syntax.source import write

    root = tree_of(Path(outcome.path))
    source, edits = outcome.rewrite.source, outcome.rewrite.edits
    try:
        for name, text in edits.items():
            write(Path(outcome.context or ".", name), text.encode(), root)
        write(outcome.path, source.encoded(outcome.rewrite.text), root)
    except LambdafixError as error:
        return replace(outcome, failure=failure_of(error, outcome.path))
    return replace(outcome, written=True)


def targets(
    words: Sequence[str], request: Request, stdin: Callable[[], bytes]
) -> Iterator[Target | Outcome]:
    """What the words name, each file once; a word that names nothing is an outcome already.

    Each file comes with what the infrastructure around it says, unless the context is given.
    """
    seen: set[str] = set()
    read = Readings()
    for word in words:
        piped = [Target(request.stdin_filename, content=stdin())] if word == "-" else None
        for target in piped or _named(word, read):
            real = "-" if piped else os.path.realpath(target.path)
            if real not in seen:
                seen.add(real)
                if isinstance(target, Target) and not piped and not request.context:
                    target = target._replace(uses=read.of(target.path))
                yield target


def _named(word: str, read: Readings) -> Iterator[Target | Outcome]:
    # os.path, for Path raises where a name is too long or a directory is closed to us.
    if not word:
        yield Outcome("''", failure=Failure("the path is empty", "For this directory, say ."))
    elif os.path.isdir(word):
        found = read.dockerfiles(Path(word))
        yield from (Target(str(file), named=False) for file in found)
        if not found:
            yield Outcome(
                word,
                failure=Failure(
                    "no Dockerfile in this directory",
                    "Searched for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile, less "
                    "what git ignores; name the file if it is called otherwise.",
                ),
            )
    elif _is_special(word):
        yield Outcome(word, failure=Failure("not a regular file", "Pipe it in and name -"))
    else:
        yield Target(word)


def _is_special(word: str) -> bool:
    """Whether it is a pipe, a device or a socket: reading one could wait for ever."""
    try:
        return not stat.S_ISREG(os.stat(word).st_mode)
    except (OSError, ValueError):
        return False  # reading it says what is wrong


def _rewritten(target: Target, request: Request) -> Outcome:
    from lambdafix.context.project import Project
    from lambdafix.pipeline import Rewrite, rewrite
    from lambdafix.syntax.parser import parse

    path, source, context = Path(target.path), _source(target), request.context
    if target.content is None:
        context = context or context_of(path, source.text, target.uses).directory
        project = Project.at(context, path)
    else:
        project = Project.at(context, context / path) if context else Project.unknown()
    other = purpose_against(target.uses)
    if other:
        result = Rewrite(source, parse(source.text), left_alone=other)
    else:
        result = rewrite(source, project, settings_for(path, request))
    outcome = Outcome(target.path, target.named, result, content=target.content, context=context)
    if result.fault:
        message = f"the rewrite breaks an invariant and is not used: {result.fault}"
        return replace(outcome, failure=Failure(message, REPORT, exit_code=OUR_BUG))
    return replace(outcome, diff="".join(_diffs(outcome)))


def settings_for(path: Path, request: Request) -> Settings:
    """What counts for one file: the words of the run, and beneath them what its project says."""
    from lambdafix.config import nearest

    settled = nearest(Path(os.path.abspath(path)).parent, tree_of(path))
    return settled.under(request.settings, request.order, request.history)


def _diffs(outcome: Outcome) -> Iterator[str]:
    """The diff of the Dockerfile and of the other files that go with it."""
    if outcome.rewrite is None:
        return
    if outcome.rewrite.changed:
        source = outcome.rewrite.source
        yield unified(
            source.encoded(source.text).decode(),
            source.encoded(outcome.rewrite.text).decode(),
            _label(outcome.path),
        )
    for name, text in sorted(outcome.rewrite.edits.items()):
        path = Path(outcome.context or ".", name)
        there = os.path.exists(path)
        before = path.read_bytes().decode("utf-8", "surrogateescape") if there else None
        yield unified(before, text, _label(path))


def _label(path: str | Path) -> str:
    """How a diff calls a file: from here, where it lies below; else from the root."""
    relative = os.path.relpath(path)
    return Path(os.path.abspath(path) if relative.startswith("..") else relative).as_posix()


def failure_of(error: LambdafixError, path: str) -> Failure:
    line = error.line if isinstance(error, SyntaxFault) else 0
    message = error.message.removeprefix(f"{path}: ")  # the report says the path itself
    return Failure(message, error.hint, line, error.exit_code)


def bug_of(bug: Exception) -> Failure:
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return Failure(
        f"{type(bug).__name__}: {bug}{where}",
        REPORT,
        exit_code=OUR_BUG,
        trace="".join(traceback.format_exception(bug)).rstrip(),
    )
