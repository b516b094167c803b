"""Whether the packages of a plain install may move to the task root, which is searched first.

Source of the search path: AWS docs python-image (copy of 2026-09) and the image's bootstrap.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

from lambdafix.catalog.contracts import surroundings
from lambdafix.catalog.distributions import distribution, outside
from lambdafix.semantics.areas import Area, below
from lambdafix.semantics.code import Code
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.simulate import Built, Step


def scattered(install: Install, built: Built) -> str:
    """Why no directory holds all that a plain install leaves; empty where one does."""
    around = surroundings()
    if around.wrapper in built.scope.env:
        return f"{around.wrapper} starts a program that may need the packages or their scripts"
    extension = next((p for p in built.image.files if below(p, around.extensions)), "")
    if extension:
        return f"{extension} runs beside the function, and may need the packages where they are"
    apart = min(outside(install.distributions or ()), default="")
    why = "leaves files or start-up code outside the directory of packages, which would be lost"
    return f"{apart} {why}" if apart else ""


class Stay(NamedTuple):
    """Why packages keep their place, and what the user can do."""

    why: str
    hint: str = ""


def keeps_its_place(install: Install, built: Built, step: Step, code: Code) -> Stay | None:
    """Why the packages of a plain install cannot move to the task root; None if they can."""
    names = install.distributions
    if names is None:
        return Stay(f"what it installs is not known ({step.effect.missing})")
    if built.image.base.python is None:
        return Stay("the Python version of the base image is not known")
    if code.interpreter:
        return Stay(f"{code.interpreter} starts a Python of its own or asks where packages lie")
    if code.scans:
        return Stay(f"{code.scans} lists what lies around it, and packages would lie there too")
    top = frozenset(n for d in names for n in distribution(d).top_level)
    shadow = min(top & sys.stdlib_module_names, default="")
    if shadow:
        return Stay(f"it installs {shadow}, which has the name of a module of Python itself")
    found_first = _found_first(built)
    return Stay(found_first, "install with --target ${LAMBDA_TASK_ROOT}") if found_first else None


def _found_first(built: Built) -> str:
    """What decides which copy of a module is found first, besides the runtime itself."""
    entry = built.image.config.get("ENTRYPOINT")
    if entry not in (None, ("/lambda-entrypoint.sh",)):
        what = "ENTRYPOINT starts something of its own"
        return f"{what}, and where that looks for modules is not known"
    if "PYTHONPATH" in built.scope.env:
        return "PYTHONPATH is set, so which copy of a module is found first is not known"
    layer = surroundings().layer
    if any(below(a.path, layer) for a in _written(built)):
        return f"{layer} holds packages too, which would be found later than before"
    return ""


def _written(built: Built) -> Iterator[Area]:
    return (a for s in built.steps if not s.effect.wall for a in s.effect.writes)


def doubt(install: Install, built: Built) -> str:
    """Why the new place is only likely to be right: another copy of a library may be the first.

    Up to Python 3.10 the runtime's own libraries go before what a plain install leaves, and what
    lies in a layer goes before it on all. An unpinned boto3 is the base image's own until
    `--target` brings another.
    """
    base, layer = built.image.base, surroundings().layer
    if any(a.deep and a.path != "/" and below(layer, a.path) for a in _written(built)):
        return f"{layer} may hold packages too, which would be found later than before"
    if base.python is None:
        return ""
    own = ", ".join(sorted(install.unpinned & base.python.libraries))
    if own and _number(base.python.version) >= (3, 11):
        return (
            f"pip leaves {own} as the base image has it, for no version is named; with --target "
            "the newest comes, and makes the image larger"
        )
    if _number(base.python.version) >= (3, 11):
        return ""
    return (
        f"on Python {base.python.version} the runtime's own boto3 and what it needs go before what "
        "a plain install leaves; under the task root what is installed would go first"
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(p) for p in version.split(".") if p.isdigit())
