"""A pyproject.toml: what its project needs, what builds it, and which files beside it are read.

Sources: Python Packaging User Guide, "pyproject.toml specification", 2025-10; uv documentation
0.13, "Configuring projects" and "Workspaces"; Poetry documentation 2.2, "The pyproject.toml file";
the documentation of the build backends that are named below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import tomli
from msgspec import Struct

from lambdafix.catalog.distributions import normalised
from lambdafix.regex import regex

# Backends that run no code of the project by themselves, with the distribution that brings each.
_SETUPTOOLS = "setuptools.build_meta"
_DECLARATIVE = {
    _SETUPTOOLS: "setuptools",
    "flit_core.buildapi": "flit-core",
    "hatchling.build": "hatchling",
    "poetry.core.masonry.api": "poetry-core",
    "uv_build": "uv-build",
}
# Keys that make them run some, or read elsewhere.
_CODE = regex(r"\bhooks\b|\bforce-include\b|\bsource\s*=\s*[\"'](code|vcs)")
_UPWARD = regex(r"[\"']\.\./")


class Pyproject(Struct, frozen=True):
    """`package`: uv builds and installs the project itself. `dynamic`: only its backend knows its
    metadata. `declarative`: that backend runs no code of the project and stays below its directory;
    `setuptools`: provided that there is no setup.py.
    `members` are the patterns of uv's workspace, `local` what it needs from a path."""

    package: bool
    dynamic: bool
    declarative: bool
    setuptools: bool
    dependencies: tuple[str, ...]
    members: tuple[str, ...]
    local: tuple[str, ...]


@lru_cache(maxsize=64)
def read(text: str) -> Pyproject | None:
    """The project that a text describes; None where it is not TOML."""
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None
    project, uv = _table(table, "project"), _table(table, "tool", "uv")
    backend = _table(table, "build-system")
    needed = (project, table.get("dependency-groups"), uv, _table(table, "tool", "poetry"))
    return Pyproject(
        package=bool(uv.get("package", bool(backend))),
        dynamic=bool(project.get("dynamic")),
        declarative=_declarative(backend) and not _asks_for_code(table, text),
        setuptools=backend.get("build-backend") == _SETUPTOOLS,
        dependencies=tuple(map(str, _items(project.get("dependencies")))),
        members=tuple(map(str, _items(_table(uv, "workspace").get("members")))),
        local=tuple(dict.fromkeys(p for part in needed for p in _paths(part))),
    )


def pip_settings(text: str) -> frozenset[str]:
    """The settings of `uv pip` that a pyproject.toml or a uv.toml makes."""
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return frozenset()
    return frozenset((*_table(table, "pip"), *_table(table, "tool", "uv", "pip")))


def _table(table: Mapping[str, object], *names: str) -> Mapping[str, object]:
    for name in names:
        found = table.get(name)
        table = found if isinstance(found, dict) else {}
    return table


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _declarative(backend: Mapping[str, object]) -> bool:
    brings = _DECLARATIVE.get(str(backend.get("build-backend")))
    words = (re.split(r"[^\w.-]", str(r))[0] for r in _items(backend.get("requires")))
    requires = frozenset(map(normalised, words)) - {"wheel"}
    return brings is not None and requires == {brings} and "backend-path" not in backend


def _asks_for_code(table: Mapping[str, object], text: str) -> bool:
    imports = re.search("flit|setuptools", text) and bool(_table(table, "project").get("dynamic"))
    script = "build" in _table(table, "tool", "poetry")
    return bool(imports) or script or bool(_CODE.search(text) or _UPWARD.search(text))


def _paths(value: object) -> Iterator[str]:
    """What a table names by `path` or by a URL of a file, and where uv looks for archives."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(item)
    elif isinstance(value, str):
        yield from (value,) if re.search(r"@\s*file:", value) else ()
    elif isinstance(value, dict):
        for name, item in value.items():
            links = _items(item) if name == "find-links" else [item] if name == "url" else []
            yield from (str(i) for i in links if "://" not in str(i))
            if name == "path" and isinstance(item, str):
                yield item
            else:
                yield from _paths(item)
