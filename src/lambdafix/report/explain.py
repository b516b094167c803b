"""The documentation of the codemods, which is that of their modules."""

from __future__ import annotations

import inspect
import sys

from lambdafix.codemod import Codemod
from lambdafix.codemods import PIPELINE


def names() -> tuple[str, ...]:
    """Every codemod's name, in the order in which they run."""
    return tuple(codemod.name for codemod in PIPELINE)


def contents() -> str:
    """Every codemod with its title sentence, in the order in which they run."""
    width = max((len(name) for name in names()), default=0)
    return "".join(f"{c.name.ljust(width)}  {_title(c)}\n" for c in PIPELINE)


def page(name: str) -> str:
    """What one codemod does, why, and when it refuses; raises KeyError for an unknown name."""
    codemod = {codemod.name: codemod for codemod in PIPELINE}[name]
    return f"{codemod.name}\n\n{_documentation(codemod)}\n"


def title(name: str) -> str:
    """What one codemod does, in a sentence; raises KeyError for an unknown name."""
    return _title({codemod.name: codemod for codemod in PIPELINE}[name])


def _title(codemod: Codemod) -> str:
    return " ".join(_documentation(codemod).partition("\n\n")[0].split())


def _documentation(codemod: Codemod) -> str:
    return inspect.cleandoc(sys.modules[codemod.module].__doc__ or "")
