"""One thing to rewrite."""

from __future__ import annotations

from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Use


class Target(NamedTuple):
    """A file by its path, or `content` that came through a pipe and is only called so.

    `named`: the user named it, rather than a directory around it. `uses`: what the infrastructure
    says of it. `beside`: build contexts, each with another Dockerfile that is built in it.
    """

    path: str
    named: bool = True
    content: bytes | None = None
    uses: tuple[Use, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
