"""The projects that a dotnet command works on: files of the context, followed from one to another.

Sources: "dotnet restore" and "Customize your build by folder" (MSBuild 17), "global.json overview",
"Common NuGet configurations": files of these names count in the project's directory and above.
"""

from __future__ import annotations

from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.context.msbuild import (
    Build,
    local_sources,
    read_project,
    read_properties,
    read_solution,
)
from lambdafix.semantics.areas import Area, join, upwards
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.compiled.builds import copied_below

_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_SOLUTIONS = (".sln", ".slnx")
_PROPERTIES = """Directory.Build.props Directory.Build.targets Directory.Packages.props
Directory.Solution.props Directory.Solution.targets""".split()
# Of these, any makes the restore something that cannot be seen from the projects alone.
_RESPONSES = ("Directory.Build.rsp", "MSBuild.rsp")
_SETTINGS = ("nuget.config", "NuGet.config", "NuGet.Config")
_AROUND = ("before", "after")  # of a solution's targets
_BESIDE = ("packages.lock.json", "packages.config")
_NOT_FOUND = "the project is not a file that was copied from the build context"


class Projects(Struct, frozen=True):
    """`read` are the paths looked at, there or not; `plain`: nothing else decides a restore."""

    directories: tuple[str, ...]
    manifests: tuple[str, ...] = ()
    read: tuple[Area, ...] = ()
    plain: bool = False
    bounded: bool = False  # what a build leaves lies below the directories
    packages: bool = False  # any are asked for
    by_configuration: bool = False
    missing: str = ""


def projects_of(call: Call, operands: list[str]) -> Projects:
    """The project or solution that is named, or the only one in the working directory."""
    here = call.cwd or "/"
    starts = [call.path(o) for o in operands if not o.startswith("/") or "." in o] or [here]
    found = [_start(call, path) for path in starts if path]
    directories = tuple(dict.fromkeys(dirname(f) if f else here for f in found)) or (here,)
    if len(found) != 1 or not found[0]:
        return Projects(directories, missing=_NOT_FOUND)
    todo, read, plain = [found[0]], dict[str, Build](), True
    while todo:
        file = todo.pop()
        text = call.project.read(call.files[file]) if file in call.files else None
        if text is None:
            directories = tuple(dict.fromkeys(map(dirname, (*read, file))))
            return Projects(directories, missing=_NOT_FOUND)
        read[file] = read_solution(text) if file.endswith(_SOLUTIONS) else read_project(text)
        plain = plain and read[file].plain
        nested = [join(dirname(file), r) for r in read[file].references]
        todo += [n for n in nested if n not in read]
    # without a name, a second project in the working directory is an error
    files = (f for f in call.project.files() if f.endswith((*_PROJECTS, *_SOLUTIONS)))
    others = () if operands else tuple(join(here, basename(f)) for f in files)
    return _with_settings(call, read, others, plain=plain)


def _start(call: Call, path: str) -> str:
    """The file that a path stands for; empty where that is not clear."""
    if path.endswith((*_PROJECTS, *_SOLUTIONS)):
        return path
    inside = [f for f in call.present | call.files.keys() if dirname(f) == path]
    inside = [f for f in inside if f.endswith((*_PROJECTS, *_SOLUTIONS))]
    return inside[0] if len(inside) == 1 else ""


def _with_settings(
    call: Call, read: dict[str, Build], others: tuple[str, ...], *, plain: bool
) -> Projects:
    directories = tuple(dict.fromkeys(map(dirname, read)))
    higher = tuple(dict.fromkeys(d for each in directories for d in upwards(each)))
    higher = tuple(dict.fromkeys((*higher, *upwards(call.cwd or "/"))))
    names = (*_PROPERTIES, *_RESPONSES, *_SETTINGS, "global.json")
    looked = [join(d, n) for d in higher for n in names]
    looked += [join(d, n) for d in directories for n in _BESIDE]
    home = call.scope.value("HOME") or "/root"
    looked += [join(home, f"{d}/NuGet/NuGet.Config") for d in (".nuget", ".config")]
    looked += [f"{p}.user" for p in read]
    looked += [join(dirname(p), f"{w}.{basename(p)}.targets") for p in read for w in _AROUND]
    there = [p for p in looked if p in call.files or p in call.present]
    bounded = not any(b.elsewhere for b in read.values())
    made = copied_below(call, *(join(d, "obj") for d in directories))
    plain = plain and not any(p.endswith((".props", ".targets")) for p in made)
    chosen = any(b.by_configuration for b in read.values())
    for path in there:
        text = call.project.read(call.files[path]) if path in call.files else None
        plain = plain and text is not None and _is_plain(path, text)
        bounded = bounded and text is not None and not read_properties(text).elsewhere
        chosen = chosen or text is None or read_properties(text).by_configuration
    return Projects(
        directories,
        manifests=tuple(p for p in (*read, *there) if p in call.files),
        read=tuple(map(Area, dict.fromkeys((*read, *looked, *others)))),
        plain=plain,
        bounded=bounded,
        packages=any(b.packages for b in read.values()),
        by_configuration=chosen,
    )


def _is_plain(path: str, text: str) -> bool:
    if path.endswith(_RESPONSES):
        return False
    if path.lower().endswith("nuget.config"):
        return not local_sources(text)
    if path.endswith(tuple(f"{a}.targets" for a in (*_SOLUTIONS, *_PROJECTS))):
        return False
    evaluated = path.endswith((*_PROPERTIES, ".user"))
    return not evaluated or read_properties(text).plain
