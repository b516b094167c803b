"""pip install: reads requirement files and what they include, leaves packages in one directory.

Source: pip documentation 25.3, "pip install" and "Configuration". `--target` skips names that are
there already; a plain install leaves out what is installed already; an install of a directory
builds it in place and, with setuptools, leaves `build` and `*.egg-info` in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname
from typing import NamedTuple

from msgspec.structs import replace

from lambdafix.catalog.distributions import normalised
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, USR, Area, join
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Install,
    Options,
    Trace,
    Unknown,
)
from lambdafix.semantics.commands.python.environments import Environment
from lambdafix.semantics.commands.python.pip_options import QUIET, VARIABLES, with_variables
from lambdafix.semantics.commands.python.required import Required, required

_ABSOLUTE = regex(r"(?<![\w.])/[\w./@+-]+")
# Compilers and headers, the interpreter, configuration and credentials of the user.
_USERS = """/root/.config /root/.pip /root/.netrc /root/.ssh /root/.gitconfig /root/.local
/root/.cargo""".split()
READ = tuple(Area(path, deep=True) for path in (*USR, *"/etc /bin /lib /var/lang".split(), *_USERS))
# Variables whose value is a file or a directory that an install reads.
_PATHS = """PIP_CONFIG_FILE PIP_CERT PIP_TARGET UV_CONFIG_FILE UV_CONSTRAINT UV_OVERRIDE
UV_BUILD_CONSTRAINT UV_FIND_LINKS SSL_CERT_FILE REQUESTS_CA_BUNDLE"""
CACHE = Area("/root/.cache/pip", deep=True)
# Settings of a configuration file that send packages to another place.
_PLACING = regex(r"^\s*(target|prefix|root|user|python)\s*[=:]", re.MULTILINE)
# A path in a settings file: of an index, of wheels, constraints, certificates.
_PATHS_IN_SETTINGS = regex(
    r"^\s*[\w-]*(find-links|index|url|constraints?|requirements?|cert|client-cert)\s*=\s*"
    r"[\[\s\"']*(?!https?://|$|\{)[^\s\"'\]]",
    re.MULTILINE | re.IGNORECASE,
)
_INDICES = "PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX UV_INDEX".split()
_CONFIG_FILES = ("/etc/pip.conf", "/root/.pip/pip.conf", "/root/.config/pip/pip.conf")


def install(call: Call, tool: str, given: Options, environment: Environment) -> Trace | Unknown:
    """The trace of an install with pip's options; uv's `pip install` shares them."""
    words = with_variables(call, given) if tool == "pip" else given
    needed = required(call, words)
    if isinstance(needed, Unknown):
        return needed
    placing = _misplacing(call, told=words.last("-t", "--target") is not None)
    if placing:
        return Unknown(placing, "it may send packages to another place")
    placed = _placed(call, words, environment, needed.names)
    if isinstance(placed, Unknown):
        return placed
    lost = any(m not in call.present for m in needed.manifests)
    source = words.last("--src") or join(call.cwd or "/", "src")
    kept = (Area(call.path(source) or "/", deep=True),) if needed.checkout else ()
    told = [call.path(v) for v in (*words.all("--report", "--log"), *_told(call)) if v != "-"]
    if None in told:
        return Unknown("--report", "the file it names is not known")
    left = (*placed.areas, *kept, *needed.built, *(Area(p) for p in told if p))
    made = Deposit(
        left,
        ("install", *choices(given), environment.name),
        f"what `{call.shown}` leaves",
        frozenset(words.operands),
        whole=not needed.manifests and not needed.sources,
        tools=needed.commands,
    )
    return Trace(
        reads=(
            *read_by(call, words, needed, environment),
            *((EVERYTHING,) if lost else ()),
            *placed.areas,
        ),
        writes=(*left, CACHE),
        deposits=(made,),
        variables=(*VARIABLES, *needed.variables),
        install=Install(
            tool=tool,
            place=placed.place,
            plain=placed.plain,
            manifests=needed.manifests,
            distributions=needed.distributions,
            unpinned=needed.unpinned,
            needs=needed.commands,
            source=needed.source,
            checkout=needed.checkout,
            apart=placed.apart,
            sourced=frozenset(_sourced(call, words)),
            platform=words.last("--platform", "--python-platform") or "",
        ),
        manifests=tuple(p for p in _settings(call) if p in call.files),
        missing=needed.missing,
    )


class _Placed(NamedTuple):
    areas: tuple[Area, ...]
    place: str
    plain: bool = False
    apart: str = ""


def _placed(
    call: Call, words: Options, environment: Environment, names: frozenset[str] | None
) -> _Placed | Unknown:
    target = words.last("-t", "--target")
    if target is not None:
        path = call.path(target)
        if path is None:
            return Unknown(target, "the directory it names is not known")
        apart = environment.apart if environment.foreign else ""
        return _Placed((Area(path, deep=True, names=names),), path, apart=apart)
    for option in ("--root", "--prefix"):
        value = words.last(option)
        if value is not None:
            path = call.path(value)
            if path is None:
                return Unknown(value, "the directory it names is not known")
            return _Placed((Area(path, deep=True),), path, apart=environment.apart)
    if "--user" in words.flags:
        home = call.scope.value("HOME")
        path = call.scope.value("PYTHONUSERBASE") or (home and join(home, ".local"))
        if not path:
            return Unknown("--user", "the home directory is not known")
        return _Placed((Area(path, deep=True),), path, apart=environment.apart)
    if not environment.place:
        return _Placed(environment.areas, "", apart=environment.apart)
    areas = tuple(replace(a, names=names) for a in environment.areas)
    return _Placed(areas, environment.place, plain=True)


def read_by(
    call: Call, words: Options, needed: Required, environment: Environment
) -> Iterator[Area]:
    """All that an install reads besides the place that it fills."""
    yield from map(Area, needed.manifests)
    yield from needed.sources
    yield from configured(call, words)
    yield from READ
    if environment.apart and call.python:
        yield from environment.areas


def configured(call: Call, words: Options) -> Iterator[Area]:
    """The files that options and variables name, the user's own, and uv's beside the project."""
    for option in words.all("--cert", "--client-cert", "--config-file", "--excludes"):
        yield Area(call.path(option) or "/", deep=True)
    home = call.scope.value("HOME")
    if home and home != "/root":
        for name in (".config", ".pip", ".netrc", ".ssh", ".gitconfig", ".local"):
            yield Area(join(home, name), deep=True)
    for name, value in call.scope.env.items():
        if name.startswith(("GIT_SSH", "GIT_CONFIG", "GIT_ASKPASS", "NETRC")):
            yield from (Area(join("/", path), deep=True) for path in _ABSOLUTE.findall(value))
    for name in _PATHS.split():
        for value in (call.scope.value(name) or "").split():
            path = call.path(value)
            if path and "://" not in value:
                yield Area(path, deep=True)
    yield from map(Area, _settings(call))
    if _is_local(call, words):
        yield EVERYTHING


def _is_local(call: Call, words: Options) -> bool:
    """Whether an index, or a setting of a file, may be a path of the image and no address."""
    indices = ("-i", "--index-url", "--extra-index-url", "--index", "--default-index")
    said = [v.rpartition("=")[2] for v in words.all(*indices)]
    said += [v for n in _INDICES for v in (call.scope.value(n) or "").split()]
    if any(not v.startswith(("http://", "https://", "$")) for v in said):
        return True
    files = (call.files.get(path) for path in (*_pip_settings(call), *_settings(call)))
    return any(_PATHS_IN_SETTINGS.search(call.project.read(f) or "") for f in files if f)


def _pip_settings(call: Call) -> tuple[str, ...]:
    """Where pip looks for its settings."""
    home, own = call.scope.value("HOME"), call.scope.value("XDG_CONFIG_HOME")
    named = call.scope.value("PIP_CONFIG_FILE")
    more = [join(home, name) for name in (".pip/pip.conf", ".config/pip/pip.conf") if home]
    more += [join(own, "pip/pip.conf")] if own else []
    found = call.path(named) if named else None
    return (*_CONFIG_FILES, *more, *((found,) if found else ()))


def _settings(call: Call) -> tuple[str, ...]:
    """Where uv looks for its settings: in the working directory and in all above it."""
    paths, directory = list[str](), call.cwd
    while directory is not None and basename(call.argv[0]) == "uv":
        paths += (join(directory, name) for name in ("uv.toml", "pyproject.toml"))
        directory = None if directory == "/" else dirname(directory)
    return tuple(paths)


def _sourced(call: Call, words: Options) -> Iterator[str]:
    """The distributions that are compiled whatever wheels there are; `:all:` for all of them."""
    said = words.all("--no-binary", "--no-binary-package")
    given = (*said, call.scope.value("PIP_NO_BINARY") or "")
    yield from (normalised(n) for v in given for n in v.split(",") if n and n != ":all:")
    if ":all:" in given or ("--no-binary" in words.flags and not said):
        yield ":all:"


def _told(call: Call) -> Iterator[str]:
    """Files that variables ask an install to write besides."""
    yield from filter(None, map(call.scope.value, ("PIP_REPORT", "PIP_LOG")))


def _misplacing(call: Call, *, told: bool) -> str:
    """A configuration file that sends packages to another place, or that nobody can read; what
    the command line says of the place (`told`) counts more than a file."""
    if call.scope.value("PIP_REQUIREMENT"):
        return "PIP_REQUIREMENT"
    filled = {a.path for a in call.filled}
    for path in _pip_settings(call):
        there = call.files.get(path)
        if there and _PLACING.search(call.project.read(there) or ""):
            return path
        unread = path in call.present | call.made or {path, dirname(path)} & (filled - {"/etc"})
        if there is None and unread and not told:
            return path
    return ""


def choices(words: Options) -> tuple[object, ...]:
    """The options that decide what an install leaves, in an order of our own."""
    flags = sorted(words.flags - QUIET)
    values = sorted((n, tuple(v)) for n, v in words.values.items() if n not in QUIET)
    return (*flags, *values)
