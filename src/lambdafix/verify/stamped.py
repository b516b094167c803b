"""Which steps are new at every commit because a stamp of the build stands above them.

A stamp is known by its name (`ARG GIT_SHA`); that its value is another at every commit is assumed.
BuildKit gives a build argument, and an ENV made of it, to every RUN behind it, read or not, and
they count in its cache; a COPY or an ADD is new only where its own words name one.
Source: docs.docker.com/build/cache/invalidation and docs.docker.com/reference/dockerfile,
"Impact on build caching", read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lambdafix.catalog.stamps import is_stamp
from lambdafix.semantics.shell_state import variables_in
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.views import Arg, Env


class Stamps:
    """The stamps that a stage knows so far; `names` are those of the stage that it stands on."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self.names = names

    def renew(self, step: Step) -> bool:
        """Whether a step is new at every commit, by itself; to be asked of each in turn."""
        words = step.instruction.body
        match step.instruction.keyword:
            case "ARG":
                pairs = Arg.of(step.instruction, step.at.escape).pairs
                self.names |= frozenset(self._made(pairs, asked=True))
                return False
            case "ENV":
                pairs = Env.of(step.instruction, step.at.escape).pairs
                self.names |= frozenset(self._made(pairs, asked=False))
                return False
            case "RUN":
                return bool(self.names)
            case "ADD" | "COPY":
                texts = (words, *step.instruction.heredocs)
                return any(self.names & set(variables_in(text)) for text in texts)
            case _:
                return False

    def _made(self, pairs: Sequence[tuple[str, str | None]], *, asked: bool) -> Iterator[str]:
        """The names that are stamps, or are made of one."""
        for name, value in pairs:
            if (asked and is_stamp(name)) or self.names & set(variables_in(value or "")):
                yield name
