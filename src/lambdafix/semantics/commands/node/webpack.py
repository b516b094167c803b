"""webpack: bundles what it is led to by imports, into the directory that its settings name.

Sources: webpack 5 documentation, "Command Line Interface" and "Configuration"; webpack-cli 6. The
settings are a program: where that does more than put data together, what is made may lie anywhere
in the project.
"""

from __future__ import annotations

from posixpath import basename, dirname, splitext

from lambdafix.catalog.webpack import listed, programs_of, tables_of
from lambdafix.context.node_source import SUFFIXES
from lambdafix.context.package_json import is_repository, local_path
from lambdafix.context.settings_calls import NotFollowed
from lambdafix.context.tsconfig import compiler_options
from lambdafix.context.webpack_config import WebpackConfig, read_webpack_config
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options
from lambdafix.semantics.commands.node import tools, tsc
from lambdafix.semantics.commands.node.project import NodeProject, find

_FLAGS = """--progress --color --no-color --bail --no-devtool --fail-on-warnings --no-watch --cache
--no-cache --no-stats --version -v"""
_VALUED = (
    "--config -c --mode --env --node-env --devtool -d --stats --output-path -o --name --target -t"
)
_FOLLOWED = frozenset((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"))
_USUAL = "webpack.config"
_FOLDER = ".webpack"  # where it looks for settings, too
# In a source: a chunk that is named by a path, and a loader in the name of a module.
_PLACED = regex(r"webpackChunkName[^*\n]*\.\.|(\bfrom|\bimport|\()\s*['\"`][^'\"`\n]*!")
_PROGRAM = regex(r"\"\.{0,2}/[^\"]*\.[cm]?[jt]s\"")
# With these, ts-loader writes files where tsc would, seen from the output.
_DECLARING = ("composite", "declaration", "incremental")


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown) or words.operands not in ([], ["build"], ["bundle"], ["b"]):
        return tools.built(call)
    if words.flags & {"--version", "-v"}:
        return Trace()
    project = find(call, "npm")
    if isinstance(project, Unknown):
        return tools.built(call)
    config = _config(call, words)
    if isinstance(config, str):
        return tools.built(call, config)
    outputs = _outputs(call, words, config)
    if outputs is None:
        return tools.built(call)
    if why := _not_the_package(project, config) or _written_beside(
        call, project, config.loaders, outputs
    ):
        return tools.built(call, why)
    return _bundled(call, project, config, outputs)


def _config(call: Call, words: Options) -> WebpackConfig | str:
    """What its settings say, or why that is not known."""
    path = _path(call, words)
    if path == "":
        return WebpackConfig()
    if path is None or splitext(path)[1] not in _FOLLOWED or path not in call.files:
        return "which file its settings are is not known"
    try:
        return read_webpack_config(call.project.read(call.files[path]) or "", path)
    except NotFollowed as odd:
        return f"{call.files[path]}, {odd}"


def _path(call: Call, words: Options) -> str | None:
    """The file of its settings in the image: empty where there is none, None where that is not
    known."""
    named = words.all("--config", "-c")
    if named:
        return call.path(named[0]) if len(named) == 1 else None
    here = call.path(".")
    if here is None:
        return None
    there = [p for p in {*call.files, *call.present} if _may_be_settings(p, here)]
    if not there:
        return ""
    plain = len(there) == 1 and splitext(there[0])[0] == join(here, _USUAL)
    return there[0] if plain else None


def _may_be_settings(path: str, directory: str) -> bool:
    beside = dirname(path) == directory and basename(path).startswith(f"{_USUAL}.")
    return beside or below(path, join(directory, _FOLDER))


def _outputs(call: Call, words: Options, config: WebpackConfig) -> tuple[str, ...] | None:
    said = words.last("--output-path", "-o")
    if said is not None and (len(config.outputs) > 1 or splitext(said)[1]):
        return None  # webpack-cli 3 takes a file there
    paths = tuple(call.path(p) for p in ((said,) if said is not None else config.outputs))
    return None if None in paths else tuple(p for p in paths if p)


def _not_the_package(project: NodeProject, config: WebpackConfig) -> str:
    """A plugin or a loader that package.json has another package for; empty where there is none."""
    required = project.package.required if project.package else {}
    for name in sorted(config.packages & required.keys()):
        asked = required[name]
        if asked.startswith("npm:") or local_path(asked) or is_repository(asked):
            return f"package.json has another package for {name}"
    return ""


def _written_beside(
    call: Call, project: NodeProject, loaders: frozenset[str], outputs: tuple[str, ...]
) -> str:
    """Why a source or a loader may write beside the output; empty where none does."""
    own = [p for p in call.files if below(p, project.root) and "/node_modules/" not in p]
    for path in (p for p in own if p.endswith(SUFFIXES)):
        if _PLACED.search(call.project.read(call.files[path]) or ""):
            return f"{call.files[path]} names a chunk or a loader itself"
    for path in (p for p in own if basename(p) in tables_of(loaders)):
        if _PROGRAM.search(call.project.read(call.files[path]) or ""):
            return f"{call.files[path]} may name a program"
    program = next((p for p in own if basename(p) in programs_of(loaders)), None)
    if program is not None:
        return f"{call.files[program]} is a program"
    if loaders.isdisjoint(listed("loaders", "declaring")):
        return ""
    for path in own:
        if not (basename(path).startswith("tsconfig") and path.endswith(".json")):
            continue
        found = compiler_options(call.project, call.files[path])
        if isinstance(found, str):
            return found
        into = tsc.place(call, None, path, found.get("outDir"))
        inside = into is not None and any(below(into, out) for out in outputs)
        wanted = any(found.get(name) is True for name in _DECLARING)
        if tsc.scattered(found) or (wanted and not inside):
            return f"{call.files[path]} has declarations written, maybe beside the output"
    return ""


def _bundled(
    call: Call, project: NodeProject, config: WebpackConfig, outputs: tuple[str, ...]
) -> Trace:
    output = tuple(Area(path, deep=True) for path in outputs)
    kept = (Area(f"{project.modules.path}/.cache", deep=True),) if config.caches else ()
    made = Deposit(
        (*output, *kept),
        (*call.argv, "in", call.cwd),
        f"what webpack bundles into {' and '.join(outputs)}",
        output=output,
        bundle=config.whole,
    )
    # its settings, and what they name, may ask for any variable
    return Trace(reads=(EVERYTHING,), writes=made.areas, deposits=(made,), variables=("?*",))
