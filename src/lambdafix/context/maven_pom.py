"""pom.xml: its parent and its modules, and whether resolving its dependencies reads other files.

Source: Maven POM Reference 3.9. Read by patterns: no entity is ever expanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARENT = re.compile(r"<parent>(.*?)</parent>", re.DOTALL)
_RELATIVE = re.compile(r"<relativePath\s*(?:/>|>(.*?)</relativePath>)", re.DOTALL)
_MODULE = re.compile(r"<(?:module|subproject)>\s*(.*?)\s*</(?:module|subproject)>", re.DOTALL)
# Extensions of Maven, profiles that ask for files, dependencies and repositories that are files.
_FILES = re.compile(
    r"<extensions?>|<(file|exists|missing|systemPath)>|basedir|file:|<!DOCTYPE|<!ENTITY"
    r"|<outputFile>|maven-dependency-plugin"
)
_ELSEWHERE = re.compile(r"<\w*(directory|Directory)>\s*(\.\.|/|\$\{(?!project\.|basedir))")


@dataclass(frozen=True, slots=True)
class Pom:
    """`parent` is the path that the parent is looked for at, as written; empty: in repositories.

    `plain`: dependencies are resolved from this file, its parent and its modules alone.
    `elsewhere`: a build may be told to leave results outside of the project.
    """

    parent: str
    modules: tuple[str, ...]
    plain: bool
    elsewhere: bool


def read_pom(text: str) -> Pom:
    bare = _COMMENT.sub("", text)
    parent, path = _PARENT.search(bare), ""
    if parent:
        relative = _RELATIVE.search(parent[1])
        path = (relative[1] or "").strip() if relative else "../pom.xml"
    modules = tuple(_MODULE.findall(bare))
    odd = any("$" in m for m in (path, *modules))
    return Pom(path, modules, not odd and not _FILES.search(bare), bool(_ELSEWHERE.search(bare)))
