"""package.json as far as an install and a script runner read it.

Sources: npm 11 documentation, "package.json" and "scripts"; Yarn 1 documentation, "package.json"
and "Workspaces"; pnpm 10 documentation, "package.json".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from posixpath import normpath

from msgspec import Struct, field

from lambdafix.context.project import Project
from lambdafix.regex import regex

REQUIRED = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_OPTIONAL = ("optionalDependencies", "peerDependencies")
# What is a path by its prefix, by how it begins or ends, or by its slashes, as npm reads it;
# `github:a/b` and `a/b` are repositories.
_PATH = regex(
    r"(?:file|link|portal):(?P<named>.*)"
    r"|(?P<bare>[./].*|~/.*|[^:@]*\.(?:tgz|tar|tar\.gz)$|[^:@\s/]+/[^:@\s/]+/[^:@\s]*$)"
)
_REPOSITORY = regex(r"(git(\+\w+)?|ssh|github|gitlab|bitbucket|gist):|git@|[\w.-]+/[\w.-]+(#.*)?$")


class PackageJson(Struct, frozen=True):
    """What a package says of itself. `dependencies` maps names of every kind to what is asked for,
    overrides and resolutions among them."""

    name: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    development: frozenset[str] = frozenset()  # names of those that no function needs
    optional: frozenset[str] = frozenset()  # names of those that an install may do without
    workspaces: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()  # files that pnpm applies to packages
    manager: str = ""  # `yarn@4.1.0`: what corepack starts
    programs: bool = False  # it has a `bin`
    schema: str = ""  # of prisma
    plug_and_play: bool = False  # Yarn 1 makes one file instead of node_modules

    @property
    def paths(self) -> tuple[str, ...]:
        """The dependencies that are files or directories, as they are written."""
        found = map(local_path, self.dependencies.values())
        return tuple(dict.fromkeys(path for path in found if path))

    @property
    def required(self) -> Mapping[str, str]:
        """The dependencies less overrides, by which nothing is required."""
        return {name: range_ for name, range_ in self.dependencies.items() if " " not in name}


def local_path(asked: str) -> str:
    """The path that a dependency is asked for by; empty where it is none."""
    match = _PATH.match(asked)
    if not match:
        return ""
    path: str = match["named"] if match["named"] is not None else match["bare"]
    return normpath(path or ".")


def is_repository(asked: str) -> bool:
    return not local_path(asked) and _REPOSITORY.match(asked) is not None


def read_package_json(project: Project, path: str) -> PackageJson | str:
    """The package.json at a path of the context, or why it cannot be read."""
    text = project.read(path)
    if text is None:
        return f"`{path}` is not in the build context"
    try:
        table = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return f"`{path}` is not JSON"
    if not isinstance(table, dict):
        return f"`{path}` holds no object"
    pnpm = _table(table.get("pnpm"))
    workspaces = table.get("workspaces")
    if isinstance(workspaces, dict):  # yarn's longer form
        workspaces = workspaces.get("packages")
    return PackageJson(
        name=_text(table.get("name")),
        scripts=_texts(table.get("scripts")),
        dependencies={
            **{n: v for key in REQUIRED for n, v in _texts(table.get(key)).items()},
            **dict(_overrides(table.get("overrides"))),
            **dict(_overrides(table.get("resolutions"))),
            **dict(_overrides(pnpm.get("overrides"))),
        },
        development=frozenset(_texts(table.get("devDependencies"))),
        optional=frozenset(n for key in _OPTIONAL for n in _texts(table.get(key))),
        workspaces=tuple(w for w in workspaces if isinstance(w, str))
        if isinstance(workspaces, list)
        else (),
        patches=tuple(_texts(pnpm.get("patchedDependencies")).values()),
        manager=_text(table.get("packageManager")),
        plug_and_play=bool(_table(table.get("installConfig")).get("pnp")),
        programs=bool(table.get("bin") or _table(table.get("directories")).get("bin")),
        schema=_text(_table(table.get("prisma")).get("schema")),
    )


def _overrides(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The versions that overrides ask for, at any depth; their names are patterns, not packages."""
    stack = [(f"{name} ", value)]
    while stack:
        where, here = stack.pop()
        if isinstance(here, str):
            yield where, here
        elif isinstance(here, dict):
            stack += [(f"{where}{key} ", below) for key, below in here.items()]


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> dict[str, str]:
    return {n: v for n, v in _table(value).items() if isinstance(v, str)}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
