"""The scripts of a package.json: read as the shell's commands, in the root of the package.

Source: npm 11 documentation, "scripts" and "npm run"; Yarn 1 documentation, "yarn run". Each runs
with /bin/sh, `node_modules/.bin` in front of PATH, between its `pre` and `post` scripts.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextvars import ContextVar

from msgspec.structs import replace

from lambdafix.semantics.areas import below
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.commands.node.project import NodeProject, looked_for
from lambdafix.semantics.commands.node.settings import surroundings
from lambdafix.semantics.scope import names_in

# Variables that the runner sets: the shell would see them, the Dockerfile does not.
_RUNNER = ("INIT_CWD", "NODE", "PROJECT_CWD", "BERRY_BIN_FOLDER")
_running: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("_running", default=())


_DEEPEST = 8  # scripts that call each other


def run(
    call: Call, project: NodeProject, name: str, arguments: tuple[str, ...] = ()
) -> Trace | Unknown:
    """What a script does, with its `pre` and `post`, which a later Yarn than 1 has not."""
    package = project.package
    if package is None:
        return Unknown(
            f"{project.command} {name}",
            "package.json is not a file that was copied from the context",
        )
    if name not in package.scripts:
        return Unknown(f"{project.command} {name}", "package.json has no script of this name")
    if project.members and project.root != project.directory:
        return Unknown(f"{project.command} {name}", "which workspace it means is not followed")
    traces = []
    around = (name,) if project.tool == "berry" else (f"pre{name}", name, f"post{name}")
    for each in around:
        if each in package.scripts:
            found = hook(call, project, each, arguments if each == name else ())
            if isinstance(found, Unknown):
                return found
            traces.append(found)
    reads = (*looked_for(project), *surroundings(call, project.settings), project.modules)
    return merged((Trace(reads=reads), *traces))


def hook(
    call: Call, project: NodeProject, name: str, arguments: tuple[str, ...] = ()
) -> Trace | Unknown:
    """What one script does, alone; Unknown says which script holds the word."""
    assert project.package is not None
    text = " ".join((project.package.scripts[name], *map(shlex.quote, arguments)))
    running = _running.get()
    if (project.root, name) in running:
        return Unknown(name, "this script calls itself")
    if len(running) == _DEEPEST:
        return Unknown(name, "too many scripts of package.json call each other")
    own = next((n for n in sorted(names_in(text)) if n in _RUNNER or n.startswith("npm_")), None)
    if own is not None:
        return Unknown(own, f"the script `{name}` of package.json reads it from {project.command}")
    token = _running.set((*running, (project.root, name)))
    try:
        found = _traces(text, replace(call, cwd=project.root))
    finally:
        _running.reset(token)
    if isinstance(found, Unknown):
        return Unknown(found.word, f"{found.why} (the script `{name}` of package.json)")
    if sum(t.install is not None or t.packages is not None for t in found) > 1:
        return Unknown(name, "this script of package.json installs more than once")
    whole = merged(found)
    return replace(whole, variables=(*whole.variables, *sorted(names_in(text))))


def _traces(text: str, call: Call) -> tuple[Trace, ...] | Unknown:
    from lambdafix.semantics.scripts import traces_of  # a script is a RUN within a RUN

    found = traces_of(text, call)
    return found if isinstance(found, Unknown) else tuple(found)


def merged(traces: tuple[Trace, ...]) -> Trace:
    """Several traces as one; what follows in the file keeps its own directory."""
    installing = [t for t in traces if t.install or t.packages]
    return Trace(
        reads=tuple(dict.fromkeys(a for t in traces for a in t.reads)),
        writes=tuple(dict.fromkeys(a for t in traces for a in t.writes)),
        deposits=tuple(d for t in traces for d in t.deposits),
        variables=tuple(dict.fromkeys(v for t in traces for v in t.variables)),
        needs=tuple(_needed(traces)),
        install=next((t.install for t in traces if t.install), None),
        packages=next((t.packages for t in traces if t.packages), None),
        manifests=tuple(dict.fromkeys(m for t in traces for m in t.manifests)),
        trees=tuple(dict.fromkeys(tree for t in traces for tree in t.trees)),
        missing=next((t.missing for t in traces if t.missing), ""),
        maybe=next((t.maybe for t in installing if t.maybe), ""),
    )


def _needed(traces: tuple[Trace, ...]) -> Iterator[str]:
    """The directories that have to be there, less what an earlier one of the traces leaves."""
    made: list[str] = []
    for trace in traces:
        yield from (n for n in trace.needs if not any(below(m, n) for m in made))
        made += (a.path for d in trace.deposits for a in d.areas)
