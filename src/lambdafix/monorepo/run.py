"""Many files through the pipeline: side by side where it pays, and no file stops another.

Rewriting touches no file, so it may run in any process and any order; writing is done here, in
the order in which the user named the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from lambdafix.codemod import Settings
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import context_of, tree_of
from lambdafix.monorepo.named import Named, targets
from lambdafix.monorepo.once import Once
from lambdafix.monorepo.purpose import deployed, purpose_against
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.several import is_refused, outside, right_in_each
from lambdafix.monorepo.side_by_side import side_by_side
from lambdafix.monorepo.since import check, in_context, named_by
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.writing import changes, settled
from lambdafix.report.outcome import OUR_BUG, REPORT, Failure, Outcome

if TYPE_CHECKING:
    from lambdafix.syntax.source import Source

_ONCE = Once()  # of this process


def named(words: Sequence[str], request: Request, stdin: Callable[[], bytes]) -> Named:
    """The files that the words name, in their order; raises LambdafixError.

    A word is a file, a directory that is searched, or `-` for what `stdin` hands over; one that
    names nothing is an outcome already.
    """
    found = targets(words, request, stdin)
    if request.since:
        check(request.since, found)
    return found


def run(
    found: Iterable[Target | Outcome],
    request: Request,
    done: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """The outcome of every file, in their order, as soon as it is there.

    With `request.write`, files are written too; with `request.since`, there is none for a file that
    is not touched. `done` is called for each file that is behind us, before its outcome is out.
    """

    def todo() -> Iterator[Target | Outcome]:
        for item in found:
            alone = None if isinstance(item, Outcome) else _left_alone(item, request)
            yield alone or item

    def outcomes() -> Iterator[Outcome]:
        for outcome in side_by_side(outcome_if_touched, todo(), request):
            done()
            if outcome is not None:
                yield outcome

    def again(outcome: Outcome, edited: Mapping[str, str]) -> Outcome:
        if outcome.rewrite and is_refused(outcome.rewrite):
            return outcome
        target, known = (
            Target(outcome.path, outcome.named),
            request._replace(context=outcome.context),
        )
        return _caught(target, lambda: _rewritten(target, known, edited))

    return settled(outcomes(), again, write=request.write)


def outcome_of(target: Target, request: Request) -> Outcome:
    """One file's rewrite, or why there is none. Writes nothing and never raises."""
    return _caught(target, lambda: _rewritten(target, request))


def outcome_if_touched(target: Target, request: Request) -> Outcome | None:
    """The same; None for a file that has not changed since `request.since`."""
    touched = not request.since or target.content is not None or _is_touched(target, request)
    if not touched:
        return None
    outcome = outcome_of(target, request)
    if request.saved:
        from lambdafix.monorepo.saved import with_savings

        return with_savings(outcome, request)
    return outcome


def _caught(target: Target, work: Callable[[], Outcome]) -> Outcome:
    try:
        return work()
    except LambdafixError as error:
        failure = Failure.of(error, target.path)
    except Exception as bug:  # noqa: BLE001 - a bug that one file shows must not stop the others
        failure = Failure.of_bug(bug)
    return Outcome(target.path, named=target.named, failure=failure)


def _is_touched(target: Target, request: Request) -> bool:
    from lambdafix.context.project import Project

    path = Path(target.path)
    try:
        if named_by(target, request.since):
            return True
        found = context_of(path, _source(target).text, target.uses)
        contexts = [found.directory, *(Path(use.context) for use in found.also)]
        return any(
            in_context(Project.at(context, path), context, tree_of(path), request.since)
            for context in ([request.context] if request.context else contexts)
        )
    except LambdafixError:
        # It cannot be read, as before: whoever wrote it has been told, unless nobody has.
        return not os.path.lexists(path)
    except Exception:  # noqa: BLE001 - as in `outcome_of`, where it is told
        return True


def _left_alone(target: Target, request: Request) -> Outcome | None:
    """The outcome of a file of another kind, which is cheaper than to hand it on. None: it takes
    more, or something is wrong, which whoever goes on with it will find."""
    from lambdafix.pipeline import of_another_kind

    if request.since:
        return None  # whether it is touched counts first
    try:
        found = of_another_kind(_source(target), _settings(target, request), named=target.named)
    except Exception:  # noqa: BLE001 - as in `outcome_of`, where it is told
        return None
    return Outcome(target.path, target.named, found, content=target.content) if found else None


def _source(target: Target) -> Source:
    from lambdafix.syntax.source import Source

    if target.content is None:
        return Source.read(Path(target.path))
    return Source.decode(target.content, target.path)


def _rewritten(
    target: Target, request: Request, edited: Mapping[str, str] = MappingProxyType({})
) -> Outcome:
    """`edited` are files of the context that are not as they lie on the disk, by real path."""
    from lambdafix.pipeline import left_alone, of_another_kind

    source, settings = _source(target), _settings(target, request)
    alone = of_another_kind(source, settings, named=target.named) or left_alone(source, settings)
    if alone:
        return Outcome(target.path, target.named, alone, content=target.content)
    outcome = _in_its_context(target, request, source, settings, edited)
    if outcome.rewrite and outcome.rewrite.fault:
        fault = outcome.rewrite.fault
        message = f"the rewrite breaks an invariant and is not used: {fault}"
        return replace(outcome, failure=Failure(message, REPORT, exit_code=OUR_BUG))
    made = tuple(changes(outcome, request.root, edited))
    return replace(outcome, diff="".join(change.diff for change in made), changes=made)


def _in_its_context(
    target: Target, request: Request, source: Source, settings: Settings, edited: Mapping[str, str]
) -> Outcome:
    """The rewrite in the build context, or in each of several."""
    from lambdafix.context.project import Project
    from lambdafix.pipeline import Rewrite, rewrite
    from lambdafix.syntax.parser import parse

    path, found = Path(target.path), None
    if request.context is None and target.content is None:
        found = context_of(path, source.text, target.uses)
    context = found.directory if found else request.context

    def rewritten(context: Path) -> Rewrite:
        other = dict(target.beside).get(os.path.abspath(context), "")
        known = replace(settings, beside=os.path.relpath(other, context) if other else "")
        if target.content is None and not edited:
            return _ONCE.rewrite(rewrite, source, context, path, known)
        at = path if target.content is None else context / path
        project = Project.at(context, at).edited(_in_context(edited, context))
        return rewrite(source, project, known)

    other = purpose_against(target.uses)
    if other:
        result = Rewrite(source, parse(source.text), left_alone=other)
    elif context is None:
        result = rewrite(source, Project.unknown(), settings)
    else:
        refusal = outside(source, found, path) if found else None
        result = refusal or rewritten(context)
        if found and not refusal and not result.left_alone:
            result = right_in_each(result, found, rewritten)
    return Outcome(target.path, target.named, result, content=target.content, context=context)


def _settings(target: Target, request: Request) -> Settings:
    """What counts for a file, with what the infrastructure says of its functions."""
    return deployed(settings_for(Path(target.path), request), target.uses)


def _in_context(edited: Mapping[str, str], context: Path) -> dict[str, str]:
    here = os.path.join(os.path.realpath(context), "")
    return {p.removeprefix(here): text for p, text in edited.items() if p.startswith(here)}


def settings_for(path: Path, request: Request) -> Settings:
    """What counts for one file: the words of the run, and beneath them what its project says."""
    from lambdafix.config import nearest

    settled = nearest(Path(os.path.abspath(path)).parent, tree_of(path))
    return settled.under(request.settings, request.order, request.history)
