"""lambdafix: rewrites the Dockerfile of an AWS Lambda container image.

from lambdafix import Project, Source, rewrite

print(rewrite(Source.read(path), Project.at(path.parent, path)).text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdafix.codemod import Settings
    from lambdafix.context.project import Project
    from lambdafix.pipeline import Rewrite, rewrite
    from lambdafix.syntax.source import Source

__version__ = "0.1.0"
__all__ = ["Project", "Rewrite", "Settings", "Source", "__version__", "rewrite"]

_HOMES = {
    "Project": "lambdafix.context.project",
    "Rewrite": "lambdafix.pipeline",
    "Settings": "lambdafix.codemod",
    "Source": "lambdafix.syntax.source",
    "rewrite": "lambdafix.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a name from its home on first use: every command starts by importing this file."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
