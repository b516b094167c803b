"""Installs that leave out the packages for development, and those that leave nothing then.

Sources: npm 11 documentation, "npm install" (`omit`, `include`, NODE_ENV); Yarn 1 documentation,
"yarn install" (`--production`); pnpm 10 documentation, "pnpm install" (`--prod`).
"""

from __future__ import annotations

from collections.abc import Iterable

from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.node.lifecycle import Request
from lambdafix.semantics.commands.node.project import NodeProject

OMITTING = frozenset("--omit=dev --only=production --only=prod --production --prod -P".split())
INCLUDING = frozenset("--include=dev --no-production --production=false --prod=false".split())
_SETTINGS = frozenset({"omit", "only", "production"})


def omits_development(words: Iterable[str], *, production: bool) -> bool:
    """Whether an install by these words leaves them out. `production`: NODE_ENV says so."""
    given = frozenset(words)
    return bool(OMITTING & given) or (production and not INCLUDING & given)


def brings_nothing(call: Call, project: NodeProject, request: Request) -> str:
    """Why npm may make no node_modules (npm 11, seen): it puts no package there. Yarn and pnpm make
    the directory in any case (Yarn 1.22 and pnpm 9, seen)."""
    if project.tool != "npm" or request.packages or project.package is None:
        return ""
    said = call.scope.value("NODE_ENV") == "production"
    production = said or not _SETTINGS.isdisjoint(project.settings)
    surely = project.package.required.keys() - project.package.optional
    omitted = omits_development(request.words, production=production)
    if surely - (project.package.development if omitted else frozenset()):
        return ""
    kind = "packages for development alone" if surely else "no package for certain"
    return f"package.json requires {kind}, and npm makes no node_modules where it installs nothing"
