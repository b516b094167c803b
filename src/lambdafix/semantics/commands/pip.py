"""pip install: reads requirement files and what they include, leaves packages in one directory.

Source: pip documentation 25.3, "pip install" and "Requirements File Format". `--target` skips
names that are there already; a plain install leaves out what is installed already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, relpath

from lambdafix.catalog.distributions import distribution, known_imports
from lambdafix.context.requirements import Requirements, read_line, read_requirements
from lambdafix.semantics.areas import EVERYTHING, USR, Area, join
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Install,
    Options,
    Trace,
    Unknown,
    options,
)

FLAGS = """-q --quiet -v --verbose -U --upgrade --no-cache-dir --no-cache --no-deps --pre --user -y
--force-reinstall -I --ignore-installed --no-compile --compile --no-build-isolation --no-index
--require-hashes --prefer-binary --no-warn-script-location --disable-pip-version-check --no-input
--break-system-packages --no-python-version-warning --no-clean --isolated --use-pep517
--no-warn-conflicts --ignore-requires-python --no-color --no-use-pep517"""
VALUED = """-r --requirement -c --constraint -e --editable -t --target -i --index-url --prefix
--root --extra-index-url -f --find-links --trusted-host --platform --python-version
--implementation --abi --only-binary
--no-binary --upgrade-strategy --progress-bar --timeout --default-timeout --retries
--cert --cache-dir --proxy --root-user-action --config-settings -C --use-feature --use-deprecated
--exists-action --global-option --src --report --python --keyring-provider --log"""

# What does not change what is installed.
_QUIET = frozenset(
    """-q --quiet -v --verbose --no-cache-dir --no-cache --disable-pip-version-check --no-input
    --no-warn-script-location --no-python-version-warning --no-color --no-warn-conflicts -y
    --progress-bar --timeout --default-timeout --retries --cache-dir --log
    --root-user-action --target -t --requirement -r --constraint -c --editable -e""".split()
)
# The environment of an install: pip's own options, and what compilers and build backends read.
VARIABLES = tuple(
    """PIP_* UV_* PYTHON* *_PROXY *_proxy CC CXX CPP AR LD *FLAGS LD_* PATH HOME *_PATH SETUPTOOLS_*
    CMAKE_* MAKE* SSL_CERT_* *_SSL_* REQUESTS_CA_BUNDLE CURL_CA_BUNDLE XDG_* GIT_SSH* GIT_CONFIG*
    GIT_ASKPASS SSH_* CARGO_* RUST* PYO3_* GRPC_* NPY_* SKLEARN_* HDF5_* GDAL_* GEOS_* PROJ_* BLAS*
    LAPACK* OPENBLAS* HNSWLIB_* PYCURL_* *_LIBRARY* *_LIBRARIES *_INCLUDE* *_LIB_DIR *_PREFIX
    USE_* WITH_* ENABLE_* DISABLE_* NETRC POETRY_*""".split()
)
# `${TOKEN}` in a requirements file is replaced by pip
_ABSOLUTE = re.compile(r"(?<![\w.])/[\w./@+-]+")
_IN_FILE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_CHECKOUT = re.compile(r"(^|\n)\s*(-e|--editable)[ =]\s*(git|hg|svn|bzr)\+")
# Compilers and headers, the interpreter, configuration and credentials of the user.
_USERS = """/root/.config /root/.pip /root/.netrc /root/.ssh /root/.gitconfig /root/.local
/root/.cargo""".split()
READ = tuple(Area(path, deep=True) for path in (*USR, *"/etc /bin /lib /var/lang".split(), *_USERS))
# Variables that decide where packages land, besides PIP_TARGET.
_ELSEWHERE = ("PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PYTHONUSERBASE", "UV_TARGET", "UV_PREFIX")
# Variables whose value is a file or a directory that an install reads.
_PATHS = """PIP_CONFIG_FILE PIP_CONSTRAINT PIP_REQUIREMENT PIP_FIND_LINKS PIP_CERT PIP_TARGET
UV_CONFIG_FILE UV_CONSTRAINT UV_OVERRIDE UV_FIND_LINKS SSL_CERT_FILE REQUESTS_CA_BUNDLE"""
CACHE = Area("/root/.cache/pip", deep=True)


def read(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    command = next((w for w in words if not w.startswith("-")), "")
    if command in ("cache", "check", "freeze", "list", "show", "--version", "debug", ""):
        return Trace(reads=(Area("/", deep=True),), writes=(CACHE,) if command == "cache" else ())
    if command != "install":
        return Unknown(f"pip {command}", "only `pip install` is known")
    before, after = words[: words.index(command)], words[words.index(command) + 1 :]
    sorted_words = options((*before, *after), FLAGS, VALUED)
    return sorted_words if isinstance(sorted_words, Unknown) else install(call, "pip", sorted_words)


def install(call: Call, tool: str, words: Options) -> Trace | Unknown:
    """The trace of an install with pip's options; uv's `pip install` shares them."""
    place = _place(call, words)
    if isinstance(place, Unknown):
        return place
    needed = _needed(call, words)
    if isinstance(needed, Unknown):
        return needed
    targets = (words.last("-t", "--target", "--prefix", "--root"), call.scope.value("PIP_TARGET"))
    plain = not any(targets)
    names = _names(needed.distributions, locked=needed.locked)
    into = Area(place, deep=True, names=names)
    scripts = (
        ()
        if not plain or call.python is None
        else (Area(call.python.scripts, deep=True, names=names),)
    )
    lost = any(m not in call.present for m in needed.manifests)
    manifests = (*map(Area, needed.manifests), *((EVERYTHING,) if lost else ()))
    sources = tuple(Area(s, deep=True) for s in needed.sources)
    kept = Area(words.last("--src") or join(call.cwd or "/", "src"), deep=True)
    checkouts = (kept,) if needed.checkout else ()
    semantic = ("install", *_choices(words), call.python.version if call.python else "")
    left = Deposit(
        (into, *scripts, *checkouts),
        semantic,
        f"what `{_shown(call)}` leaves",
        frozenset(words.operands),
        whole=not manifests and not sources,
        tools=needed.commands,
    )
    return Trace(
        reads=(*manifests, *sources, *_configured(call, words), *READ, into, *scripts),
        writes=(into, *scripts, *checkouts, CACHE),
        deposits=(left,),
        variables=(*VARIABLES, *needed.variables),
        install=Install(
            tool=tool,
            place=place,
            plain=plain,
            manifests=needed.manifests,
            distributions=needed.distributions,
            unpinned=needed.unpinned,
            needs=needed.commands,
            source=needed.source,
            checkout=needed.checkout,
        ),
        missing=needed.missing,
    )


def _configured(call: Call, words: Options) -> Iterator[Area]:
    """The files that options and variables name, the user's own, and uv's beside the project."""
    for option in words.all("--cert", "--client-cert"):
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
    yield from map(
        Area, call.upwards(("uv.toml", "pyproject.toml")) if call.argv[0] == "uv" else ()
    )


def _choices(words: Options) -> tuple[object, ...]:
    """The options that decide what an install leaves, in an order of our own."""
    flags = sorted(words.flags - _QUIET)
    values = sorted((n, tuple(v)) for n, v in words.values.items() if n not in _QUIET)
    return (*flags, *values)


@dataclass(frozen=True, slots=True)
class _Needed:
    manifests: tuple[str, ...]
    sources: tuple[str, ...]
    distributions: frozenset[str] | None
    unpinned: frozenset[str]
    commands: frozenset[str]
    source: str
    missing: str
    variables: tuple[str, ...]  # that requirement files name
    checkout: bool  # a repository is checked out beside the packages (`-e git+...`)
    locked: bool  # every distribution is named, with its hash


def _place(call: Call, words: Options) -> str | Unknown:
    target = words.last("-t", "--target") or call.scope.value("PIP_TARGET") or None
    elsewhere = next((n for n in _ELSEWHERE if call.scope.value(n)), None)
    if elsewhere:
        return Unknown(elsewhere, "it sends packages to another place")
    if target is not None:
        return call.path(target) or Unknown(target, "the directory it names is not known")
    for option in ("--prefix", "--root"):
        value = words.last(option)
        if value is not None:
            return call.path(value) or Unknown(value, "the directory it names is not known")
    if "--user" in words.flags:
        return "/root/.local"
    if call.python is None:
        return Unknown(call.argv[0], "the base image's own site-packages directory is not known")
    return call.python.site_packages


def _needed(call: Call, words: Options) -> _Needed | Unknown:
    editable = words.all("-e", "--editable")
    asked = (*words.operands, *editable)
    constraints = (call.scope.value("PIP_CONSTRAINT") or "").split()
    files = words.all("-r", "--requirement", "--requirements", "-c", "--constraint")
    found = [read_line(call.project, word) for word in asked]
    odd = next((w for w, f in zip(asked, found, strict=True) if f.unknown or "$" in w), None)
    odd = odd or next((w for w in asked if set(w) & set("*?")), None)
    if odd is not None:
        return Unknown(odd, "it is no requirement that can be read")
    manifests, texts = list[str](), list[str]()
    unseen, hashed = "", bool(files) and not words.operands
    for name in (*files, *constraints):
        path = call.path(name)
        if path is None or "://" in name or set(name) & set("*?["):
            return Unknown(name, "the file it names is not known")
        manifests.append(path)
        if path not in call.files:
            unseen = unseen or f"`{name}` is not there as the build context has it"
            continue
        read_file = read_requirements(call.project, call.files[path])
        found.append(read_file)
        nested = {_beside(path, call.files[path], f): f for f in read_file.files[1:]}
        manifests += nested
        unseen = unseen or _unseen(call, name, read_file, nested)
        texts += [call.project.read(f) or "" for f in read_file.files]
        hashed = hashed and read_file.hashed
    links = [w for w in words.all("-f", "--find-links") if "://" not in w]
    links += [
        o.value
        for f in found
        for o in f.options
        if o.name == "--find-links" and "://" not in o.value
    ]
    local = [*links, *(item for f in found for item in f.local)]
    sources = [call.path(item) for item in local]
    if None in sources:
        return Unknown(local[sources.index(None)], "the directory it names is not known")
    return _Needed(
        manifests=tuple(dict.fromkeys(manifests)),
        sources=tuple(s for s in sources if s),
        distributions=None if unseen else frozenset(d.name for f in found for d in f.distributions),
        unpinned=frozenset(d.name for f in found for d in f.distributions if not d.pinned),
        commands=frozenset({"git"} if any(f.vcs for f in found) else ()),
        source=local[0] if local else "",
        missing=unseen,
        variables=tuple({m for text in texts for m in _IN_FILE.findall(text)}),
        checkout=any(map(_CHECKOUT.search, texts)) or any("+" in e for e in editable),
        locked=hashed,
    )


def _unseen(call: Call, name: str, found: Requirements, nested: dict[str, str]) -> str:
    """What of a requirements file cannot be seen; empty if all of it can."""
    if found.missing:
        return f"`{found.missing[0]}` is not in the build context"
    if found.unknown:
        return f"line {found.unknown[0].line} of {name} cannot be read"
    apart = next((f for there, f in nested.items() if call.files.get(there) != f), None)
    return f"`{apart}`, which {name} includes, is not copied beside it" if apart else ""


def _beside(image_path: str, context_path: str, nested: str) -> str:
    """Where in the image a file of the context lies that is found from a copied one."""
    return join(dirname(image_path), relpath(nested, dirname(context_path) or "."))


def _names(distributions: frozenset[str] | None, *, locked: bool) -> frozenset[str] | None:
    """The names at the top of what is installed; what is not locked brings others, too."""
    if distributions is None:
        return None
    required = frozenset(n for d in distributions for n in distribution(d).top_level)
    return required if locked else required | known_imports()


def _shown(call: Call) -> str:
    return " ".join(call.argv[:2])
