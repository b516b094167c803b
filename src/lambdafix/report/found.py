"""Every Dockerfile of a search with the functions that use it, as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Unresolved, Use
from lambdafix.report.outcome import UNREADABLE, Failure


class Found(NamedTuple):
    """One Dockerfile. Paths are as the user would call them.

    `handler` is CMD's one word, empty where CMD is none. `left_alone` says why it is not rewritten,
    though it may be a function's. `context_said`: the infrastructure names the context, rather than
    the file's copies. `against` are the uses that name another context.
    """

    path: str
    context: str = ""
    context_said: bool = False
    handler: str = ""
    left_alone: str = ""
    uses: tuple[Use, ...] = ()
    against: tuple[Use, ...] = ()
    failure: Failure | None = None

    @property
    def functions(self) -> tuple[Use | None, ...]:
        """A use for each function; None stands for one that no infrastructure names."""
        named = tuple(use for use in self.uses if use.function)
        if named:
            return tuple({_same(use): use for use in reversed(named)}.values())[::-1]
        return () if self.left_alone or self.failure else (next(iter(self.uses), None),)


class Survey(NamedTuple):
    """A whole search: its Dockerfiles in order, and what of the infrastructure is not known."""

    found: Sequence[Found]
    unresolved: Sequence[Unresolved] = ()

    @property
    def exit_code(self) -> int:
        """2 if a Dockerfile could not be read; what infrastructure leaves open is no failure."""
        return UNREADABLE if any(file.failure for file in self.found) else 0


def _same(use: Use) -> tuple[str, str, str]:
    """What makes two uses the same function of one Dockerfile: a template and its copy do not."""
    return use.function, use.place.path, ".".join(use.command)
