"""Packages of languages: pip, npm and gem, by the files that each leaves of an installed one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lambdafix.catalog.distributions import normalised
from lambdafix.regex import regex
from lambdafix.verify.contents.noise import ignored

_PIP = regex(r"/[^/]+\.(dist-info/METADATA|egg-info(/PKG-INFO)?)")
_NPM = regex(r"/node_modules/(@[^/]+/)?[^/@.][^/]*/package\.json")
_GEM = regex(r"/specifications/(?:default/)?([^/]+?)-(\d[^/-]*)(?:-[^/]*)?\.gemspec")
_HEADER = 2**18  # bytes of METADATA that are looked at: the description below is not needed


def kind_of(path: str) -> str:
    """`pip`, `npm`, `gem`, or nothing where the file tells of no package, or of one in a cache."""
    if ignored(path):
        return ""
    if path.endswith((".dist-info/METADATA", ".egg-info/PKG-INFO", ".egg-info")):
        return "pip" if _PIP.search(path) else ""
    if path.endswith("/package.json"):
        end = path.rfind("/node_modules/")
        return "npm" if end >= 0 and _NPM.fullmatch(path[end:]) else ""
    return "gem" if path.endswith(".gemspec") and _GEM.search(path) else ""


def read(kind: str, path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Name and version of the package that a file tells of; nothing where it is broken."""
    if kind == "pip":
        yield from _pip(content[:_HEADER])
    elif kind == "npm":
        yield from _npm(content)
    elif match := _GEM.search(path):
        yield match[1], match[2]


def _pip(content: bytes) -> Iterator[tuple[str, str]]:
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        if not line:
            break
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    if "name" in found:
        yield normalised(found["name"]), found.get("version", "")


def _npm(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(manifest, dict):
        name, version = manifest.get("name"), manifest.get("version")
        if isinstance(name, str) and isinstance(version, str):
            yield name, version
