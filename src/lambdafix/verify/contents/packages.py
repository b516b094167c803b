"""Packages and versions, before and after."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lambdafix.verify.contents.difference import Difference, Part
from lambdafix.verify.contents.expected import Expected
from lambdafix.verify.contents.package import Package

_Versions = Mapping[tuple[str, str], frozenset[str]]


def differing(
    before: tuple[Package, ...], after: tuple[Package, ...], expected: Expected
) -> Iterator[Difference]:
    """Packages that are gone, new, or of another version.

    Where they lie does not count: the files do that. Where the base is another, packages of the
    bases are their own business: the image after needs what the image before had above its base,
    be it from its base.
    """
    rebased = expected.rebased
    own_before = _above(before, expected.base_layers[0]) if rebased else before
    own_before = _outside(own_before, expected)
    own_after = _above(after, expected.base_layers[1]) if rebased else after
    had, has = _versions(before), _versions(after)
    may_go = _going(before, expected)
    for key, versions in sorted(_versions(own_before).items()):
        kind, name = key
        gone = versions - has.get(key, frozenset())
        if gone and key not in may_go and not (rebased and _of_system(kind)):
            yield _difference(key, versions, has.get(key, frozenset()))
    for key, versions in sorted(_versions(own_after).items()):
        kind, name = key
        if key in had or name in expected.supplied or (rebased and _of_system(kind)):
            continue
        if not (_of_system(kind) and expected.supplied):
            yield _difference(key, frozenset(), versions)


def _difference(key: tuple[str, str], old: frozenset[str], new: frozenset[str]) -> Difference:
    return Difference(Part.PACKAGE, " ".join(key), ", ".join(sorted(old)), ", ".join(sorted(new)))


def _above(packages: Iterable[Package], layers: int) -> tuple[Package, ...]:
    return tuple(package for package in packages if package.layer >= layers)


def _outside(packages: tuple[Package, ...], expected: Expected) -> tuple[Package, ...]:
    """The packages less those that may be missing where they lie, and those that lie inside of one
    that may be: pnpm brings its own."""
    may_go = (p for p in packages if p.kind == "npm" and p.name in expected.behind)
    inside = tuple(f"{posixpath.dirname(package.path)}/" for package in may_go)
    return tuple(
        package
        for package in packages
        if not (package.path.startswith(inside) or expected.lets_go(package.path))
    )


def _versions(packages: Iterable[Package]) -> _Versions:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for package in packages:
        found[package.kind, package.name].add(package.version)
    return {key: frozenset(versions) for key, versions in found.items()}


def _of_system(kind: str) -> bool:
    return kind in ("rpm", "dpkg", "apk")


def _going(packages: tuple[Package, ...], expected: Expected) -> frozenset[tuple[str, str]]:
    """What may be missing after: what was declared, and what OS packages among it brought along."""
    givers: dict[str, set[str]] = defaultdict(set)
    system = {package.name: package for package in packages if package.of_system}
    for package in system.values():
        for name in package.gives:
            givers[name].add(package.name)
    gone = {name for name in expected.behind if name in givers}
    todo = [giver for name in gone for giver in givers[name]]
    going = set(todo)
    while todo:
        for need in system[todo.pop()].needs:
            new = givers.get(need, set()) - going
            going |= new
            todo += new
    languages = {(p.kind, p.name) for p in packages if p.name in expected.dropped | expected.behind}
    return frozenset({*languages, *((system[name].kind, name) for name in going)})
