"""npm: installs, scripts, settings.

Source: npm 11 documentation (11.19), "CLI Commands".
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.catalog.updates import keeps_ranges, updates
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown
from lambdafix.semantics.commands.node import scripts as node_scripts
from lambdafix.semantics.commands.node.global_install import installed_globally
from lambdafix.semantics.commands.node.install import installed
from lambdafix.semantics.commands.node.lifecycle import CHANGED, HOOKS, Request
from lambdafix.semantics.commands.node.npm_options import QUIET, UNFOLLOWED, is_global, read_words
from lambdafix.semantics.commands.node.project import NodeProject, find, looked_for
from lambdafix.semantics.commands.node.settings import caches, surroundings

_INSTALL = frozenset("install add i in ins inst insta instal isnt isnta isntal isntall".split())
_LOCKS = ("/package-lock.json", "/npm-shrinkwrap.json")
_CI = frozenset("ci clean-install ic install-clean isntall-clean".split())
_RUN = frozenset("run run-script rum urn".split())
_REBUILT = ("preinstall", "install", "postinstall", "prepare")
_SCRIPTS = {"test": "test", "t": "test", "tst": "test", "start": "start", "stop": "stop"}
_SHOWN = frozenset(
    """ls list ll outdated view info show root prefix bin whoami ping help fund explain why
    doctor search find-dupes sbom""".split()
)


def read(call: Call) -> Trace | Unknown:
    words, arguments = read_words(call.argv[1:])
    if isinstance(words, Unknown):
        return words
    if words.flags & {"--version", "-v", "-h"}:
        return Trace()
    odd = next((o for o in UNFOLLOWED if o in words.flags or o in words.values), None)
    if odd is not None:
        return Unknown(odd, "this option changes what an install does")
    if not words.operands:
        return Unknown("npm", "it has no command")
    verb, *names = words.operands
    project = find(_global_call(call) if is_global(words) else call, "npm", _directory(words))
    if isinstance(project, Unknown):
        return project
    if verb in _RUN and names:
        return _script(call, project, words, names[0], (*names[1:], *arguments))
    if verb in _SCRIPTS:
        return _script(call, project, words, _SCRIPTS[verb], (*names, *arguments))
    if verb in _INSTALL or verb in _CI:
        packages = () if verb in _CI else (*names, *arguments)
        return _install(call, project, words, verb, packages)
    if updates("npm", verb):
        return _update(call, project, words, (*names, *arguments))
    return _other(call, project, words, verb, names)


def _install(
    call: Call, project: NodeProject, words: Options, verb: str, packages: tuple[str, ...]
) -> Trace | Unknown:
    request = Request(
        words=("ci" if verb in _CI else "install", *words.chosen(QUIET), *sorted(packages)),
        packages=packages,
        frozen=verb in _CI,
        saved="--no-save" not in words.flags,
        scripts="--ignore-scripts" not in words.flags,
        hooks=CHANGED if packages else HOOKS,
        members=bool(words.last("-w", "--workspace") or "--workspaces" in words.flags),
    )
    locked = any(m.endswith(_LOCKS) for m in project.manifests) or project.package is None
    if verb in _CI and not locked:
        return Unknown(f"npm {verb}", "without a lock file, which no COPY brings, it fails")
    return _placed(call, project, words, request)


def _update(
    call: Call, project: NodeProject, words: Options, packages: tuple[str, ...]
) -> Trace | Unknown:
    """An install of everything, of which these packages (none: all) become as new as may be."""
    odd = next((p for p in packages if set(p) & set("$*?[{")), None)
    if odd is not None:
        return Unknown(f"npm update {odd}", "what it brings up to date is not known")
    node = call.base[1] if call.base[0] == "nodejs" else ""
    said = {*words.flags, *(("--save",) if project.settings.get("save") == "true" else ())}
    request = Request(
        words=("update", *words.chosen(QUIET), *sorted(packages)),
        packages=packages if is_global(words) else (),
        saved=not keeps_ranges("npm", said, node),
        scripts="--ignore-scripts" not in words.flags,
        # the npm of before runs those of an install
        hooks=CHANGED if keeps_ranges("npm", (), node) else HOOKS,
        members=bool(words.last("-w", "--workspace") or "--workspaces" in words.flags),
        update=True,
    )
    return _placed(call, project, words, request)


def _placed(call: Call, project: NodeProject, words: Options, request: Request) -> Trace | Unknown:
    """The trace of an install into the project, or for every project."""
    cached = words.last("--cache")
    if cached:
        project = replace(project, settings={**project.settings, "cache": cached})
    if not is_global(words):
        return installed(call, project, request)
    if words.last("--prefix", "-C"):
        return Unknown("--prefix", "another place for global packages is not known")
    return installed_globally(call, project, request)


def _script(
    call: Call, project: NodeProject, words: Options, name: str, arguments: tuple[str, ...]
) -> Trace | Unknown:
    if words.last("-w", "--workspace") or "--workspaces" in words.flags:
        return Unknown("--workspace", "which workspace it means is not followed")
    scripts = project.package.scripts if project.package else {}
    if "--if-present" in words.flags and project.package and name not in scripts:
        return Trace(reads=looked_for(project))
    return node_scripts.run(call, project, name, arguments)


def _other(
    call: Call, project: NodeProject, words: Options, verb: str, names: list[str]
) -> Trace | Unknown:
    """The commands that keep a project's packages, show something or change settings."""
    outside = surroundings(call, project.settings)
    if verb == "cache" and names[:1] in (["clean"], ["verify"], ["clear"], ["rm"]):
        return Trace(reads=outside, writes=caches(call, "npm", project.settings))
    if verb in ("prune", "dedupe", "ddp", "rebuild", "rb") and not is_global(words):
        rebuilt = verb in ("rebuild", "rb")
        hooks = _REBUILT if rebuilt else CHANGED
        request = Request((verb, *words.chosen(QUIET), *names), frozen=rebuilt, hooks=hooks)
        return installed(call, project, request)
    if verb in _SHOWN or (verb == "config" and names[:1] in (["get"], ["list"], ["ls"])):
        return Trace(reads=(EVERYTHING,))
    if (verb == "config" and names[:1] == ["set"]) or verb == "set":
        return _set(call, words, names[1:] if verb == "config" else names)
    return Unknown(f"npm {verb}", "what this command does is not known")


