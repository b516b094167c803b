"""What an install for every project reads and leaves: `npm install -g`, `yarn global add`.

Sources: npm 11 documentation, "Folders" and "npm install"; Yarn 1 documentation, "yarn global".
"""

from __future__ import annotations

from lambdafix.context.package_json import local_path
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.node.lifecycle import Request
from lambdafix.semantics.commands.node.project import NodeProject
from lambdafix.semantics.commands.node.settings import (
    VARIABLES,
    below_prefix,
    caches,
    places,
    surroundings,
    variables_in,
)


def installed_globally(call: Call, project: NodeProject, request: Request) -> Trace | Unknown:
    """The trace of an install for every project: packages by name, below the prefix of node."""
    into = places(call)
    prefix = project.settings.get("prefix")
    if prefix is not None:
        named = call.path(prefix) if project.tool == "npm" else None
        if named is None:
            return Unknown("prefix", "the place that this setting names is not known")
        into = below_prefix(named)
    if project.tool == "yarn":
        home = call.scope.value("HOME")
        own = (join(h, ".config/yarn") for h in (home or "/root", "/usr/local/share"))
        into = (*into, *(Area(path, deep=True) for path in own)) if into and home else None
    if into is None:
        return Unknown(f"{project.tool} -g", "PATH, by which it finds its place, is not known")
    odd = next((p for p in request.packages if local_path(p) or set(p) & set("$*?[{")), None)
    if not request.packages or odd is not None:
        return Unknown(f"{project.tool} -g {odd or ''}".strip(), "what it installs is not known")
    kept = caches(call, project.tool, project.settings)
    names = frozenset(request.packages)
    words = (w for w in request.words if w not in names)
    label = f"what `{call.shown}` leaves"
    made = Deposit(into, ("node -g", project.tool, *words), label, names, whole=True)
    user = tuple(Area(join(d, ".npmrc")) for d in ("/root", "/usr/local/etc"))
    return Trace(
        reads=(*surroundings(call, project.settings), *user, *into, *kept),
        writes=(*into, *kept),
        deposits=(made,),
        variables=(*VARIABLES, *variables_in(project.settings)),
    )
