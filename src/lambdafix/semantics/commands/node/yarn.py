"""yarn 1: installs and scripts.

Source: Yarn 1 documentation (1.22), "CLI". A .yarnrc.yml, a packageManager in package.json or the
lock tells a later one, which is read by a file of its own.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.catalog.updates import keeps_ranges, updates
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.node import berry
from lambdafix.semantics.commands.node import scripts as node_scripts
from lambdafix.semantics.commands.node import tools as node_tools
from lambdafix.semantics.commands.node.berry_project import is_meant
from lambdafix.semantics.commands.node.global_install import installed_globally
from lambdafix.semantics.commands.node.install import installed
from lambdafix.semantics.commands.node.lifecycle import Request
from lambdafix.semantics.commands.node.project import NodeProject, find
from lambdafix.semantics.commands.node.settings import caches, surroundings

_FLAGS = """--production --prod --frozen-lockfile --pure-lockfile --no-lockfile --ignore-scripts
--ignore-engines --ignore-optional --ignore-platform --non-interactive --silent -s --verbose
--no-progress --no-bin-links --offline --prefer-offline --force --check-files --no-cache
--skip-integrity-check --update-checksums --json --har --no-emoji -D --dev -P --peer -O --optional
-E --exact -T --tilde -A --audit -W --ignore-workspace-root-check --no-production --version -v
--all --latest -L --caret -C"""
_VALUED = """--cache-folder --cwd --network-timeout --network-concurrency --mutex --registry
--modules-folder --use-yarnrc --preferred-cache-folder --emoji"""
_UNKNOWN = ("--modules-folder", "--use-yarnrc", "--preferred-cache-folder")
_QUIET = frozenset(
    """--non-interactive --silent -s --verbose --no-progress --no-emoji --emoji --cwd --cache-folder
    --network-timeout --network-concurrency --mutex""".split()
)
_SHOWN = frozenset("list why info licenses outdated versions bin dir help".split())


def read(call: Call) -> Trace | Unknown:
    at = next((i for i, w in enumerate(call.argv[1:], 1) if not w.startswith("-")), None)
    words = options(_plain(call.argv[1:]), _FLAGS, _VALUED)
    if call.argv[1:2] in (("--version",), ("-v",), ("-version",)):
        return Trace()
    directory = words.last("--cwd") if isinstance(words, Options) else None
    if is_meant(call, directory):
        return berry.read(call, directory)
    project = find(call, "yarn", directory)
    if isinstance(project, Unknown):
        return project
    manager = project.package.manager if project.package else ""
    if manager and not manager.startswith("yarn@1"):
        return Unknown("yarn", f"package.json asks for `{manager}`, which is not known")
    other = next((m for m in project.manifests if m.endswith("/yarn.json")), None)
    if other is not None:
        return Unknown(other, "only package.json is read")
    if project.package and project.package.plug_and_play:
        return Unknown("yarn", "with pnp, packages land elsewhere")
    said = words.operands if isinstance(words, Options) else call.argv[at or 1 :]
    verb = said[0] if said else "install"
    scripts = project.package.scripts if project.package else {}
    if verb in ("run", "run-script") or verb in scripts:
        return _script(call, project, call.argv[call.argv.index(verb) :])
    if isinstance(words, Unknown):
        return words if verb in _KNOWN else _script(call, project, call.argv[at or 1 :])
    odd = next((o for o in _UNKNOWN if o in words.values), None)
    if odd is not None:
        return Unknown(odd, "this option changes what an install does")
    return _command(call, project, words, words.operands or ["install"])


_KNOWN = frozenset({"install", "add", "global", "cache", "config", "remove", "upgrade"}) | _SHOWN


def _script(call: Call, project: NodeProject, words: tuple[str, ...]) -> Trace | Unknown:
    """`yarn run NAME`, `yarn NAME`: a script of package.json, else a command of a package."""
    name, *arguments = words[1:] if words[0] in ("run", "run-script") and words[1:] else words
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if project.package and name not in project.package.scripts:
        return node_tools.local(call, project, (name, *arguments))
    return node_scripts.run(call, project, name, tuple(arguments))


def _command(
    call: Call, project: NodeProject, words: Options, operands: list[str]
) -> Trace | Unknown:
    verb, *names = operands
    cached = words.last("--cache-folder")
    if cached:
        project = replace(project, settings={**project.settings, "cache-folder": cached})
    if verb == "global" and names[:1] == ["add"]:
        return installed_globally(call, project, _request(words, ("global", *names), names[1:]))
    if verb in ("install", "add") and bool(names) == (verb == "add"):
        return installed(call, project, _request(words, (verb, *names), names))
    if updates("yarn", verb):
        return installed(call, project, _update(words, names))
    if verb == "cache" and names == ["clean"]:
        outside = surroundings(call, project.settings)
        return Trace(reads=outside, writes=caches(call, "yarn", project.settings))
    if verb in _SHOWN:
        return Trace(reads=(EVERYTHING,))
    if verb in _KNOWN or verb.startswith("-"):
        return Unknown(f"yarn {verb}", "what this command does is not known")
    return _script(call, project, ("run", *operands))


def _request(words: Options, said: tuple[str, ...], packages: list[str]) -> Request:
    unwritten = {"--frozen-lockfile", "--pure-lockfile", "--no-lockfile"}
    return Request(
        words=(*said, *words.chosen(_QUIET)),
        packages=tuple(packages),
        frozen=bool(words.flags & unwritten) and not packages,
        scripts="--ignore-scripts" not in words.flags,
    )


def _update(words: Options, packages: list[str]) -> Request:
    """An install of everything, of which these packages (none: all) become as new as may be; one
    with a version is asked for anew in package.json."""
    request = _request(words, ("update", *sorted(packages)), [])
    pinned = any("@" in name[1:] for name in packages)
    saved = pinned or not keeps_ranges("yarn", words.flags, "")
    return replace(request, frozen=False, saved=saved, update=True)


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """`--production=true` as `--production`, `--production=false` as `--no-production`."""
    given = {
        f"{flag}={value}": flag if value == "true" else "--no-production"
        for flag in ("--production", "--prod")
        for value in ("true", "false")
    }
    return tuple(given.get(word, word) for word in words)
