"""mvn and ./mvnw: dependencies into the local repository; a build runs plugins over all there is.

Sources: "Maven CLI Options Reference" and "Configuring Maven" 3.9, POM Reference, Settings
Reference, maven-dependency-plugin 3.8 (go-offline, resolve, copy-dependencies), Maven Wrapper 3.3.
`dependency:go-offline` and `dependency:resolve` read POMs and settings, and fill the local
repository; everything else runs plugins. `./mvnw` is Maven where it stands with its wrapper's
properties: those name the Maven that it fetches into the user's .m2.
"""

from __future__ import annotations

from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.context.maven_pom import read_pom
from lambdafix.semantics.areas import EVERYTHING, Area, join, upwards
from lambdafix.semantics.commands.call import Call, Fetch, Options, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    NO_DIRECTORY,
    copied_below,
    deep,
    homes,
    left,
    named_in,
    ran_code,
    said_of,
    tools,
)
from lambdafix.semantics.commands.compiled.maven_poms import Poms, poms_of
from lambdafix.semantics.commands.compiled.wrappers import wrapped

_FLAGS = """-B --batch-mode -q --quiet -X --debug -e --errors -U --update-snapshots -o --offline
-am --also-make -amd --also-make-dependents -N --non-recursive -fae --fail-at-end -ff --fail-fast
-fn --fail-never -ntp --no-transfer-progress -nsu --no-snapshot-updates -V --show-version -C -c
--strict-checksums --lax-checksums -llr --legacy-local-repository -ep -emp -npu -npr -cpu -up
--no-plugin-updates --no-plugin-registry -nobuild -v --version -h --help -itr -ntf --raw-streams"""
_VALUED = """-D --define -f --file -s --settings -gs --global-settings -t --toolchains -gt
--global-toolchains -P --activate-profiles -pl --projects -rf --resume-from -T --threads -l
--log-file --color -b --builder"""
_BUILDS = frozenset("compile test-compile test package verify install deploy".split())
_PHASES = frozenset({"clean", "validate", *_BUILDS} - {"deploy"})
# What Maven's own plugins make of a module.
_MADE = ("target", "dependency-reduced-pom.xml")
_RESOLVES = frozenset({"go-offline", "resolve", "resolve-plugins"})
# Words in files and variables of options that lead to another repository, or another project.
_MOVES = ("maven.repo.local", "maven.multiModule", "maven.user", "localRepository", "-f ", "--file")


def read(call: Call) -> Trace | Unknown:
    path = wrapped(call)
    if isinstance(path, Unknown):
        return path
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if words.flags & {"-v", "--version", "-h", "--help"}:
        return Trace(reads=(*tools(call), *path), variables=("*",))
    if call.cwd is None:
        return Unknown("mvn", NO_DIRECTORY)
    user = homes(call, "MAVEN_USER_HOME", ".m2")
    if isinstance(user, Unknown):
        return user
    start = call.path(words.last("-f", "--file") or ".")
    if start is None:
        return Unknown("-f", "the project it names is not known")
    moved = _moved(call, words, start)
    if moved:
        return moved
    own = join(call.scope.value("HOME") or "/root", ".m2")
    given = [v.partition("=")[2] for v in words.all("-D") if v.startswith("maven.repo.local=")]
    repository = deep((*user, own, *(call.path(g) or "/" for g in given)))
    return _ran(call, words, poms_of(call, start), repository, path)


def _settings(call: Call, words: Options) -> tuple[str, ...]:
    """The files of settings that count, there or not."""
    home = call.scope.value("HOME") or "/root"
    named = words.all("-s", "--settings", "-gs", "--global-settings")
    usual = (join(home, ".m2/settings.xml"), "/usr/share/maven/conf/settings.xml")
    return (*usual, *(call.path(s) or "/" for s in named))


def _moved(call: Call, words: Options, start: str) -> Unknown | None:
    """What sends the local repository, or Maven, to a place that is not seen."""
    if call.scope.value("MAVEN_ARGS"):
        return Unknown("MAVEN_ARGS", "the options in it are not read")
    for name in ("MAVEN_OPTS", "MAVEN_CONFIG"):
        if any(m in (call.scope.value(name) or "") for m in _MOVES):
            return Unknown(name, "it moves the local repository")
    directory = start if not start.endswith(".xml") else dirname(start)
    names = (".mvn/maven.config", ".mvn/jvm.config")
    files = [join(d, n) for d in upwards(directory) for n in names]
    files += [join(call.scope.value("HOME") or "/root", ".mavenrc"), *_settings(call, words)]
    for file in files:
        if file not in call.files and file not in call.present:
            continue
        text = call.project.read(call.files[file]) if file in call.files else None
        if text is None or any(m in text for m in _MOVES):
            return Unknown(basename(file), "it may move the local repository")
    return None


