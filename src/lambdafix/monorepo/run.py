"""Many files through the pipeline: side by side where it pays, and no file stops another.

Rewriting touches no file, so it may run in any process and any order; writing is done here, in
the order in which the user named the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.codemod import Settings
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import context_of, tree_of
from lambdafix.monorepo.named import targets
from lambdafix.monorepo.purpose import purpose_against
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.side_by_side import side_by_side
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.writing import diffs, written_all
from lambdafix.report.outcome import OUR_BUG, REPORT, Failure, Outcome

if TYPE_CHECKING:
    from lambdafix.syntax.source import Source


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
    if not request.write:
        return outcomes
    return list(written_all(outcomes, lambda target: outcome_of(target, request)))


def outcome_of(target: Target, request: Request) -> Outcome:
    """One file's rewrite, or why there is none. Writes nothing and never raises."""
    empty = Outcome(target.path, named=target.named)
    try:
        return _of_its_text(target, request) or _rewritten(target, request)
    except LambdafixError as error:
        return replace(empty, failure=Failure.of(error, target.path))
    except Exception as bug:  # noqa: BLE001 - a bug that one file shows must not stop the others
        return replace(empty, failure=Failure.of_bug(bug))


def _left_alone(target: Target, request: Request) -> Outcome | None:
    """The outcome of a file whose text is enough to know it: cheaper than to hand it on. None: it
    takes more, or something is wrong, which whoever goes on with it will find."""
    try:
        return _of_its_text(target, request)
    except Exception:  # noqa: BLE001 - as in `outcome_of`, where it is told
        return None


def _of_its_text(target: Target, request: Request) -> Outcome | None:
    from lambdafix.pipeline import left_alone

    found = left_alone(_source(target), request.settings, named=target.named)
    return Outcome(target.path, target.named, found, content=target.content) if found else None


def _source(target: Target) -> Source:
    from lambdafix.syntax.source import Source

    if target.content is None:
        return Source.read(Path(target.path))
    return Source.decode(target.content, target.path)


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
    return replace(outcome, diff="".join(diffs(outcome)))


def settings_for(path: Path, request: Request) -> Settings:
    """What counts for one file: the words of the run, and beneath them what its project says."""
    from lambdafix.config import nearest

    settled = nearest(Path(os.path.abspath(path)).parent, tree_of(path))
    return settled.under(request.settings, request.order, request.history)
