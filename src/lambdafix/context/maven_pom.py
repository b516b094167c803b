"""pom.xml: its parent and its modules, and whether resolving its dependencies reads other files.

Source: Maven POM Reference 3.9. Read by patterns: no entity is ever expanded.
"""

from __future__ import annotations

import re

from msgspec import Struct

from lambdafix.regex import regex

_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_PARENT = regex(r"<parent>(.*?)</parent>", re.DOTALL)
_RELATIVE = regex(r"<relativePath\s*(?:/>|>(.*?)</relativePath>)", re.DOTALL)
_MODULE = regex(r"<(?:module|subproject)>\s*(.*?)\s*</(?:module|subproject)>", re.DOTALL)
# Extensions of Maven, profiles that ask for files, dependencies and repositories that are files.
_FILES = regex(
    r"<extensions?>|<(file|exists|missing|systemPath)>|basedir|file:|<!DOCTYPE|<!ENTITY"
    r"|<outputFile>|maven-dependency-plugin"
)
_PLUGIN = regex(r"<plugin>(.*?)</plugin>", re.DOTALL)
_NAME = regex(r"<artifactId>\s*(.*?)\s*</artifactId>")
# Plugins of Maven itself that leave all they make in target/ (and a POM that shade reduces).
_PLAIN_PLUGINS = frozenset(
    f"maven-{name}-plugin"
    for name in "clean compiler deploy enforcer failsafe install jar shade surefire".split()
)
_PLACES = regex(r"<(outputDirectory|directory|outputFile|dependencyReducedPomLocation)>")
_ELSEWHERE = regex(r"<\w*(directory|Directory)>\s*(\.\.|/|\$\{(?!project\.|basedir))")


class Pom(Struct, frozen=True):
    """`parent` is the path that the parent is looked for at, as written; empty: in repositories.

    `plain`: dependencies are resolved from this file, its parent and its modules alone.
    `elsewhere`: a build may be told to leave results outside of the project. `simple`: a build has
    Maven's own plugins only, with nothing said of where they write, and no parent.
    """

    parent: str
    modules: tuple[str, ...]
    plain: bool
    elsewhere: bool
    simple: bool


def read_pom(text: str) -> Pom:
    """What the text of a pom.xml says of the files that a build reads."""
    bare = _COMMENT.sub("", text)
    parent, path = _PARENT.search(bare), ""
    if parent:
        relative = _RELATIVE.search(parent[1])
        path = (relative[1] or "").strip() if relative else "../pom.xml"
    modules = tuple(_MODULE.findall(bare))
    odd = any("$" in m for m in (path, *modules))
    plugins = (_NAME.search(p) for p in _PLUGIN.findall(bare))
    simple = all(p and p[1] in _PLAIN_PLUGINS for p in plugins) and not parent
    return Pom(
        parent=path,
        modules=modules,
        plain=not odd and not _FILES.search(bare),
        elsewhere=bool(_ELSEWHERE.search(bare)),
        simple=simple and not _PLACES.search(bare) and "<extensions>" not in bare,
    )
