"""pipenv: reads Pipfile and Pipfile.lock.

Source: Pipenv documentation 2025, "Commands". Only `install --system` and `requirements` are
known; without --system there is a virtual environment in a place that cannot be known.
"""

from __future__ import annotations

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Install, Trace, Unknown, options
from lambdafix.semantics.commands.pip import CACHE, READ, VARIABLES
from lambdafix.semantics.commands.poetry import local_dependency

_FLAGS = "--system --deploy --ignore-pipfile -v --verbose --clear --skip-lock --dev -d --hash"
_MANIFESTS = ("Pipfile", "Pipfile.lock")


def read(call: Call) -> Trace | Unknown:
    command = call.argv[1] if len(call.argv) > 1 else ""
    words = options(call.argv[2:], _FLAGS, "--extra-pip-args --categories")
    if isinstance(words, Unknown):
        return words
    manifests = call.upwards(_MANIFESTS)
    if not manifests:
        return Unknown("pipenv", "Pipfile is not a file that was copied from the build context")
    if command == "requirements":
        reads = (*map(Area, manifests), *READ)
        return Trace(reads=reads, variables=("PIPENV_*",), manifests=manifests)
    if command not in ("install", "sync") or "--system" not in words.flags or words.operands:
        return Unknown(f"pipenv {command}", "only `pipenv install --system` is known")
    if call.python is None:
        return Unknown("pipenv", "the base image's own site-packages directory is not known")
    source = local_dependency(call, manifests)
    everything = (Area(call.cwd or "/", deep=True),) if source else ()
    places = (Area(call.python.site_packages, deep=True), Area(call.python.scripts, deep=True))
    return Trace(
        reads=(*map(Area, manifests), *everything, *READ),
        writes=(*places, CACHE),
        deposits=(
            Deposit(places, tuple(call.argv), "what pipenv leaves", tools=frozenset({"git"})),
        ),
        variables=("PIPENV_*", *VARIABLES),
        install=Install("pipenv", call.python.site_packages, True, manifests, None, source=source),
    )
