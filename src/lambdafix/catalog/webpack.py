"""What webpack's settings may name and still write only below the directory of its output."""

from __future__ import annotations

from functools import cache

from lambdafix.catalog.loading import load


@cache
def listed(table: str, key: str = "names") -> frozenset[str]:
    """The names of one list of webpack.toml."""
    return frozenset(load("webpack")[table][key])


def plugin_is_known(package: str, member: str) -> bool:
    """Whether such a plugin writes nothing, or what it writes lies below the output."""
    if package == "webpack":
        return member in listed("plugins", "webpack")
    return package in listed("plugins")


def keeps_packages_apart(package: str, member: str) -> bool:
    """Whether with it a package that is imported may stay out of the bundle."""
    return not {package, member}.isdisjoint(listed("plugins", "apart"))


def programs_of(loaders: frozenset[str]) -> frozenset[str]:
    """The names of files of the project that these loaders run as programs."""
    return _read_by(loaders, "programs")


def tables_of(loaders: frozenset[str]) -> frozenset[str]:
    """The names of files of the project in which these loaders may find programs named."""
    return _read_by(loaders, "tables")


def _read_by(loaders: frozenset[str], kind: str) -> frozenset[str]:
    table = load("webpack")[kind]
    return frozenset(name for loader in loaders for name in table.get(loader, ()))