def _matters(pair: str) -> bool:
    """Whether a property may name a file, or change what Maven itself reads or writes."""
    name, _, value = pair.partition("=")
    known = name in ("maven.repo.local", "maven.test.skip", "maven.javadoc.skip")
    odd = "/" in value or "output" in name.lower() or name.startswith("maven.")
    return odd and not known


def _ran(
    call: Call,
    words: Options,
    poms: Poms,
    repository: tuple[Area, ...],
    wrapper: tuple[Area, ...],
) -> Trace | Unknown:
    higher = tuple(dict.fromkeys(d for each in poms.directories for d in upwards(each)))
    configured = tuple(join(d, ".mvn") for d in higher)
    extended = any(join(d, "extensions.xml") in call.files for d in configured)
    settings = tuple(f for f in _settings(call, words) if f in call.files)
    scripts = tuple(a.path for a in wrapper if a.path in call.files)
    seen = (*poms.read, *settings, *scripts, *copied_below(call, *configured))
    goals = [g.rpartition(":") for g in words.operands]
    only = bool(goals) and all(
        "dependency" in plugin and goal in _RESOLVES for plugin, _, goal in goals
    )
    files = ("-s", "--settings", "-gs", "--global-settings", "-t", "--toolchains")
    texts = [read_pom(call.project.read(call.files[s]) or "<extensions>") for s in settings]
    plain = only and not extended and not poms.missing
    plain = plain and all(p.plain for p in (*poms.read.values(), *texts))
    odd = any(_matters(d) for d in words.all("-D", "--define"))
    if plain and not odd and not words.last("-l", "--log-file"):
        # in a build of several modules, what one of them has compiled stands for its artifact
        compiled = (join(d, "target") for d in poms.directories if len(poms.read) > 1)
        siblings = deep(compiled)
        named = tuple(Area(call.path(f) or "/", deep=True) for f in words.all(*files))
        return Trace(
            reads=(
                *poms.looked,
                *wrapper,
                *deep(configured),
                *siblings,
                *named,
                *tools(call),
                *repository,
            ),
            writes=repository,
            deposits=(left(call, repository),),
            variables=("*",),
            manifests=seen,
        )
    logs = (call.path(v) or "/" for v in words.all("-l", "--log-file"))
    values = (v.partition("=")[2] for v in words.all("-D", "--define"))
    said = [join(d, v) for v in values if "/" in v and "://" not in v for d in poms.directories]
    simple = not extended and poms.simple and all(g in _PHASES for g in words.operands)
    places = [join(d, n) for d in poms.directories for n in _MADE] if simple else poms.directories
    written = (*deep((*places, *named_in(call), *said, *logs)), *repository)
    whole = written if poms.bounded else (EVERYTHING,)
    trace = ran_code(call, whole, manifests=seen if only else (), missing=poms.missing)
    return replace(trace, fetch=_fetch(call, words, poms, repository, wrapper))


def _fetch(
    call: Call,
    words: Options,
    poms: Poms,
    repository: tuple[Area, ...],
    wrapper: tuple[Area, ...],
) -> Fetch | None:
    """`dependency:go-offline`, which resolves what POMs name: plugins look for more as they run."""
    goal = next((g for g in words.operands if g in _BUILDS or _copies(g)), "")
    if not goal or words.flags & {"-o", "--offline"}:
        return None
    tool = call.argv[0]
    first, *others = poms.read or (join(call.cwd or "/", "pom.xml"),)
    files = (first, *sorted(others), *copied_below(call, *(a.path for a in wrapper)))
    return Fetch(
        words=(tool, "dependency:go-offline"),
        cwd=call.cwd or "/",
        into=repository,
        build=f"{basename(tool)} {goal}",
        files=said_of(call, files),
        why=poms.missing or "`dependency:go-offline` may ask for what the build does not",
    )


def _copies(goal: str) -> bool:
    """Whether a goal of the dependency plugin takes what it has to fetch."""
    plugin, _, name = goal.rpartition(":")
    return "dependency" in plugin and name not in _RESOLVES