def _set(call: Call, words: Options, pairs: list[str]) -> Trace | Unknown:
    """A setting goes into the user's .npmrc; one that moves packages is not followed."""
    home = call.scope.value("HOME")
    name = pairs[0].partition("=")[0] if pairs else ""
    if home is None or is_global(words) or not _is_harmless(name):
        return Unknown(f"npm config set {name}".strip(), "this setting is not followed")
    # deep, as no file of the image is known by it: these settings decide no place
    file = (Area(join(home, ".npmrc"), deep=True),)
    made = Deposit(file, ("npm config set", *pairs), "the user's settings of npm")
    return Trace(reads=(*file, *surroundings(call, {})), writes=file, deposits=(made,))


def _is_harmless(name: str) -> bool:
    plain = """registry strict-ssl fund audit update-notifier progress loglevel maxsockets
    fetch-retries fetch-timeout fetch-retry-mintimeout fetch-retry-maxtimeout legacy-peer-deps
    engine-strict unsafe-perm proxy https-proxy noproxy always-auth color""".split()
    return name in plain or name.startswith(("//", "@"))


def _global_call(call: Call) -> Call:
    """A call that sees no project: its .npmrc is not read in global mode."""
    return replace(call, cwd="/")


def _directory(words: Options) -> str | None:
    return None if is_global(words) else words.last("--prefix", "-C")
