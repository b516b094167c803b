"""All changes of a repository, in pieces; each on a branch of its own if that is wanted.

The base is HEAD. The files are read where they are checked out, so a file counts only if nothing
that its rewrite hangs on differs from HEAD: no branch holds what nobody has committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.branches import Repository
from lambdafix.monorepo.codeowners import Owners, read
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.groups import By, Group, grouped, key_of
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import run
from lambdafix.monorepo.since import changed, in_context, named_by
from lambdafix.monorepo.target import Target
from lambdafix.report.outcome import Failure, Outcome
from lambdafix.report.tally import Tally


class Plan(NamedTuple):
    """What would be done: the groups, what failed, the counts of all, and what to say first."""

    groups: list[Group]
    failed: list[Outcome]
    tally: Tally
    notes: list[str]


def plan(
    repository: Repository,
    found: Collection[Target | Outcome],
    request: Request,
    by: By,
    depth: int,
    done: Callable[[], None] = lambda: None,
) -> Plan:
    """The rewrites of files, in groups. Writes nothing; `done` is called for each file."""
    place, owners = "", Owners()
    if by is By.OWNERS:
        gitlab = repository.text(".gitlab-ci.yml") is not None
        place, owners = read(repository.text, gitlab=gitlab)
    targets = {item.path: item for item in found if isinstance(item, Target)}
    uses = {path: target.uses for path, target in targets.items()}
    tally, kept, failed = Tally(), list[Outcome](), list[Outcome]()
    for outcome in _committed(run(found, request, done), targets, repository.top):
        tally.add(outcome)
        if outcome.failure:
            failed.append(outcome)
        elif outcome.diff or outcome.refused:
            kept.append(outcome)
    key = key_of(by, repository.top, owners, uses, depth)
    groups = grouped(kept, key, repository.top)
    return Plan(groups, failed, tally, [*_notes(repository, by, place)])


def _committed(
    outcomes: Iterable[Outcome], targets: dict[str, Target], top: Path
) -> Iterator[Outcome]:
    """The outcomes; a failure where something differs from HEAD, or is not of this repository."""
    for outcome in outcomes:
        why = _against(outcome, targets[outcome.path], top) if outcome.diff else None
        yield replace(outcome, diff="", failure=why) if why else outcome


def _against(outcome: Outcome, target: Target, top: Path) -> Failure | None:
    path = Path(os.path.abspath(outcome.path))
    tree = tree_of(path)
    if os.path.realpath(tree) != os.path.realpath(top):
        return Failure(
            f"lies in another repository, {os.path.relpath(tree, top)}: no branch here holds it",
            "A submodule gets branches of its own: run lambdafix migrate in it.",
        )
    context = outcome.context or path.parent
    differs = named_by(target, "HEAD")
    differs = differs or in_context(Project.at(context, path), context, tree, "HEAD")
    if differs:
        name = os.path.relpath(differs, tree)
        return Failure(
            f"{name} differs from the last commit, and the rewrite hangs on it",
            "Commit it or put it away (`git stash -u`), then run lambdafix migrate again.",
        )
    return None


def _notes(repository: Repository, by: By, place: str) -> Iterator[str]:
    if not repository.branch:
        yield f"HEAD is detached: the branches start at {repository.head[:12]}"
    if repository.shallow:
        yield "the clone is shallow: its history has no say in what comes first"
    if by is By.OWNERS and not place:
        yield "there is no CODEOWNERS file in HEAD: all is one group; see --by"


def ready(top: Path) -> None:
    """Forgets what was known of changes: a library may ask twice; raises LambdafixError."""
    changed.cache_clear()
    try:
        changed(top, "HEAD")
    except LambdafixError as error:
        raise LambdafixError(error.message.removeprefix("--since: "), error.hint) from error
