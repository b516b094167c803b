"""nest build: tsc by the settings of nest-cli.json, which names the tsconfig.json and the assets.

Source: Nest 11 documentation, "CLI command reference" (nest build) and "Workspaces" (CLI
properties). Its other builders, swc and webpack, and its workspaces put what they make where
programs say: then it is all of the project.
"""

from __future__ import annotations

import json

from lambdafix.semantics.areas import join
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.node import tools, tsc
from lambdafix.semantics.commands.node.project import find

_SETTINGS = ("nest-cli.json", ".nestcli.json", ".nest-cli.json", "nest.json")
# Settings of `compilerOptions` that leave tsc in its place: its plugins change what it compiles.
_PLAIN = frozenset(
    "deleteOutDir plugins tsConfigPath typeCheck watchAssets builder webpack".split()
)
# Settings at the top that decide nothing about a build.
_BESIDE = frozenset(
    """$schema collection sourceRoot entryFile exec generateOptions language root
    compilerOptions""".split()
)


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], "--tsc --version -v", "--path -p --builder -b")
    if isinstance(words, Unknown):
        return tools.built(call)
    if words.flags & {"--version", "-v"}:
        return Trace()
    settings = _settings(call) if words.operands == ["build"] else None
    config = _config(call, words, settings) if settings is not None else None
    if config is None:
        return tools.built(call)
    found = tsc.settings(call, config)
    out = None
    if not isinstance(found, str) and not tsc.scattered(found):
        out = tsc.place(call, None, config, found.get("outDir"))
    if isinstance(found, str) or out is None:
        return tools.built(call)
    return tsc.compiled(call, out, tsc.kept_by(call, found, config, out), config)


def _settings(call: Call) -> dict[str, object] | None:
    """The `compilerOptions` of its settings, empty without any; None where another builder is at
    work, or something goes to another place."""
    project = find(call, "npm")
    if isinstance(project, Unknown):
        return None
    path = next((p for n in _SETTINGS if (p := join(project.root, n)) in call.files), None)
    if path is None:
        return None if any(join(project.root, n) in call.present for n in _SETTINGS) else {}
    try:
        table = json.loads(call.project.read(call.files[path]) or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(table, dict) or not table.keys() <= _BESIDE:
        return None
    own = table.get("compilerOptions", {})
    if not isinstance(own, dict) or not own.keys() - {"assets"} <= _PLAIN or own.get("webpack"):
        return None
    if own.get("builder", "tsc") not in ("tsc", {"type": "tsc"}):
        return None
    assets = own.get("assets", [])
    named = isinstance(assets, list) and all(
        isinstance(a, str) or (isinstance(a, dict) and "outDir" not in a) for a in assets
    )
    return own if named else None


def _config(call: Call, words: Options, settings: dict[str, object]) -> str | None:
    """The tsconfig.json that it takes, in the image; None where that is no file of the context."""
    project = find(call, "npm")
    if isinstance(project, Unknown) or words.last("--builder", "-b") not in (None, "tsc"):
        return None
    said = words.last("--path", "-p") or settings.get("tsConfigPath")
    names = (said,) if isinstance(said, str) else ("tsconfig.build.json", "tsconfig.json")
    there = (p for n in names if (p := join(project.root, n)) in call.files or p in call.present)
    first = next(there, None)
    return first if first in call.files else None
