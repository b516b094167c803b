"""Which manifests an install writes: package.json, and the locks whose versions it does not take.

Sources: npm 11 documentation, "npm install", "How npm install uses package-lock.json"; Yarn 1
documentation, "yarn install": a yarn.lock that satisfies package.json is unchanged; pnpm 10
documentation, "Settings", `preferFrozenLockfile`.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.client import client_distribution
from lambdafix.context.node_locks import read_lock
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.node.lifecycle import Request, package_name
from lambdafix.semantics.commands.node.project import NodeProject

LOCK = {
    "npm": "package-lock.json",
    "yarn": "yarn.lock",
    "berry": "yarn.lock",
    "pnpm": "pnpm-lock.yaml",
}
# Options by which versions are looked for again.
_RESOLVES = frozenset("force legacy-peer-deps strict-peer-deps no-package-lock no-lockfile".split())


def written(call: Call, project: NodeProject, request: Request) -> Iterator[Area]:
    """The manifests that an install writes; what an update notes in the lock of the build context
    decides nothing but for an install behind it (an axiom)."""
    if only_client(request):
        return
    for path in noted(call, project, request):
        if not (request.update and path in call.files):
            yield Area(path)
    if request.saved and (request.packages or request.update):
        yield Area(join(project.root, "package.json"))


def noted(call: Call, project: NodeProject, request: Request) -> Iterator[str]:
    """The locks that an install writes; what it notes anew in one that agrees with package.json
    decides nothing (an axiom)."""
    if request.frozen or _agreed(call, project, request):
        return
    yield join(project.root, LOCK[project.tool])
    if project.tool == "npm":  # it keeps the other kinds as they are found
        present = {basename(m) for m in project.manifests}
        others = present & {"npm-shrinkwrap.json", "yarn.lock"}
        yield from (join(project.root, name) for name in sorted(others))


def _agreed(call: Call, project: NodeProject, request: Request) -> bool:
    """Whether an install takes all versions from a lock that was made for this package.json."""
    path = join(project.root, LOCK[project.tool])
    text = call.project.read(call.files[path]) if path in call.files else None
    lock = read_lock(path, text) if text else None
    shrunk = any(basename(m) == "npm-shrinkwrap.json" for m in project.manifests)
    plain = request.whole and not (project.members or request.members)
    plain = plain and not shrunk  # it counts more
    resolves = request.update or any(w.lstrip("-") in _RESOLVES for w in request.words)
    if lock is None or project.package is None or not plain or resolves:
        return False
    return lock.agrees(project.package.required)


def only_client(request: Request) -> bool:
    """Whether only the runtime interface client is asked for. Its own line in package.json and in
    a lock decides nothing of any later install."""
    return {*map(package_name, request.packages)} == {client_distribution("nodejs")}
