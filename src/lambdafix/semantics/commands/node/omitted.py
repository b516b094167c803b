"""Installs that leave out the packages for development.

Sources: npm 11 documentation, "npm install" (`omit`, `include`, NODE_ENV); Yarn 1 documentation,
"yarn install" (`--production`); pnpm 10 documentation, "pnpm install" (`--prod`).
"""

from __future__ import annotations

from collections.abc import Iterable

OMITTING = frozenset("--omit=dev --only=production --only=prod --production --prod -P".split())
INCLUDING = frozenset("--include=dev --no-production --production=false --prod=false".split())


def omits_development(words: Iterable[str], *, production: bool) -> bool:
    """Whether an install by these words leaves them out. `production`: NODE_ENV says so."""
    given = frozenset(words)
    return bool(OMITTING & given) or (production and not INCLUDING & given)
