"""tsc: compiles what it is led to by imports, into the directory that its settings name.

Source: TypeScript 5.9 documentation, "tsc CLI Options" and "TSConfig Reference". Which files it
reads is decided by imports, so everything counts as read. Without `outDir` it writes beside each
source, in places that cannot be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, relpath

from lambdafix.context.package_json import PackageJson, read_package_json
from lambdafix.context.tsconfig import compiler_options
from lambdafix.semantics.areas import EVERYTHING, Area, join, upwards
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options

_FLAGS = """--noEmit --build -b --force --sourceMap --declaration -d --skipLibCheck --strict
--removeComments --esModuleInterop --pretty --listEmittedFiles --resolveJsonModule --noEmitOnError
--verbose --incremental --preserveWatchOutput --version -v --allowJs --strictNullChecks"""
_VALUED = "--project -p --outDir --target -t --module -m --moduleResolution --jsx --lib --rootDir"
# Settings that put files beside the output directory, or anywhere.
_SCATTERED = "declarationDir outFile out generateTrace tsBuildInfoFile generateCpuProfile".split()
_BESIDE = "without outDir it writes beside every source"
_KEEPING = ("incremental", "composite")
_INCREMENTAL = frozenset({"--incremental", "--build", "-b"})


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if words.flags & {"--version", "-v"}:
        return Trace()
    config = _config(call, words)
    if isinstance(config, Unknown):
        return config
    found = settings(call, config)
    if isinstance(found, str):
        return Unknown("tsc", found)
    odd = scattered(found)
    if odd:
        return Unknown(odd, "this setting of tsc is not followed")
    keeps = bool(words.flags & _INCREMENTAL) or _keeps(found)
    if "--noEmit" in words.flags or found.get("noEmit") is True:
        why = "where it keeps what it has checked is not followed"
        return Unknown("tsc", why) if keeps else Trace(reads=(EVERYTHING,))
    out = place(call, words.last("--outDir"), config, found.get("outDir"))
    if out is None:
        said = words.last("--outDir") or found.get("outDir")
        why = f"where its outDir `{said}` lies is not known" if said else _BESIDE
        return Unknown("tsc", why)
    root = place(call, words.last("--rootDir"), config, found.get("rootDir"))
    return compiled(call, out, _kept(config, out, root) if keeps else (), config)


def settings(call: Call, config: str) -> Mapping[str, object] | str:
    """What a tsconfig.json in the image says to the compiler, or why it is not known."""
    packages: dict[str, list[str]] = {}
    for path in (join(d, "package.json") for d in upwards(dirname(config))):
        package = read_package_json(call.project, call.files[path]) if path in call.files else ""
        if isinstance(package, PackageJson):
            for names, asked in package.dependencies.items():  # several are of an override
                for name in names.split():
                    packages.setdefault(name, []).append(asked)
    return compiler_options(call.project, call.files[config], packages)


def scattered(found: Mapping[str, object]) -> str:
    """A setting that puts files beside the output directory; empty if there is none."""
    return next((s for s in _SCATTERED if s in found), "")


def kept_by(call: Call, found: Mapping[str, object], config: str, out: str) -> tuple[Area, ...]:
    """Where settings have it keep what it knows for the next time; none where they do not."""
    root = place(call, None, config, found.get("rootDir"))
    return _kept(config, out, root) if _keeps(found) else ()


def _keeps(found: Mapping[str, object]) -> bool:
    return any(found.get(name) is True for name in _KEEPING)


def compiled(call: Call, out: str, kept: tuple[Area, ...], config: str) -> Trace:
    """What a compiler of TypeScript leaves in a directory, and `kept` besides for its next time."""
    output, name = Area(out, deep=True), call.argv[0].rpartition("/")[2]
    made = Deposit(
        (output, *kept),
        (name, config, *call.argv[1:]),
        f"what {name} compiles into {out}",
        output=(output,),
    )
    return Trace(
        reads=(EVERYTHING,),
        writes=made.areas,
        deposits=(made,),
        variables=("NODE_*", "TS_*", "TSC_*", "PATH", "HOME"),
    )


def _config(call: Call, words: Options) -> str | Unknown:
    """The tsconfig.json in the image: the one that is named, else the nearest one above."""
    building = bool(words.flags & {"--build", "-b"})
    named = words.last("--project", "-p") or (
        words.operands[0] if building and words.operands else ""
    )
    if words.operands and not building:
        return Unknown(words.operands[0], "with files as words, tsc reads no tsconfig.json")
    path = call.path(named or ".")
    if path is None or len(words.operands) > 1:
        return Unknown(named or "tsc", "the directory in which it works is not known")
    if path.endswith(".json"):
        candidates = [path]
    else:
        above = upwards(path) if not named else iter((path,))
        candidates = [join(directory, "tsconfig.json") for directory in above]
    found = next((c for c in candidates if c in call.files or c in call.present), None)
    if found is None or found not in call.files:
        return Unknown("tsc", "tsconfig.json is not a file that was copied from the build context")
    return found


def place(call: Call, named: str | None, config: str, setting: object) -> str | None:
    """The directory that an option names, or a setting, which comes as a path of the context and is
    seen from the file's own place."""
    if named is not None:
        return call.path(named)
    if not isinstance(setting, str) or "$" in setting:
        return None
    if setting.startswith("/"):
        return setting
    return join(dirname(config), relpath(setting, dirname(call.files[config]) or "."))


def _kept(config: str, out: str, root: str | None) -> tuple[Area, ...]:
    """Where it keeps what it knows for the next time: below the output as the settings lie below
    the root of the sources."""
    name = config.rpartition("/")[2].removesuffix(".json")
    place = join(out, relpath(dirname(config), root)) if root else out
    return tuple(Area(join(p, f"{name}.tsbuildinfo")) for p in (dirname(config), place))
