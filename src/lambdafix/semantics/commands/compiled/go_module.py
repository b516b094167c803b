"""The module that a go command works on: its files in the image, and what they name.

Source: Go Modules Reference of Go 1.24: go.mod and go.work are looked for in the working directory
and above; `replace` and `use` name directories; packages lie below their module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import dirname

from msgspec import Struct

from lambdafix.context.go_modules import GoModule, read_go_module
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, below, join, upwards
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.compiled.builds import deep

_CGO = regex(r'^\s*(?:import\s+)?"C"\s*$', re.MULTILINE)
_ALL_LISTED = (1, 17)  # of go.mod: it names all modules that packages are built of
_NO_MODULE = "go.mod is not a file that was copied from the build context"


class Module(Struct, frozen=True):
    """`root` is the directory of go.mod, or the working directory where none can be seen."""

    root: str
    root_known: bool
    program: str
    manifests: tuple[str, ...]  # files of the context: go.mod, go.sum, go.work and those beside
    manifests_read: tuple[Area, ...]
    source: tuple[Area, ...]  # all that a compiler may read of the module and of what lies beside
    sums: tuple[Area, ...]  # the files that hold versions and sums
    written: tuple[Area, ...]  # of these, those that a command may complete
    beside: tuple[str, ...]  # the directories of all modules that are compiled
    missing: str
    requires: bool = False  # whether any module is required
    unlisted: str = ""  # why go.mod and go.sum do not name all that a download fetches


def of(call: Call) -> Module:
    """The module of the working directory."""
    assert call.cwd is not None
    found = _nearest(call, "go.mod")
    work = call.scope.value("GOWORK")
    workspace = None if work == "off" else _nearest(call, "go.work")
    if work not in (None, "", "off") or found is None or found not in call.files:
        return _unseen(call)
    if workspace is not None and workspace not in call.files:
        return _unseen(call)
    files = [f for f in (found, workspace) if f]
    read: dict[str, GoModule] = {}
    while files:
        file = files.pop()
        if file in read:
            continue
        text = call.project.read(call.files[file])
        if text is None:
            return _unseen(call)
        read[file] = read_go_module(text)
        beside = [join(dirname(file), d) for d in read[file].beside if d.startswith((".", "/"))]
        nested = [join(d, "go.mod") for d in beside]
        if any(n not in call.files for n in nested):
            return _unseen(call)
        files += nested
    return _seen(call, found, workspace, read)


def _seen(call: Call, found: str, workspace: str | None, read: dict[str, GoModule]) -> Module:
    root = dirname(found)
    roots = tuple(dict.fromkeys(dirname(f) for f in read))
    sums = [join(root, "go.sum"), *([join(dirname(workspace), "go.work.sum")] if workspace else [])]
    if workspace:
        sums += [join(r, "go.sum") for r in roots]
    manifests = (*read, *dict.fromkeys(s for s in sums if s in call.files))
    areas = (*map(Area, dict.fromkeys((*read, *sums))), *looked_for(call))
    text = call.project.read(call.files[sums[0]]) if sums[0] in call.files else ""
    settled = workspace is None and read[found].settled(text or "")
    held = tuple(map(Area, dict.fromkeys((found, *sums))))
    return Module(
        root=root,
        root_known=True,
        program=read[found].program,
        manifests=manifests,
        manifests_read=areas,
        source=(*deep(roots), *looked_for(call), *_repository(call)),
        sums=held,
        written=() if settled else held,
        beside=roots,
        missing="",
        requires=any(m.requires for m in read.values()),
        unlisted=_unlisted(read.values(), workspace, _unsettled(call, found, settled=settled)),
    )


def _unsettled(call: Call, found: str, *, settled: bool) -> str:
    """What is wrong with the sums beside a go.mod."""
    if settled or join(dirname(found), "go.sum") in call.files:
        return "" if settled else "go.sum has not the sums of all modules"
    beside = join(dirname(call.files[found]), "go.sum").removeprefix("/")
    hidden = call.project.ignore.hides(beside)
    return f"{call.project.ignore_file} hides go.sum" if hidden else "no go.sum was copied"


def _unlisted(read: Iterable[GoModule], workspace: str | None, unsettled: str) -> str:
    old = next((m.version for m in read if m.version < _ALL_LISTED), None)
    if workspace:
        return "which sums it needs is decided by a workspace, go.work"
    if old is not None:
        said = ".".join(map(str, old))
        says = f"is of Go {said}" if said else "names no version of Go"
        return f"go.mod {says}, and only from 1.17 on lists all modules"
    return unsettled


def _unseen(call: Call) -> Module:
    directory = call.cwd or "/"
    held = tuple(Area(join(d, n)) for d in upwards(directory) for n in ("go.mod", "go.sum"))
    return Module(
        root=directory,
        root_known=False,
        program="",
        manifests=(),
        manifests_read=(EVERYTHING,),
        source=(EVERYTHING,),
        sums=held,
        written=held,
        beside=(directory,),
        missing=_NO_MODULE,
    )


def looked_for(call: Call) -> tuple[Area, ...]:
    """Where manifests are looked for: the working directory and all above it."""
    directories = tuple(upwards(call.cwd or "/"))
    return tuple(Area(join(d, name)) for d in directories for name in ("go.mod", "go.work"))


def _repository(call: Call) -> tuple[Area, ...]:
    """What the stamp of a version is read from: a repository, and with it all that lies there."""
    directories = tuple(upwards(call.cwd or "/"))
    there = (d for d in directories if any(below(p, join(d, ".git")) for p in call.files))
    return (*deep(join(d, ".git") for d in directories), *deep(there))


def _nearest(call: Call, name: str) -> str | None:
    """The nearest file of a name that is there, be it of the context or made by a command."""
    paths = (join(d, name) for d in upwards(call.cwd or "/"))
    return next((p for p in paths if p in call.files or p in call.present), None)


def uses_c(call: Call, module: Module) -> bool:
    """Whether a Go file of the module calls C, so that `#cgo` lines may name files anywhere."""
    inside = (c for p, c in call.files.items() if any(below(p, r) for r in module.beside))
    sources = (c for c in inside if c.endswith(".go"))
    return not module.root_known or any(_CGO.search(call.project.read(c) or '"C"') for c in sources)
