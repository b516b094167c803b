"""Contexts in which a rewrite is not shown right: several that differ, or one that is not ours."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.contexts import Context, tree_of

if TYPE_CHECKING:
    from lambdafix.pipeline import Rewrite
    from lambdafix.syntax.source import Source

NAME = "build-context"  # of these reasons, where others have their codemod's
_HINT = "Name the context with --context, or give each function a file of its own."


def right_in_each(
    result: Rewrite, context: Context, rewritten: Callable[[Path], Rewrite]
) -> Rewrite:
    """The rewrite if it is the same in every context that the file is built from, else a refusal.

    `rewritten` works it out in another context.
    """
    for use in {use.context: use for use in context.also}.values():
        other = rewritten(Path(use.context))
        if result.edits or other.edits or other.text != result.text:
            seen = os.path.relpath(use.context, context.directory)
            text = (
                f"{_place(use)} builds it from another directory, `{seen}` seen from "
                f"`{context.directory.name}`: what is right in one is not in the other"
            )
            return _refusal(result.source, text, _HINT)
    return result


def outside(source: Source, context: Context, dockerfile: Path) -> Rewrite | None:
    """A refusal where the infrastructure names a context outside of the repository."""
    text = why_outside(context, dockerfile)
    hint = f"If that is meant: --context {context.directory}"
    return _refusal(source, text, hint) if text else None


def why_outside(context: Context, dockerfile: Path) -> str:
    """Where a context is named that is outside of the repository; empty where it is not.

    No file of a repository makes us read what is not in it. In a submodule, the repository around
    it counts.
    """
    use, top = context.said, tree_of(dockerfile)
    while os.path.isfile(top / ".git") and os.path.exists(tree_of(top) / ".git"):
        top = tree_of(top)
    inside = Path(os.path.realpath(context.directory)).is_relative_to(os.path.realpath(top))
    if use is None or inside or not os.path.exists(top / ".git"):
        return ""
    return f"{_place(use)} builds it from `{use.context}`, which is outside of the repository"


def is_refused(rewrite: Rewrite) -> bool:
    """Whether a file is left as it is for its context."""
    return any(step.codemod == NAME for step in rewrite.steps)


def _place(use: Use) -> str:
    return f"{os.path.basename(use.place.path)}:{use.place.line}"


def _refusal(source: Source, text: str, hint: str) -> Rewrite:
    from lambdafix.pipeline import Rewrite, Step
    from lambdafix.syntax.parser import parse

    reason = Reason(Verdict.REFUSED, Safety.SAFE, 0, text, hint)
    step = Step(NAME, source.text, source.text, (reason,))
    return Rewrite(source, parse(source.text), (step,))
