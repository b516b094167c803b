"""go: modules into the module cache, builds that run no code of the module, and those that do.

Sources: `go help` of Go 1.24 (modules, environment, testflag); Go Modules Reference; release notes
of 1.16 and 1.18, and issue 64008: commands leave a go.mod and a go.sum alone that lack nothing.
GOPATH mode (GO111MODULE=off) is not known, nor is what a program does that `go run` starts.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown
from lambdafix.semantics.commands.compiled import go_fetch, go_module
from lambdafix.semantics.commands.compiled.builds import (
    NO_DIRECTORY,
    deep,
    left,
    named_in,
    ran_code,
    tools,
)
from lambdafix.semantics.commands.compiled.go_build import (
    BY_NAME,
    ENVIRONMENT,
    Homes,
    compiled,
    homes_of,
    installed,
)

_FLAGS = frozenset(
    """a asan benchmem buildvcs c cover d e f failfast fix fullpath i insecure json linkshared m
    modcacherw modcache cache testcache fuzzcache msan n r race short t trimpath u v w work
    x""".split()
)
_VALUED = frozenset(
    """C asmflags bench benchtime buildmode compiler count coverpkg covermode coverprofile cpu
    gccgoflags gcflags go installsuffix ldflags list mod o p parallel pgo run shuffle skip tags
    timeout vet""".split()
)
# What `go env -w` may set without sending results to another place.
_SETTINGS = frozenset(
    """CGO_ENABLED GOARCH GOARM GOARM64 GOAMD64 GOINSECURE GONOPROXY GONOSUMDB GOOS GOPRIVATE
    GOPROXY GOSUMDB GOTOOLCHAIN GOVCS""".split()
)
_COMPILED = frozenset({"build", "install", "vet", "list"})


def read(call: Call) -> Trace | Unknown:
    command, words = (*call.argv[1:2], "")[0], call.argv[2:]
    if command in ("version", "help", "--version"):
        return Trace(reads=tools(call), variables=ENVIRONMENT)
    mode = call.scope.value("GO111MODULE")
    if mode not in (None, "", "on"):
        return Unknown(f"GO111MODULE={mode}", "GOPATH mode is not known")
    if call.cwd is None:
        return Unknown("go", NO_DIRECTORY)
    if command in ("mod", "work") and words:
        command, words = f"{command} {words[0]}", words[1:]
    found = _options(words)
    if isinstance(found, Unknown):
        return found
    directory = found.last("C")
    if directory is not None:
        path = call.path(directory)
        if path is None:
            return Unknown(directory, "the directory it names is not known")
        call = replace(call, cwd=path)
    return _read(call, command, found)


def _read(call: Call, command: str, words: Options) -> Trace | Unknown:
    places, flags = homes_of(call), _inherited(call)
    if isinstance(places, Unknown):
        return places
    if isinstance(flags, Unknown):
        return flags
    module = go_module.of(call)
    trace = _of(call, command, words, flags, places, module)
    if isinstance(trace, Unknown):
        return trace
    return replace(trace, fetch=go_fetch.fetched_by(call, command, module, places, words, flags))


def _of(
    call: Call,
    command: str,
    words: Options,
    flags: Options,
    places: Homes,
    module: go_module.Module,
) -> Trace | Unknown:
    here = call.cwd or "/"
    match command:
        case "env":
            return _env(call, words)
        case "mod download" | "mod graph" | "mod verify":
            return _downloaded(call, module, words, places.caches)
        case "mod why":
            return _over_source(call, module, places.caches)
        case "mod tidy" | "mod edit":
            return _over_source(call, module, (*places.caches, *module.sums))
        case "mod vendor":
            vendor = Area(join(module.root, "vendor"), deep=True)
            return _over_source(call, module, (*places.caches, *module.written, vendor))
        case "mod init":
            return _over_source(call, module, (Area(join(here, "go.mod")),))
        case "work init" | "work use" | "work edit":
            files = (Area(join(here, "go.work")), Area(join(here, "go.work.sum")))
            return _over_source(call, module, files)
        case "get":
            programs = installed(call, places)
            if isinstance(programs, Unknown):
                return programs
            if go_fetch.names_others(call, words):
                return _named(call, words, (*places.all, *programs))
            return _over_source(call, module, (*places.all, *programs, *module.sums))
        case "clean":
            return _over_source(call, module, (*places.caches, Area(here, deep=True)))
        case "test" | "generate":
            said = (call.path(v) or "/" for v in words.all("o", "coverprofile"))
            below = deep((module.root, here, *said, *named_in(call)))
            return ran_code(call, (*places.all, *below), missing=module.missing)
        case _ if command in _COMPILED:
            return compiled(call, command, words, module, places, flags)
        case _:
            return Unknown(f"go {command}".strip(), "what this command does is not known")


def _options(words: tuple[str, ...]) -> Options | Unknown:
    """Options as Go's flag package reads them: one dash or two, none after the first operand."""
    out, rest = Options(), list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        if not word.startswith("-") or word == "-":
            rest.insert(0, word)
            break
        name, equals, value = word.lstrip("-").partition("=")
        if name in _FLAGS:
            out.flags.add(f"{name}={value}" if equals else name)
        elif name in _VALUED and (equals or rest):
            out.values.setdefault(name, []).append(value if equals else rest.pop(0))
        else:
            return Unknown(word, "this option is not known")
    out.operands += rest
    return out


