"""The fold: a Dockerfile through every codemod, each step checked before the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lambdafix.codemod import Reason, Settings
from lambdafix.context.project import Project
from lambdafix.syntax.source import Source
from lambdafix.syntax.tree import Dockerfile


@dataclass(frozen=True, slots=True)
class Step:
    """One codemod's turn: the text before and after it, and its reasons."""

    codemod: str
    before: str
    after: str
    reasons: tuple[Reason, ...]
    withdrawn: str = ""  # an invariant that the step broke: a bug of ours; the step was undone


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What became of one Dockerfile."""

    source: Source
    result: Dockerfile
    steps: tuple[Step, ...] = ()
    left_alone: str = ""  # why no codemod was run: not a Lambda function image, skip-file ...
    edits: Mapping[str, str] | None = None
    axioms: tuple[str, ...] = ()
    fault: str = ""  # an invariant that the final text breaks: nothing may be written

    @property
    def text(self) -> str:
        return self.result.text

    @property
    def changed(self) -> bool:
        return self.text != self.source.text

    @property
    def reasons(self) -> tuple[tuple[str, Reason], ...]:
        """Every reason with its codemod's name, in order."""
        return tuple((s.codemod, r) for s in self.steps for r in s.reasons)


def rewrite(source: Source, project: Project, settings: Settings = Settings()) -> Rewrite:
    """Rewrite one Dockerfile. A function of the text, the files of the context and the settings.

    Raises SyntaxFault when the text cannot be read as a Dockerfile.
    """
    raise SystemExit("being written")
