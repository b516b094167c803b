"""The project that poetry works on: its manifests, its settings, where its packages may land.

Source: Poetry documentation 2.2, "Configuration". Where packages land depends on
`virtualenvs.create` and `virtualenvs.in-project`, which variables, poetry.toml or `poetry config`
decide; where that is not seen, all of these places count.
"""

from __future__ import annotations

from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.python.environments import environment_of

MANIFESTS = ("pyproject.toml", "poetry.lock", "poetry.toml")
_CONFIG = Area("/root/.config/pypoetry", deep=True)
# `{path = "../lib"}`, and `type = "directory"` in a lock file
_LOCAL = regex(r'\bpath\s*=\s*["\']|type\s*=\s*"(directory|file)"|@\s*file:')


def config_areas(call: Call) -> tuple[Area, ...]:
    """Where the user's settings may lie."""
    named = call.scope.value("POETRY_CONFIG_DIR") or call.scope.value("XDG_CONFIG_HOME")
    home = call.scope.value("HOME") or "/root"
    paths = (join(home, ".config/pypoetry"), *([named] if named else ()))
    return _CONFIG, *(Area(call.path(p) or "/", deep=True) for p in paths)


def manifests_of(call: Call) -> tuple[str, ...]:
    """The files that say what is installed; none where pyproject.toml is not seen."""
    found = call.upwards(MANIFESTS)
    return found if any(basename(m) == "pyproject.toml" for m in found) else ()


def by_name(call: Call, manifests: tuple[str, ...]) -> tuple[Area, ...]:
    """The files of a project by name, whether they are there or not."""
    root = dirname(manifests[0])
    names = (join(d, n) for d in (root, call.cwd or root) for n in MANIFESTS)
    return tuple(Area(p) for p in dict.fromkeys((*manifests, *names)))


def places_of(call: Call, root: str) -> tuple[tuple[Area, ...], str]:
    """Where its packages may land, and why that is surely apart from the function, if it is."""
    environment = environment_of(replace(call, argv=("python",)))
    cache = call.scope.value("POETRY_CACHE_DIR") or "/root/.cache/pypoetry"
    own = call.scope.value("POETRY_VIRTUALENVS_PATH") or join(cache, "virtualenvs")
    inside = Area(join(root, ".venv"), deep=True)
    areas = (*environment.areas, inside, Area(call.path(own) or "/", deep=True))
    create = (call.scope.value("POETRY_VIRTUALENVS_CREATE") or "").lower()
    in_project = (call.scope.value("POETRY_VIRTUALENVS_IN_PROJECT") or "").lower()
    if in_project in ("1", "true") and create not in ("0", "false"):
        why = f"its packages go to the virtual environment {inside.path}, or beside poetry's own"
        return areas, why
    return areas, environment.apart


def local_dependency(call: Call, manifests: tuple[str, ...]) -> str:
    """What in a manifest or a lock file makes the install read the source: a path."""
    for manifest in manifests:
        text = call.project.read(call.files[manifest]) or ""
        if _LOCAL.search(text):
            return f"a path in {basename(manifest)}"
    return ""
