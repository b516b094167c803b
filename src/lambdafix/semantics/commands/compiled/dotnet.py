"""dotnet: a restore reads project files; builds run targets, which may be the project's own.

Sources: .NET CLI reference of .NET 8 to 10 (restore, build, publish, test, pack, tool, new, nuget,
lambda), "Customize your build by folder" and "Directory.Build.rsp" of MSBuild 17, NuGet "Managing
the global packages folder" and "Common configurations". Every variable is a property of MSBuild.
A restore leaves obj/ of each project and the user's packages; a build, too, bin/ and what it is
told with -o. `dotnet run`, `dotnet X.dll` and workloads are not known.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join, upwards
from lambdafix.semantics.commands.call import Call, Fetch, Options, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    NO_DIRECTORY,
    deep,
    homes,
    left,
    named_in,
    ran_code,
    tools,
)
from lambdafix.semantics.commands.compiled.dotnet_projects import Projects, projects_of

_FLAGS = """--no-restore --nologo --no-dependencies --self-contained --sc --no-self-contained
--force --no-cache --no-http-cache --disable-parallel --disable-build-servers
--ignore-failed-sources --no-incremental --interactive --no-build --use-lock-file --locked-mode
--force-evaluate -g --global --clear --list --local --all --use-current-runtime --ucr
-m -nologo --include-symbols --no-logo --store-password-in-clear-text --prerelease"""
_VALUED = """-c --configuration -o --output -r --runtime -f --framework -v --verbosity -a --arch
--os -s --source --packages --configfile --version-suffix --version --tool-path --add-source
-p --property --logger -l --filter --collect --settings --results-directory -n --name -lang
--language -fn --function-name -farch --function-architecture -pt --package-type -ucfb
--use-container-for-build -pl --project-location --msbuild-parameters --lock-file-path -t
--tool-manifest --framework-version --manifest"""
_BUILDS = frozenset({"build", "publish", "test", "pack", "clean", "msbuild", "vstest"})
# Variables are properties, and of these some say where to read and write.
_PROPERTY = regex(
    r"(Restore|BaseO|BaseI|MSBuild|DirectoryBuild|DirectoryPackages|ImportDirectory|Custom(Before|After)"
    r"|OutputPath|OutDir|PublishDir|ArtifactsPath|UseArtifacts|NuGetLock|NuGetPackageRoot)",
    re.IGNORECASE,
)
# Of these, what projects without targets of their own leave lies in bin/ and obj/.
_COMPILES = frozenset({"build", "publish"})
# Properties of a build without which a restore finds packages all the same, if not all of them; and
# options that say where it looks.
_OF_THE_BUILD = frozenset(
    """assemblyversion configuration continuousintegrationbuild debugsymbols debugtype
    deterministic errorreport fileversion generatedocumentationfile
    generateruntimeconfigurationfiles informationalversion invariantglobalization nowarn optimize
    publishaot publishreadytorun publishsinglefile publishtrimmed selfcontained stripsymbols
    treatwarningsaserrors useapphost version versionsuffix warninglevel""".split()
)
_OTHER_FEEDS = "-s --source --configfile --packages --lock-file-path -f --framework".split()
_SPOKEN = frozenset(
    {"--info", "--version", "--list-sdks", "--list-runtimes", "help", "build-server"}
)

_SWITCHES = frozenset("--self-contained --sc --use-current-runtime --ucr".split())


def read(call: Call) -> Trace | Unknown:
    command, words = (*call.argv[1:2], "")[0], call.argv[2:]
    property_ = next((n for n in call.scope.env if _PROPERTY.match(n)), None)
    if property_ is not None:
        return Unknown(property_, "as a property of MSBuild it leads a build elsewhere")
    if command in _SPOKEN:
        return Trace(reads=tools(call))
    if call.cwd is None:
        return Unknown("dotnet", NO_DIRECTORY)
    if command in ("tool", "nuget", "lambda", "new") and words:
        command, words = f"{command} {words[0]}", words[1:]
    found = options(_properties(words), _FLAGS, _VALUED)
    if isinstance(found, Unknown):
        return found
    packages = homes(call, "NUGET_PACKAGES", ".nuget/packages")
    user = homes(call, "DOTNET_CLI_HOME", ".")
    if isinstance(packages, Unknown):
        return packages
    if isinstance(user, Unknown):
        return user
    own = tuple(join(u, n) for u in user for n in (".nuget", ".dotnet", ".local/share", ".config"))
    given = found.last("--packages")
    if given is not None and (path := call.path(given)):
        packages = (path,)
    caches = deep((*packages, *own, *(call.path(p) or "/" for p in found.all("--tool-path"))))
    return _read(call, command, found, caches)


def _properties(words: tuple[str, ...]) -> tuple[str, ...]:
    """MSBuild's own spelling of options, `/p:A=B` and `-p:A=B`, as options with a value."""
    out: list[str] = []
    for word in words:
        name, colon, value = word.partition(":")
        if colon and name in ("-p", "/p", "-property", "/property", "--property"):
            out += ["-p", value]
        elif colon and name in ("-v", "/v", "-verbosity", "--verbosity"):
            out += ["-v", value]
        elif word in ("/nologo", "-nologo"):
            out.append("--nologo")
        elif word in ("true", "false") and out and out[-1] in _SWITCHES:
            continue
        else:
            out.append(word)
    return tuple(out)


