"""pnpm: installs and scripts.

Source: pnpm 10 documentation, "CLI commands" and "Settings". A pnpmfile is code that every install
runs: all of the project counts as read and written then.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.catalog.updates import keeps_ranges, updates
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.node import scripts as node_scripts
from lambdafix.semantics.commands.node import tools as node_tools
from lambdafix.semantics.commands.node.install import installed
from lambdafix.semantics.commands.node.lifecycle import CHANGED, HOOKS, PRUNED, Request
from lambdafix.semantics.commands.node.project import NodeProject, find
from lambdafix.semantics.commands.node.settings import caches, surroundings

_FLAGS = """--prod -P --production --dev -D --no-optional --offline --prefer-offline
--frozen-lockfile --no-frozen-lockfile --prefer-frozen-lockfile --fix-lockfile --ignore-scripts
--force --silent -s --no-color --color --strict-peer-dependencies --no-strict-peer-dependencies
--shamefully-hoist --no-hoist --save-prod --save-dev --save-optional -O --save-exact -E --save-peer
--ignore-workspace --ignore-pnpmfile --no-lockfile --no-verify-store-integrity --aggregate-output
--recursive -r --if-present --version -v --unsafe-perm --resolution-only --global -g --no-bail
--workspace-root -w --use-beta-cli --yes -y --latest -L --no-save"""
_VALUED = """--dir -C --reporter --loglevel --network-concurrency --child-concurrency --store-dir
--registry --filter -F --fetch-timeout --fetch-retries --package-import-method --node-linker
--lockfile-dir --config --virtual-store-dir --modules-dir --hoist-pattern --public-hoist-pattern
--cpu --os --libc --fetch-retry-mintimeout --fetch-retry-maxtimeout --cache-dir"""
_UNKNOWN = """--lockfile-dir --config --virtual-store-dir --modules-dir --filter -F --global -g
--recursive -r --workspace-root -w --resolution-only --cache-dir""".split()
_OTHER_MANIFESTS = ("json5", "package.yaml", "pnpm-workspace.yml")
_QUIET = frozenset(
    """--silent -s --no-color --color --reporter --loglevel --network-concurrency --dir -C
    --child-concurrency --fetch-timeout --fetch-retries --store-dir --yes -y""".split()
)
_INSTALL = frozenset({"install", "i"})
_ADD = frozenset({"add"})
_SHOWN = frozenset("list ls ll why outdated root bin licenses help".split())
_OTHER = frozenset(
    """deploy update up upgrade remove rm import link publish pack patch create dlx env setup config
    self-update approve-builds audit init test-exec server""".split()
)


def read(call: Call) -> Trace | Unknown:
    if call.argv[1:2] in (("--version",), ("-v",)):
        return Trace()
    at = next((i for i, w in enumerate(call.argv[1:], 1) if not w.startswith("-")), 0)
    verb = call.argv[at] if at else "install"
    known = verb in _INSTALL | _ADD | _SHOWN | _OTHER | {"run", "exec", "store", "prune", "rebuild"}
    # behind the name of a script all words are its own
    own = at + 2 if verb in ("run", "exec") else len(call.argv) if known else at + 1
    words = options(call.argv[1:own], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if words.last("--node-linker") == "pnp":
        return Unknown("--node-linker", "with pnp, packages land elsewhere")
    odd = next((o for o in _UNKNOWN if o in words.flags or o in words.values), None)
    if odd is not None:
        return Unknown(odd, "this option changes where packages land or which project is meant")
    project = find(call, "pnpm", words.last("--dir", "-C"))
    if isinstance(project, Unknown):
        return project
    written = next((m for m in project.manifests if m.endswith(_OTHER_MANIFESTS)), None)
    if written is not None:
        return Unknown(written, "only package.json is read")
    if verb in ("run", "test", "t", "start", "exec") or not known:
        rest = call.argv[at + 1 :] if verb in ("run", "exec") else call.argv[at:]
        return _script(call, project, rest, script=verb != "exec")
    return _command(call, project, words, words.operands or ["install"])


def _script(
    call: Call, project: NodeProject, words: tuple[str, ...], *, script: bool
) -> Trace | Unknown:
    if not words:
        return Unknown("pnpm run", "it names no script")
    name = "test" if words[0] == "t" else words[0]
    scripts = project.package.scripts if project.package else {}
    if not script or (project.package and name not in scripts):
        return node_tools.local(call, project, words)
    return node_scripts.run(call, project, name, tuple(w for w in words[1:] if w != "--"))


def _command(
    call: Call, project: NodeProject, words: Options, operands: list[str]
) -> Trace | Unknown:
    verb, *names = operands
    if verb in _INSTALL | _ADD and bool(names) == (verb in _ADD):
        return installed(call, project, _request(words, operands))
    if verb in ("prune", "rebuild") and not names:
        return installed(call, project, _request(words, operands))
    if updates("pnpm", verb):
        request = _request(words, ["update", *sorted(names)])
        saved = not keeps_ranges("pnpm", words.flags, "")
        request = replace(request, packages=(), frozen=False, hooks=HOOKS, saved=saved, update=True)
        return installed(call, project, request)
    if verb == "store" and names == ["prune"]:
        outside = surroundings(call, project.settings)
        return Trace(reads=outside, writes=caches(call, "pnpm", project.settings))
    if verb in _SHOWN:
        return Trace(reads=(EVERYTHING,))
    return Unknown(f"pnpm {verb}", "what this command does is not known")


def _request(words: Options, operands: list[str]) -> Request:
    verb, *packages = operands
    verb = "install" if verb in _INSTALL else verb
    return Request(
        words=(verb, *packages, *words.chosen(_QUIET)),
        packages=tuple(packages),
        frozen=bool(words.flags & {"--frozen-lockfile", "--no-lockfile"}) and not packages,
        scripts="--ignore-scripts" not in words.flags,
        hooks=CHANGED if packages else PRUNED if verb == "prune" else HOOKS,
    )
