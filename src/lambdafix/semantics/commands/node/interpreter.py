"""node and corepack: a program cannot be seen; corepack puts starters of yarn and pnpm beside node.

Sources: Node.js 24 documentation, "Command-line API"; README of corepack 0.34.
"""

from __future__ import annotations

from lambdafix.catalog.builds import package_managers
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.node.project import find, looked_for
from lambdafix.semantics.commands.node.settings import VARIABLES, places

_KEPT = Area("/root/.cache/node/corepack", deep=True)
_STARTED = frozenset(("yarn", "pnpm"))  # where none is named


def read(call: Call) -> Trace | Unknown:
    if call.argv[1:] in (("--version",), ("-v",)):
        return Trace()
    if call.argv[0] != "corepack":
        return Unknown(" ".join(call.argv[:2]), "what a program does cannot be seen")
    verb = call.argv[1] if len(call.argv) > 1 else ""
    words = [w for w in call.argv[2:] if w != "--activate"]
    if verb not in ("enable", "prepare", "install") or not all(map(_is_manager, words)):
        return Unknown(f"corepack {verb}".strip(), "what this command does is not known")
    project, into = find(call, "npm"), places(call)
    if isinstance(project, Unknown):
        return project
    if into is None or call.scope.value("COREPACK_HOME"):
        return Unknown("corepack", "the directory in which it works is not known")
    names = frozenset(w.partition("@")[0] for w in words) or _STARTED
    semantic = ("node -g", "corepack", verb, *words)
    made = Deposit(into, semantic, f"what `corepack {verb}` leaves", names, whole=True)
    return Trace(
        reads=(*looked_for(project), *into, _KEPT),
        writes=(*into, _KEPT),
        deposits=(made,),
        variables=VARIABLES,
        manifests=project.manifests if verb == "install" else (),
    )


def _is_manager(word: str) -> bool:
    return word.partition("@")[0] in package_managers("nodejs")
