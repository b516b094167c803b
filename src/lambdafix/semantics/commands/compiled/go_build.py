"""go build, install, vet, list: what is compiled, and where the program lands.

Source: `go help build` and `go help install` of Go 1.24, cmd/cgo. Compiling runs nothing of the
module. What is linked may lie where `#cgo` lines, options and variables say, which is anywhere.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from posixpath import basename
from typing import NamedTuple

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, below, join
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown
from lambdafix.semantics.commands.compiled import builds
from lambdafix.semantics.commands.compiled.builds import deep, homes, left, tools
from lambdafix.semantics.commands.compiled.go_module import Module, uses_c

ENVIRONMENT = ("GO*", "CGO_*", "FC", *builds.ENVIRONMENT)
BY_NAME = "go get"  # in a deposit: packages of others, fetched by their names
_LINKING = ("ldflags", "gcflags", "gccgoflags", "asmflags", "pgo")
# A word of these that names a place: -L/opt/lib, -extldflags '-Wl,...', ./libx.a; not -X a.com/b=c
_PLACE = regex(r"(^|[\s='\",])(-[LIBT]|-extld\b|-r\b|-Wl|@|\.{0,2}/)")
_C_VARIABLES = (
    "CGO_*",
    "CC",
    "CXX",
    "AR",
    "PKG_CONFIG*",
    "CPATH",
    "*_INCLUDE_PATH",
    "LIBRARY_PATH",
)


class Homes(NamedTuple):
    """The module cache, and with it the build cache; GOPATH, where programs are installed."""

    path: tuple[str, ...]
    caches: tuple[Area, ...]
    modules: tuple[Area, ...]

    @property
    def all(self) -> tuple[Area, ...]:
        return (*deep(self.path), *self.caches)


def homes_of(call: Call) -> Homes | Unknown:
    """Where the variables of Go say that it keeps modules, programs and caches."""
    path = homes(call, "GOPATH", "go", official="/go")
    modules = homes(call, "GOMODCACHE", "go/pkg")
    built = homes(call, "GOCACHE", ".cache/go-build")
    if isinstance(path, Unknown):
        return path
    if isinstance(modules, Unknown):
        return modules
    if isinstance(built, Unknown):
        return built
    # checksums lie in GOPATH wherever modules do
    own = modules if call.scope.value("GOMODCACHE") else ()
    caches = deep((*(join(p, "pkg") for p in path), *own, *built))
    return Homes(path, caches, deep(own or (join(p, "pkg/mod") for p in path)))


def compiled(
    call: Call,
    command: str,
    words: Options,
    module: Module,
    places: Homes,
    flags: Options,
) -> Trace | Unknown:
    """A command of Go that compiles; `flags` are those of GOFLAGS."""
    kind = words.last("buildmode") or flags.last("buildmode") or "default"
    if kind not in ("default", "exe", "pie"):
        return Unknown(f"-buildmode={kind}", "only programs are known")
    remote = command == "install" and any("@" in w for w in words.operands)
    programs: tuple[Area, ...] | Unknown = ()
    if command == "build":
        programs = _output(call, words, module)
    elif command == "install":
        programs = installed(call, places)
    if isinstance(programs, Unknown):
        return programs
    changes = "mod" in (*words.all("mod"), *flags.all("mod"))
    manifests = () if remote else module.sums if changes else module.written
    written = (*programs, *places.caches, *manifests)
    source = () if remote else module.source
    wide = not remote and _reads_anywhere(call, module, (words, flags))
    return Trace(
        reads=(EVERYTHING,) if wide else (*source, *tools(call), *written),
        writes=written,
        deposits=(left(call, written, (BY_NAME, *call.argv[1:]) if remote else None),),
        variables=ENVIRONMENT,
        missing="" if remote else module.missing,
    )


def _reads_anywhere(call: Call, module: Module, given: tuple[Options, ...]) -> bool:
    """Whether something is compiled or linked that can lie outside of the module."""
    if any(_PLACE.search(value) for o in given for n in _LINKING for value in o.all(n)):
        return True
    if call.scope.value("CGO_ENABLED") == "0":
        return False
    named = (v for n, v in call.scope.env.items() if any(fnmatchcase(n, p) for p in _C_VARIABLES))
    return any("/" in v for v in named) or uses_c(call, module)


def installed(call: Call, places: Homes) -> tuple[Area, ...] | Unknown:
    """Where `go install` puts programs."""
    programs = call.scope.value("GOBIN")
    if programs:
        place = call.path(programs)
        return deep((place,)) if place else Unknown("GOBIN", "its value is not known")
    return deep(join(p, "bin") for p in places.path)


def _output(call: Call, words: Options, module: Module) -> tuple[Area, ...] | Unknown:
    """Where `go build` puts programs: where -o says, or by their name in the working directory."""
    name, named = _program(call, words.operands, module), words.last("o")
    place = call.path(named if named is not None else ".")
    if place is None:
        return Unknown(named or "go", "the file it names is not known")
    if named is not None and not named.endswith("/") and place not in call.directories:
        return _one(call, place)
    return deep((place,)) if name == "." else _one(call, join(place, name))


def _one(call: Call, path: str) -> tuple[Area, ...]:
    """The program by this name, or below it where that is a directory already."""
    there = (*call.files, *call.present, *(a.path for a in call.filled), call.cwd or "/")
    return deep((path,)) if any(below(p, path) for p in there) else (Area(path),)


def _program(call: Call, packages: list[str], module: Module) -> str:
    """The name of the one program that is built; `.` where it may be any."""
    if packages and all(p.endswith(".go") for p in packages) and "*" not in packages[0]:
        return basename(packages[0]).removesuffix(".go")
    if len(packages) > 1 or not module.root_known or call.cwd is None:
        return "."
    target = packages[0] if packages else "."
    if "..." in target or not target.startswith("."):
        return "."
    directory = join(call.cwd, target)
    return (module.program if directory == module.root else basename(directory)) or "."
