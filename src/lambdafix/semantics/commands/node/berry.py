"""yarn 3 and 4 where they make a node_modules: installs and scripts.

Sources: Yarn 4 documentation, "CLI" and "Lifecycle scripts"; 3.8.7 and 4.5.3 run on a project: an
install runs no script of it but preinstall, install and postinstall, `yarn run` none in front of or
behind the one it names, and NODE_ENV leaves out nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.catalog.yarn_settings import bundles_plugins
from lambdafix.semantics.areas import EVERYTHING, meet
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.node import scripts as node_scripts
from lambdafix.semantics.commands.node import tools as node_tools
from lambdafix.semantics.commands.node.berry_project import BerryProject, find
from lambdafix.semantics.commands.node.install import installed
from lambdafix.semantics.commands.node.lifecycle import OF_BERRY, Request
from lambdafix.semantics.commands.node.settings import caches, surroundings

_INSTALL = """--immutable --no-immutable --frozen-lockfile --immutable-cache --no-immutable-cache
--refresh-lockfile --check-cache --check-resolutions --inline-builds --no-inline-builds --json
--silent"""
_ADD = "-D --dev -P --peer -O --optional -E --exact -T --tilde -C --caret --prefer-dev --cached"
_FOCUS = "-A --all --production --json"
_QUIET = frozenset("--inline-builds --no-inline-builds --json --silent --immutable-cache".split())
_SHOWN = frozenset("why info explain bin --help -h".split())
_DEPRECATED = frozenset("--production --prod".split())
_OTHER = frozenset(
    """up remove dlx exec node set plugin patch patch-commit pack npm link unlink unplug rebuild
    dedupe import init version constraints search stage upgrade-interactive config""".split()
)


def read(call: Call, directory: str | None) -> Trace | Unknown:
    found = find(call, directory)
    if isinstance(found, Unknown):
        return found
    words = _less_directory(call.argv[1:])
    verb = words[0] if words and not words[0].startswith("-") else "install"
    rest = words[1:] if words[:1] == (verb,) else words
    if verb == "install":
        return _install(call, found, rest)
    if verb == "add":
        return _add(call, found, rest)
    if verb == "workspaces" and rest[:1] == ("focus",):
        return _focus(call, found, rest[1:])
    if verb == "cache" and rest[:1] == ("clean",):
        left = (*caches(call, "berry", found.project.settings), *found.cache)
        return Trace(reads=surroundings(call, found.project.settings), writes=left)
    if verb in _SHOWN:
        return Trace(reads=(EVERYTHING,))
    scripts = found.project.package.scripts if found.project.package else {}
    if verb in ("workspace", "workspaces") or (verb in _OTHER and verb not in scripts):
        return Unknown(f"yarn {verb}", "what this command does is not known")
    return _script(call, found, rest if verb == "run" else (verb, *rest))


def _script(call: Call, found: BerryProject, words: tuple[str, ...]) -> Trace | Unknown:
    """A script of package.json, else a command of a package."""
    if not words or words[0].startswith("-"):
        return Unknown("yarn run", "it names no script")
    project, name = found.project, words[0]
    if project.package and name not in project.package.scripts:
        trace = node_tools.local(call, project, words)
    else:
        trace = node_scripts.run(call, project, name, words[1:])
    if isinstance(trace, Unknown):
        return trace
    return replace(trace, reads=(*trace.reads, *found.read))


def _install(call: Call, found: BerryProject, words: tuple[str, ...]) -> Trace | Unknown:
    deprecated = next((w for w in words if w in _DEPRECATED), None)
    if deprecated:
        why = (
            "this Yarn ends with an error at it: it has `yarn workspaces focus --all --production`"
        )
        return Unknown(deprecated, why)
    asked = options(words, _INSTALL, "--mode")
    if isinstance(asked, Unknown):
        return asked
    if asked.operands or asked.last("--mode") not in (None, "skip-build"):
        return Unknown(f"yarn install {' '.join(words)}", "what this command does is not known")
    frozen = bool(asked.flags & {"--immutable", "--frozen-lockfile"})
    if frozen and not found.locked:
        return Unknown("yarn install", "without a lock file, which no COPY brings, it fails")
    scripts = asked.last("--mode") is None
    return _placed(call, found, _request(("install",), asked, frozen=frozen, scripts=scripts))


def _add(call: Call, found: BerryProject, words: tuple[str, ...]) -> Trace | Unknown:
    asked = options(words, f"{_ADD} --json", "")
    if isinstance(asked, Unknown):
        return asked
    if not asked.operands:
        return Unknown("yarn add", "it names no package")
    request = _request(("add", *asked.operands), asked)
    return _placed(call, found, replace(request, packages=tuple(asked.operands)))


def _focus(call: Call, found: BerryProject, words: tuple[str, ...]) -> Trace | Unknown:
    """An install that may leave out the packages for development, and takes them away where an
    earlier one has brought them; it writes no lock."""
    plugin = "@yarnpkg/plugin-workspace-tools"
    if not (bundles_plugins(found.major) or found.has_plugin(plugin)):
        return Unknown("yarn workspaces focus", f"Yarn {found.major} has it by {plugin} alone")
    asked = options(words, _FOCUS, "")
    if isinstance(asked, Unknown):
        return asked
    if asked.operands:
        return Unknown(asked.operands[0], "workspaces of Yarn 2 and later are not followed")
    if not found.locked:
        return Unknown("yarn workspaces focus", "no COPY brings a lock file")
    asked.flags -= {"-A", "--all"}
    again = meet(call.filled, (found.project.modules,)) is not None
    verb = "prune" if again else "install"
    return _placed(call, found, _request((verb,), asked, frozen=True))


def _request(
    said: tuple[str, ...], asked: Options, *, frozen: bool = False, scripts: bool = True
) -> Request:
    words = (*said, *asked.chosen(_QUIET))
    return Request(words=words, frozen=frozen, scripts=scripts, hooks=OF_BERRY)


def _placed(call: Call, found: BerryProject, request: Request) -> Trace | Unknown:
    """The trace of an install, with what Yarn keeps beside node_modules."""
    trace = installed(call, found.project, request)
    if isinstance(trace, Unknown):
        return trace
    return replace(
        trace,
        reads=(*trace.reads, *found.read, *found.cache),
        writes=(*trace.writes, found.state, *found.cache),
        trees=tuple(area.path for area in found.read),
    )


def _less_directory(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words behind `--cwd DIR`, which stands in front of all."""
    if words[:1] == ("--cwd",):
        return words[2:]
    return words[1:] if words and words[0].startswith("--cwd=") else words
