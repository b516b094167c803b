"""Packages of the project itself, to which an install leads by links: what they need where they lie
is theirs to say, so a project that has some is not parted from its build.

Sources: npm 11 documentation, "package.json" (local paths) and "workspaces"; pnpm 10 documentation,
"Workspace"; Node.js 24 documentation, "Modules: Packages" (`main` of a linked package.json).
"""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.context.node_locks import read_lock
from lambdafix.context.package_json import PackageJson, local_path, read_package_json
from lambdafix.context.project import Project
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting.plan import No

_HINT = (
    "write the two stages by hand: let the final one copy node_modules and these packages, each "
    "with its own node_modules, from the build stage to where they lie there"
)
_ARCHIVES = (".tgz", ".tar", ".tar.gz")  # what is packed lands in node_modules like any other


def obstacle(step: Step, built: Built, project: Project) -> No | None:
    """Why a step that installs is not parted from the function: a package lies in the project."""
    for path in sorted({*built.image.context.values()}):
        if "node_modules/" not in path and (word := _named(path, project)):
            why = (
                f"by `{word}` of {path}, node_modules leads into the project itself, and what is "
                "needed there is not known"
            )
            return No(step, why, _HINT)
    return None


def _named(path: str, project: Project) -> str:
    if basename(path) == "package.json":
        package = read_package_json(project, path)
        return "" if isinstance(package, str) else _asked(package)
    text = project.read(path) if path.endswith((".yaml", "lock.json", "wrap.json", ".lock")) else ""
    if basename(path) == "pnpm-workspace.yaml":
        return "packages" if re.search(r"^packages:", text or "", re.MULTILINE) else ""
    lock = read_lock(path, text) if text else None
    return next((p for p in lock.paths if not p.endswith(_ARCHIVES)), "") if lock else ""


def _asked(package: PackageJson) -> str:
    if package.workspaces:
        return "workspaces"
    local = (
        f"{name}: {asked}"
        for name, asked in package.dependencies.items()
        if asked.startswith("workspace:")
        or ((place := local_path(asked)) and not place.endswith(_ARCHIVES))
    )
    return next(local, "")