def _inherited(call: Call) -> Options | Unknown:
    """The options in GOFLAGS, and what could send the tool elsewhere."""
    if call.scope.value("GOCACHEPROG"):
        return Unknown("GOCACHEPROG", "what a program does cannot be seen")
    settings = call.scope.value("GOENV")
    home = call.scope.value("HOME") or "/root"
    if settings or join(home, ".config/go/env") in call.files:
        return Unknown("GOENV", "its settings are not read")
    return _options(tuple((call.scope.value("GOFLAGS") or "").split()))


def _env(call: Call, words: Options) -> Trace | Unknown:
    reads = (*tools(call), *go_module.looked_for(call))
    if not any(w in ("-w", "-u") for w in call.argv):
        return Trace(reads=reads, variables=ENVIRONMENT)
    given = words.operands
    odd = next((w for w in given if w.partition("=")[0] not in _SETTINGS or "file:" in w), None)
    if odd is not None:
        return Unknown(odd, "where results land after it is not known")
    home = call.scope.value("HOME") or "/root"
    area = (Area(join(call.scope.value("XDG_CONFIG_HOME") or join(home, ".config"), "go/env")),)
    return Trace(reads=area, writes=area, deposits=(left(call, area),), variables=ENVIRONMENT)


def _downloaded(
    call: Call, module: go_module.Module, words: Options, cache: tuple[Area, ...]
) -> Trace:
    """Reads go.mod and go.sum, of what lies beside only the go.mod files; fills the cache."""
    changes = module.sums if words.operands else module.written
    reads = (*module.manifests_read, *tools(call), *cache)
    written = (*cache, *changes)
    return Trace(
        reads=reads,
        writes=written,
        deposits=(left(call, written),),
        variables=go_fetch.VARIABLES,
        manifests=module.manifests,
        missing=module.missing,
    )


def _named(call: Call, words: Options, written: tuple[Area, ...]) -> Trace:
    """Packages of others by their names, where no module is: into GOPATH, or the module cache."""
    said = (BY_NAME, *sorted(words.flags), *words.operands)
    return Trace(
        reads=(*go_module.looked_for(call), *tools(call), *written),
        writes=written,
        deposits=(left(call, written, said),),
        variables=ENVIRONMENT,
    )


def _over_source(call: Call, module: go_module.Module, written: tuple[Area, ...]) -> Trace:
    """A command that reads the imports of all packages and writes what it is for."""
    return Trace(
        reads=(*module.source, *tools(call), *written),
        writes=written,
        deposits=(left(call, written),),
        variables=ENVIRONMENT,
        missing=module.missing,
    )
