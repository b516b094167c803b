"""Packages of the project itself that `npm ci` links into node_modules: workspaces and `file:`.

Of a linked package npm reads package.json alone, and leaves what it does not share with the others
in its own node_modules; scripts, programs (whose mode it changes) and native code are more than
that. Sources: npm 11 documentation, "workspaces", "npm ci", "package.json" (`bin`), "scripts".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.context.node_locks import Locked
from lambdafix.context.package_json import read_package_json
from lambdafix.semantics.areas import Area, below, join
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.node.lifecycle import HOOKS, Request, locks
from lambdafix.semantics.commands.node.project import NodeProject


class Linked(Struct, frozen=True):
    """The package.json of each linked package, and where an install leaves something in them."""

    manifests: tuple[str, ...]
    places: tuple[Area, ...]


def linked(
    call: Call, project: NodeProject, request: Request, local: Iterable[Area]
) -> Linked | None:
    """What becomes of these packages of the project; None where that is not shown: their places
    are then read and written whole."""
    if project.tool != "npm" or not request.frozen or request.packages or request.members:
        return None
    lock = next(locks(call, project), None)
    roots = tuple(_roots(project, lock)) if lock else ()
    if not roots or not {a.path for a in local} <= set(roots):
        return None
    manifests = tuple(join(root, "package.json") for root in roots)
    if not all(_is_plain(call, manifest) for manifest in manifests):
        return None
    return Linked(manifests, tuple(Area(join(root, "node_modules"), deep=True) for root in roots))


def _roots(project: NodeProject, lock: Locked) -> Iterator[str]:
    """The directories of the packages that a lock links, all inside the project."""
    for path in lock.paths:
        root = join(project.root, path)
        if below(root, project.root) and root != project.root:
            yield root


def _is_plain(call: Call, manifest: str) -> bool:
    """Whether npm does nothing in a package but read its package.json."""
    context = call.files.get(manifest)
    package = read_package_json(call.project, context) if context else ""
    if not context or isinstance(package, str):
        return False
    native = f"{dirname(context)}/binding.gyp"
    compiled = call.project.exists(native) or any(
        basename(f) == "binding.gyp" and dirname(f) == dirname(manifest) for f in call.files
    )
    return not (compiled or package.programs or {*HOOKS} & package.scripts.keys())
