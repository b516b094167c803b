"""gradle and ./gradlew: every build evaluates scripts of the project, so all may be read.

Sources: Gradle User Manual 8.14, "Command-Line Interface Reference", "Gradle-managed Directories",
"Build Environment Configuration" and "Gradle Wrapper". Results lie below the project (build/,
.gradle/), in the Gradle user home, and where options and properties say. `./gradlew` is Gradle
where it stands with its wrapper's properties: those name the Gradle that it fetches.
"""

from __future__ import annotations

from posixpath import basename

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, below, join, meet, upwards
from lambdafix.semantics.commands.call import Call, Fetch, Options, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    NO_DIRECTORY,
    copied_below,
    deep,
    homes,
    named_in,
    ran_code,
    said_of,
    tools,
)
from lambdafix.semantics.commands.compiled.wrappers import wrapped

_FLAGS = """--no-daemon --daemon --stop --status --info -i --debug -d --quiet -q --warn -w
--stacktrace -s --full-stacktrace -S --no-build-cache --build-cache --parallel --no-parallel
--offline --refresh-dependencies --rerun-tasks --continue --scan --no-scan --dry-run -m
--configure-on-demand --configuration-cache --no-configuration-cache --profile --no-rebuild -a
--version -v --help -h --no-search-upward -u --watch-fs --no-watch-fs --foreground --write-locks
--export-keys --refresh-keys --all"""
_VALUED = """-p --project-dir -g --gradle-user-home -D --system-prop -P --project-prop -x
--exclude-task -I --init-script -b --build-file -c --settings-file --project-cache-dir
--console --max-workers --warning-mode --priority --include-build --configuration
--dependency-verification -F --write-verification-metadata -M --configuration-cache-problems
--tests"""
_SETTINGS = ("settings.gradle", "settings.gradle.kts")
# Tasks that ask for no dependency.
_FETCHLESS = frozenset("clean help init projects properties tasks wrapper".split())
_SOURCES = (".java", ".kt", ".groovy", ".scala")
_ABSOLUTE = regex(r"(?<![\w./])/[\w./@+-]+")
# Projects of a build that lie outside of its root.
_OUTSIDE = regex(r"projectDir|includeFlat|includeBuild|['\"]\.\./")


def read(call: Call) -> Trace | Unknown:
    script = wrapped(call)
    if isinstance(script, Unknown):
        return script
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if call.cwd is None:
        return Unknown("gradle", NO_DIRECTORY)
    given = words.last("-g", "--gradle-user-home")
    user = homes(call, "GRADLE_USER_HOME", ".gradle", official="/home/gradle/.gradle")
    if given is not None:
        path = call.path(given)
        user = (path,) if path else Unknown(given, "the directory it names is not known")
    if isinstance(user, Unknown):
        return user
    if not words.operands and words.flags & {"--version", "-v", "--help", "-h", "--stop"}:
        return Trace(reads=(*tools(call), *script, *deep(user)), writes=deep(user))
    said = words.all("-p", "--project-dir", "--project-cache-dir", "--include-build")
    places = [call.path(p) for p in said]
    if None in places:
        return Unknown(said[places.index(None)], "the directory it names is not known")
    start = call.path(words.last("-p", "--project-dir") or ".") or "/"
    roots, outside = _roots(call, start)
    pairs = words.all("-D", "--system-prop", "-P", "--project-prop")
    values = (p.partition("=")[2] for p in pairs)
    named = [join(start, v) for v in values if "/" in v and "://" not in v]
    named += (p for n in call.scope.env for p in _ABSOLUTE.findall(_setting(call, n)))
    below = (*roots, *(p for p in places if p), *named, *named_in(call))
    written: tuple[Area, ...] = (*deep((*below, *user)),)
    trace = ran_code(call, (EVERYTHING,) if outside else written)
    return replace(trace, fetch=_fetch(call, words, (start, *roots), deep(user)))


def _fetch(
    call: Call, words: Options, roots: tuple[str, ...], user: tuple[Area, ...]
) -> Fetch | None:
    """`gradle dependencies`, which evaluates all scripts of the build. None where nothing is
    fetched, where that was done before, or where no source is there yet."""
    task = next((t for t in words.operands if t.rpartition(":")[2] not in _FETCHLESS), "")
    inside = copied_below(call, *roots)
    manifests = [p for p in inside if _is_manifest(p, roots)]
    source = any(p.endswith(_SOURCES) for p in inside)
    done = meet(call.filled, user) is not None
    if not task or not source or done or words.flags & {"--offline", "--dry-run", "-m"}:
        return None
    tool = call.argv[0]
    return Fetch(
        words=(tool, "dependencies"),
        cwd=call.cwd or "/",
        into=user,
        build=f"{basename(tool)} {task}",
        files=said_of(call, manifests) if manifests else "the build's scripts",
        why="a script of the build may read any file",
    )


def _is_manifest(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a build is told of its dependencies by a file; buildSrc is compiled for that."""
    start = next(r for r in roots if below(path, r))
    inside = path.removeprefix(start).strip("/")
    wrapper = basename(path) == "gradlew" or inside.startswith(("gradle/", "buildSrc/"))
    return wrapper or path.endswith((".gradle", ".gradle.kts", "gradle.properties"))


def _setting(call: Call, name: str) -> str:
    """The value of a variable that is an option or a property of the project."""
    counts = name in ("GRADLE_OPTS", "JAVA_OPTS") or name.startswith("ORG_GRADLE_PROJECT_")
    return call.scope.env[name] if counts else ""


def _roots(call: Call, start: str) -> tuple[tuple[str, ...], bool]:
    """The project's directory and that of its settings, at or above it; whether projects lie
    elsewhere, too."""
    for directory in upwards(start):
        for name in _SETTINGS:
            file = join(directory, name)
            if file in call.files:
                text = call.project.read(call.files[file])
                return (start, directory), text is None or bool(_OUTSIDE.search(text))
            if file in call.present:
                return (start, directory), True
    return (start,), False
