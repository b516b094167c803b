"""MSBuild projects and solutions: what they refer to, and whether a restore runs code of theirs.

Source: MSBuild project file schema, "Customize your build", "NuGet pack and restore as MSBuild
targets", as documented for MSBuild 17. Read by patterns: no entity is ever expanded.
"""

from __future__ import annotations

import re

from msgspec import Struct

from lambdafix.regex import regex

_REFERENCE = regex(r"""<ProjectReference\b[^>]*?\bInclude\s*=\s*["']([^"']*)["']""")
_IN_SOLUTION = regex(
    r"""^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]+proj)"|<Project\b[^>]*?\bPath\s*=\s*"([^"]+)\"""",
    re.MULTILINE,
)
# Targets, imports, functions that read files, lists, a choice; and properties that say where a
# restore reads or writes.
_CODE = regex(
    r"""<(Target|Import|ImportGroup|UsingTask|Choose|Sdk|!DOCTYPE|!ENTITY)\b|\$\(\[|@\(|\bExists\s*\(
    |<(Base\w*Path|MSBuild\w*|Restore\w*|NuGet\w*|Custom\w*|Directory\w*|\w*Artifacts\w*)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_SDK = regex(r"""<Project\b[^>]*?\bSdk\s*=\s*["']([^"']*)["']""")
_SDKS = frozenset(
    f"Microsoft.NET.Sdk{part}" for part in ("", ".Web", ".Worker", ".Razor", ".BlazorWebAssembly")
)
# Properties that lead results out of the project: ../out, /out, $(Anywhere)/out, one for all.
_ELSEWHERE = regex(
    r"<\w*(Path|Dir|Directory|Folder)>\s*(\.\.|/|\$\()|ArtifactsOutput|<ArtifactsPath",
    re.IGNORECASE,
)
_CHOICE = "$(Configuration)"
_SOURCE = regex(r"""\bvalue\s*=\s*["']([^"']*)["']""")


class Build(Struct, frozen=True):
    """A project, a solution or a file of properties.

    `plain`: evaluating it reads no other file; `elsewhere`: results may lie outside of the project.
    """

    references: tuple[str, ...]
    plain: bool
    elsewhere: bool = False
    packages: bool = False  # it asks for some
    by_configuration: bool = False  # what it says depends on Debug or Release


def read_project(text: str) -> Build:
    """A project file. One without an SDK of .NET imports what it needs by itself."""
    sdk = _SDK.search(text)
    references = tuple(r.replace("\\", "/") for r in _REFERENCE.findall(text))
    odd = any(set(r) & set("*$;@%?") for r in references)
    plain = sdk is not None and sdk[1] in _SDKS and not _CODE.search(text) and not odd
    packages = "<PackageReference" in text
    return Build(references, plain, bool(_ELSEWHERE.search(text)), packages, _CHOICE in text)


def read_properties(text: str) -> Build:
    """Directory.Build.props, Directory.Packages.props and the like."""
    plain = not _CODE.search(text) and "ProjectReference" not in text
    elsewhere = bool(_ELSEWHERE.search(text))
    return Build((), plain, elsewhere, by_configuration=_CHOICE in text)


def read_solution(text: str) -> Build:
    """The projects of a .sln file."""
    found = (a or b for a, b in _IN_SOLUTION.findall(text))
    return Build(tuple(f.replace("\\", "/") for f in found), plain=True)


def local_sources(text: str) -> bool:
    """Whether a nuget.config may name a directory: a value with a path that is no address."""
    return any(
        "://" not in v and set(v) & set("/\\.%$") and not v.replace(".", "").isdigit()
        for v in _SOURCE.findall(text)
    )
