"""What a rewrite would have saved, by the git history of its build context: see `replay`."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from lambdafix.monorepo.replay import replay
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import settings_for
from lambdafix.report.outcome import Outcome, Saved

COMMITS = 500  # the latest, as in the command


def with_savings(outcome: Outcome, request: Request) -> Outcome:
    """The outcome with what it saves, where there is a rewrite and a history that may be asked."""
    if not outcome.diff or outcome.content is not None:
        return outcome
    if not settings_for(Path(outcome.path), request).history:
        return outcome
    (played,) = replay([outcome], request, COMMITS, lambda _: None)
    if played.history is None or played.costs is None:
        return outcome
    before, after = played.costs
    pushed = (before.pushed_bytes, after.pushed_bytes)
    saved = Saved(len(played.history.commits), *pushed, before.runs, after.runs)
    return replace(outcome, saved=saved)
