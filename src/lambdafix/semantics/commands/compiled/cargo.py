"""cargo: builds run build scripts and macros; a fetch reads manifests and where targets lie.

Sources: The Cargo Book 1.90 ("cargo build", "fetch", "install", "new", "Configuration", "Build
Scripts", "Cargo Home", "Workspaces"); cargo-lambda 1.8 and cargo-chef 0.1 documentation. A build
leaves target/, Cargo.lock and what is in CARGO_HOME; build scripts keep to their OUT_DIR. A
manifest without targets is an error, so even a fetch looks for source files.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join, meet, upwards
from lambdafix.semantics.commands.call import Call, Fetch, Options, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    ENVIRONMENT,
    NO_DIRECTORY,
    copied_below,
    deep,
    homes,
    left,
    ran_code,
    said_of,
    tools,
)

_FLAGS = """-r --release --all-features --no-default-features --workspace --all --locked --offline
--frozen -q --quiet -v --verbose -vv --lib --bins --tests --examples --benches --all-targets
--no-deps --no-run --no-fail-fast --keep-going -f --force --no-track --arm64 --x86-64 --bin --vcs
--flatten --disable-optimizations --no-git --future-incompat-report --ignore-rust-version --zip
--cargo-chef"""
_VALUED = """-p --package --exclude -F --features --target --target-dir --bin --example --test
--bench --profile -j --jobs --manifest-path --color --message-format --config -Z --root --version
--git --branch --tag --rev --path --name --edition --vcs --registry --index -l --lambda-dir -o
--output-format --compiler --recipe-path --artifact-dir --out-dir --timings"""
# `--bin` takes a name where it chooses a target, none where a project is made.
_MADE = frozenset({"init", "new"})
_BUILDS = frozenset(
    """build b check c test t bench doc d rustc rustdoc clippy package zigbuild lambda:build
    lambda:test""".split()
)
_RESOLVES = frozenset({"fetch", "generate-lockfile", "update", "vendor", "metadata", "tree"})
_CONFIGURED = (".cargo/config.toml", ".cargo/config", "rust-toolchain", "rust-toolchain.toml")
_MANIFESTS = frozenset({"Cargo.toml", "Cargo.lock"})
_FETCHED = ("registry", "git")  # below CARGO_HOME
_REQUIRES = regex(r"^\s*\[[^\]\n]*dependencies|^source = ", re.MULTILINE)
_HARMLESS = frozenset({"--version", "-V", "version", "help", "--list"})
_PLACES = (
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_INSTALL_ROOT",
)
_VARIABLES = ("CARGO*", "RUST*", *ENVIRONMENT)
# Keys of a configuration that lead results elsewhere.
_MOVES = ("target-dir", "build-dir", "[install]", "include")


def read(call: Call) -> Trace | Unknown:
    rest = [w for w in call.argv[1:] if not w.startswith("+")]
    if not rest or rest[0] in _HARMLESS:
        return Trace(reads=tools(call))
    if call.cwd is None:
        return Unknown("cargo", NO_DIRECTORY)
    command, words = rest[0], tuple(rest[1:])
    if command in ("lambda", "chef") and words:
        command, words = f"{command}:{words[0]}", words[1:]
    taken = {"--bin", "--vcs"} if command not in _MADE else {"--vcs"}
    flags = " ".join(f for f in _FLAGS.split() if f not in taken)
    valued = " ".join(v for v in _VALUED.split() if v not in flags.split())
    found = options(words, flags, valued)
    if isinstance(found, Unknown):
        return found
    home = homes(call, "CARGO_HOME", ".cargo", official="/usr/local/cargo")
    toolchains = homes(call, "RUSTUP_HOME", ".rustup", official="/usr/local/rustup")
    if isinstance(home, Unknown):
        return home
    if isinstance(toolchains, Unknown):
        return toolchains
    moved = _moved(call, home)
    if moved:
        return moved
    return _read(call, command, found, deep((*home, *toolchains)))


def _moved(call: Call, home: tuple[str, ...]) -> Unknown | None:
    places = [join(d, n) for d in upwards(call.cwd or "/") for n in _CONFIGURED[:2]]
    places += [join(h, n) for h in home for n in ("config.toml", "config")]
    for place in places:
        if place in call.files:
            text = call.project.read(call.files[place])
            if text is None or any(m in text for m in _MOVES):
                return Unknown(place, "it may lead results elsewhere")
    return None


def _read(call: Call, command: str, words: Options, homes_of: tuple[Area, ...]) -> Trace | Unknown:
    here = call.cwd or "/"
    manifest = words.last("--manifest-path", "--path")
    start = call.path(manifest or ".")
    if start is None:
        return Unknown(manifest or "cargo", "the project it names is not known")
    start = dirname(start) if start.endswith(".toml") else start
    said = ("--target-dir", "--lambda-dir", "-l", "--root", "--artifact-dir", "--out-dir")
    named = [call.path(v) for v in words.all(*said)]
    variables = (call.scope.value(n) for n in _PLACES)
    named += [call.path(v) for v in variables if v]
    if None in named:
        return Unknown("--target-dir", "the directory it names is not known")
    # the root of a workspace lies at or above the package
    roots = tuple(upwards(start))
    results = deep((*(p for p in named if p), *(join(r, "target") for r in roots)))
    locks = tuple(Area(join(r, "Cargo.lock")) for r in roots)
    local = "--path" in words.values or "--git" in words.values
    match command:
        case "init" | "new":
            return _made(call, words, start)
        case "install" if not local and words.operands:
            areas = (*homes_of, *deep(p for p in named if p))
            reads = (*_configuration(call, here), *tools(call), *areas)
            return Trace(reads, areas, (left(call, areas),), variables=_VARIABLES)
        case "chef:prepare":
            recipe = call.path(words.last("--recipe-path") or "recipe.json")
            area = (Area(recipe or here, deep=True),)
            return Trace((EVERYTHING,), area, (left(call, area),), variables=("*",))
        case "chef:cook":
            recipe = call.path(words.last("--recipe-path") or "recipe.json")
            areas = (*deep((here,)), *results, *homes_of)
            reads = (Area(recipe or "/"), *_configuration(call, here), *tools(call), *areas)
            return Trace(reads, areas, (left(call, areas),), variables=("*",))
        case _ if command in _BUILDS or command == "install":
            trace = ran_code(call, (*results, *locks, *homes_of))
            return replace(trace, fetch=_fetch(call, command, words, start, results))
        case "clean":
            return ran_code(call, results)
        case _ if command in _RESOLVES:
            vendored = deep((join(here, "vendor"),)) if command == "vendor" else ()
            return ran_code(call, (*locks, *homes_of, *vendored), manifests=_manifests(call, roots))
        case _:
            shown = command.replace(":", " ")
            return Unknown(f"cargo {shown}", "what this command does is not known")


def _fetch(
    call: Call, command: str, words: Options, start: str, results: tuple[Area, ...]
) -> Fetch | None:
    """`cargo fetch`, which wants the source beside its manifests. None where nothing is fetched,
    where a build before has left what it fetched, or where no source is there yet."""
    inside = copied_below(call, start)
    manifests = [p for p in inside if basename(p) in _MANIFESTS]
    locks = [p for p in manifests if basename(p) == "Cargo.lock"]
    asks = any(_REQUIRES.search(_text(call, p)) for p in locks or manifests)
    vendored = any(basename(dirname(p)) == ".cargo" and "[source" in _text(call, p) for p in inside)
    source = any(p.endswith(".rs") for p in inside)
    done = meet(call.filled, results) is not None
    if not (asks and source) or vendored or done or words.flags & {"--offline", "--frozen"}:
        return None
    home = homes(call, "CARGO_HOME", ".cargo", official="/usr/local/cargo")
    into = () if isinstance(home, Unknown) else (join(h, n) for h in home for n in _FETCHED)
    return Fetch(
        words=("cargo", "fetch"),
        cwd=call.cwd or "/",
        into=deep(into),
        build=f"cargo {command.replace(':', ' ')}",
        files=said_of(call, manifests),
        why="cargo reads no manifest without the source of its targets",
        by_hand="compile them first by cargo-chef: `cargo chef prepare` in a stage of its own, "
        "then `cargo chef cook` with the recipe from there, then the source",
    )


def _text(call: Call, path: str) -> str:
    return call.project.read(call.files[path]) or ""


def _made(call: Call, words: Options, start: str) -> Trace | Unknown:
    """A new package: its files, and its line in the workspace above."""
    target = call.path(words.operands[0] if words.operands else ".")
    if target is None:
        return Unknown(words.operands[0], "the directory it names is not known")
    higher = tuple(Area(join(d, "Cargo.toml")) for d in upwards(target))
    areas = (*deep((target,)), *higher)
    repositories = deep(join(d, ".git") for d in upwards(start))
    reads = (*areas, *repositories, *_configuration(call, target), *tools(call))
    return Trace(reads, areas, (left(call, areas),), variables=_VARIABLES)


def _configuration(call: Call, directory: str) -> tuple[Area, ...]:
    """Where settings are looked for; one that is there may name any file."""
    looked = tuple(Area(join(d, n)) for d in upwards(directory) for n in _CONFIGURED)
    own = any(p.endswith(("cargo/config.toml", "cargo/config")) for p in call.files)
    return (EVERYTHING,) if own or any(a.path in call.files for a in looked) else looked


def _manifests(call: Call, roots: tuple[str, ...]) -> tuple[str, ...]:
    names = ("Cargo.toml", "Cargo.lock", *_CONFIGURED)
    return tuple(p for r in roots for n in names if (p := join(r, n)) in call.files)
