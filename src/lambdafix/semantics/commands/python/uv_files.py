"""uv export, uv lock and uv build: what they leave are files.

Source: uv documentation 0.13, "Exporting a lockfile", "Locking and syncing", "Building
distributions".
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Options,
    Trace,
    Unknown,
)
from lambdafix.semantics.commands.python.builds import NO_PROJECT
from lambdafix.semantics.commands.python.pip_install import choices
from lambdafix.semantics.commands.python.pip_options import VARIABLES
from lambdafix.semantics.commands.python.uv_project import Project, caches, managed


def exported(call: Call, project: Project, words: Options) -> Trace | Unknown:
    """`uv export`: a requirements file made of the lock."""
    source = project.emitted(words)
    if source:
        return Unknown("uv export", f"the file it makes names the source ({source})")
    output = words.last("-o", "--output-file")
    path = call.path(output) if output else None
    if output and path is None:
        return Unknown(output, "the file it names is not known")
    areas = (*((Area(path),) if path else ()), *project.lock(words))
    semantic = ("export", *choices(words), project.root)
    made = (Deposit(areas, semantic, f"{output or 'uv.lock'} of uv export"),) if areas else ()
    return Trace(
        reads=(*project.reads, *project.metadata(words), *areas),
        writes=(*areas, *managed(call), *caches()),
        deposits=made,
        variables=VARIABLES,
        manifests=project.manifests,
    )


def locked(call: Call, project: Project, words: Options) -> Trace | Unknown:
    """`uv lock`: writes uv.lock, or only holds it against the project."""
    asks = words.flags & {"--check", "--locked", "--check-exists", "--frozen"}
    areas = () if asks else (Area(join(project.root, "uv.lock")),)
    made = Deposit(areas, ("lock", *choices(words), project.root), "uv.lock of `uv lock`")
    return Trace(
        reads=(*project.reads, *project.metadata(Options()), *areas),
        writes=(*areas, *managed(call), *caches()),
        deposits=(made,) if areas else (),
        variables=VARIABLES,
        manifests=project.manifests,
    )


def built(call: Call, words: Options) -> Trace | Unknown:
    """`uv build`: packages of the project in `dist`."""
    project = Project.of(call)
    into = call.path(words.last("-o", "--out-dir") or "dist")
    if into is None or project is None:
        return Unknown("uv build", NO_PROJECT)
    code = project.source_areas()
    into = into if words.last("-o", "--out-dir") else join(project.root, "dist")
    # setuptools leaves `build` and `*.egg-info` beside the project
    beside = Area(project.root, deep=True, names=frozenset({"build", "dist"}))
    areas = (Area(into, deep=True), *((beside,) if EVERYTHING in code else ()))
    made = Deposit(areas, ("build", *choices(words), project.root), "what `uv build` leaves")
    return Trace(
        reads=(*project.reads, *code, Area(project.root, deep=True), *areas),
        writes=(*areas, *managed(call), *caches()),
        deposits=(made,),
        variables=("*",) if EVERYTHING in code else VARIABLES,
        manifests=project.manifests,
    )