def _read(call: Call, command: str, words: Options, caches: tuple[Area, ...]) -> Trace | Unknown:
    here = call.cwd or "/"
    match command:
        case "restore":
            return _restored(call, words, caches)
        case "tool install" | "tool update" | "tool restore":
            return _tool(call, command, words, caches)
        case "nuget locals" | "nuget add" | "nuget remove":
            odd = [w for w in words.operands[1:] if "/" in w and "://" not in w]
            if odd and command == "nuget add":
                return Unknown(odd[0], "what is restored from this directory is not known")
            configured = (*deep((here,)), *caches)
            return Trace(configured, configured, (left(call, configured),), variables=("*",))
        case _ if command.startswith("new "):
            place = call.path(words.last("-o", "--output") or words.last("-n", "--name") or ".")
            if place is None:
                return Unknown("dotnet new", "the directory it names is not known")
            return ran_code(call, (*deep((here, place)), *caches))
        case _ if command in _BUILDS or command.startswith("lambda "):
            return _built(call, command, words, caches)
        case _:
            return Unknown(f"dotnet {command}".strip(), "what this command does is not known")


def _restored(call: Call, words: Options, caches: tuple[Area, ...]) -> Trace:
    projects = projects_of(call, words.operands)
    written = (*deep(join(d, "obj") for d in projects.directories), *caches)
    said = words.all("-p", "--property", "-s", "--source", "--configfile", "--lock-file-path")
    local = any("/" in v and "://" not in v for v in said)
    named = words.all("-s", "--source", "--configfile", "--lock-file-path")
    local = local or any("://" not in v for v in named)
    if not projects.plain or local or words.flags & {"--use-lock-file"}:
        written = (*deep((*projects.directories, *named_in(call))), *caches)
        whole = (EVERYTHING,) if projects.missing or not projects.bounded else written
        return ran_code(call, whole, manifests=projects.manifests, missing=projects.missing)
    return Trace(
        reads=(*projects.read, *tools(call), *written),
        writes=written,
        deposits=(left(call, written),),
        variables=("*",),
        manifests=projects.manifests,
    )


def _built(call: Call, command: str, words: Options, caches: tuple[Area, ...]) -> Trace | Unknown:
    projects = projects_of(call, words.operands)
    said = words.all(
        "-o", "--output", "-pl", "--project-location", "--results-directory", "--lock-file-path"
    )
    if any("$" in s for s in said):
        return Unknown(next(s for s in said if "$" in s), "the directory it names is not known")
    here = (call.cwd or "/", *projects.directories)
    named = [call.path(s) or "/" for s in said]
    for pair in words.all("-p", "--property", "--msbuild-parameters"):
        named += [join(d, pair.partition("=")[2]) for d in here if "/" in pair]
    made = [join(d, n) for d in projects.directories for n in ("bin", "obj")]
    own = made if projects.plain and command in _COMPILES else here
    written = (*deep((*own, *named, *named_in(call))), *caches)
    whole = (EVERYTHING,) if projects.missing or not projects.bounded else written
    fetch = _fetch(call, command, words, projects, caches)
    return replace(ran_code(call, whole, missing=projects.missing), fetch=fetch)


def _fetch(
    call: Call, command: str, words: Options, projects: Projects, caches: tuple[Area, ...]
) -> Fetch | None:
    """`dotnet restore`, which a build runs by itself and runs again: it takes what is there where
    that is what it would leave. None where it restores nothing."""
    fetches = command in _COMPILES or command == "lambda package"
    if not fetches or not projects.packages or words.flags & {"--no-restore", "--no-build"}:
        return None
    given = (p for pair in words.all("-p", "--property") for p in pair.split(";"))
    odd = next((p for p in given if p.partition("=")[0].lower() not in _OF_THE_BUILD), "")
    feed = next((o for o in _OTHER_FEEDS if words.all(o)), "")
    why = ""
    if command not in _COMPILES:
        why = f"what `dotnet {command}` tells a restore is not known"
    elif not (projects.plain and projects.bounded):
        why = "the projects have code or settings of their own, which a restore may need files for"
    elif projects.by_configuration:
        why = "what the projects ask for depends on the configuration"
    elif odd or feed:
        why = f"what `{odd or feed}` means for a restore is not known"
    runtime = words.last("-r", "--runtime")
    return Fetch(
        words=("dotnet", "restore", *words.operands, *(("-r", runtime) if runtime else ())),
        cwd=call.cwd or "/",
        into=caches,
        build=f"dotnet {command}",
        files="the project files",
        why=why,
        env={**call.scope.args, **call.scope.env},
    )


def _tool(call: Call, command: str, words: Options, caches: tuple[Area, ...]) -> Trace | Unknown:
    """A global tool lands beside the user's; a local one is named in a manifest at or above."""
    shared = words.last("--tool-path") is not None or words.flags & {"-g", "--global"}
    if not shared and command != "tool restore":
        return ran_code(call, (*deep((call.cwd or "/",)), *caches))
    names = """nuget.config NuGet.config NuGet.Config global.json dotnet-tools.json
        .config/dotnet-tools.json""".split()
    looked = [join(d, n) for d in upwards(call.cwd or "/") for n in names]
    local = any(p in call.files or p in call.present for p in looked)
    feeds = words.all("-s", "--source", "--add-source", "--configfile", "--tool-manifest")
    local = local or any("://" not in v for v in feeds)
    reads = (EVERYTHING,) if local else (*map(Area, looked), *tools(call), *caches)
    return Trace(reads, caches, (left(call, caches),), variables=("*",))
