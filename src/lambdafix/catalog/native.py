"""Packages with compiled code, by language, and the C library that wheels are made for."""

from __future__ import annotations

from functools import cache

from lambdafix.catalog.loading import load
from lambdafix.catalog.runtimes import number
from lambdafix.regex import regex

_MAJOR = regex(r"[/.]v\d+$")


def is_newer(version: str, than: str) -> bool:
    """Whether one version of glibc is newer than another: 2.34 than 2.9. What is linked with one
    runs with the same or a newer one."""
    return number(version) > number(than)


@cache
def native_distributions() -> frozenset[str]:
    """The distributions of Python that are known to have compiled code."""
    return frozenset(load("native")["python"]["names"])


@cache
def native_packages() -> frozenset[str]:
    """The packages of Node that are known to have compiled code."""
    return frozenset(load("native")["nodejs"]["names"])


def wheels_between(older: str, newer: str) -> bool:
    """Whether there are wheels that pip takes on the newer glibc, and the older loads not."""
    made_for = load("native")["wheels"]["glibc"]
    return any(is_newer(made, older) and not is_newer(made, newer) for made in made_for)


def is_cgo(module: str) -> bool:
    """Whether a module of Go, of whatever major version, is known to be C in part."""
    return _listed(module, "bundled") or _listed(module, "linked")


def links_libraries(module: str) -> bool:
    """Whether it asks for libraries of the image that it is compiled in, besides the C library."""
    return _listed(module, "linked")


def has_compiler(package: str) -> bool:
    """Whether a package of Alpine is known to be, or to bring, a C compiler."""
    return package in load("native")["alpine"]["compilers"]


def is_no_compiler(package: str) -> bool:
    """Whether a package of Alpine is known to bring no C compiler."""
    return package in load("native")["alpine"]["others"]


def _listed(module: str, kind: str) -> bool:
    names: list[str] = load("native")["go"][kind]
    return _MAJOR.sub("", module) in names
