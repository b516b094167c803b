"""git: clones a repository, and works in one that is there.

Source: git 2.43 reference manual. A repository's root lies anywhere above the working directory,
and its hooks and filters are programs, so a command that changes one may change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import areas, changed, settings
from lambdafix.semantics.shell_state import computed

_CLONE = (
    "-q --quiet --single-branch --no-single-branch --recursive --recurse-submodules --no-tags -v "
    "--verbose --progress --shallow-submodules --no-checkout -n --bare --mirror --sparse "
    "--no-recurse-submodules --remote-submodules",
    "-b --branch --depth -c --config --filter -o --origin -j --jobs --shallow-since "
    "--recurse-submodules",
)
_CHANGES = frozenset(
    """add am apply branch checkout cherry-pick clean commit fetch gc lfs merge mv pull rebase
    remote reset restore rm sparse-checkout stash submodule switch symbolic-ref tag
    worktree""".split()
)
_PRINTS = frozenset(
    """describe diff log ls-files ls-remote ls-tree rev-list rev-parse show status""".split()
)
_VARIABLES = ("*_PROXY", "*_proxy", "SSL_CERT_*", "GIT_*", "HOME", "XDG_CONFIG_HOME", "SSH_*")
# Settings that name no program: hooks, filters and helpers are not among them.
_HARMLESS = regex(
    r"(http|advice|user|protocol|url|init|pull|fetch|gc|pack|transfer|remote|submodule|safe)\."
    r"|core\.(autocrlf|longpaths|symlinks|filemode|compression)"
)
_ASKS = frozenset({"--get", "--get-all", "--get-regexp", "-l", "--list"})


def read(call: Call) -> Trace | Unknown:
    call, words, settled = _globals(call)
    if not words:
        asks = settled in ("--version", "--help")
        return Trace() if asks else Unknown("git", "it has no command")
    command, *rest = words
    if settled:
        return Unknown(settled, "this option is not known")
    if call.cwd is None and command not in ("clone", "config", "version"):
        return Unknown(f"git {command}", "the directory it works in is not known")
    reads = settings(call)
    match command:
        case "version":
            return Trace()
        case "clone":
            return _clone(call, tuple(rest), reads)
        case "config":
            return _config(call, tuple(rest), reads)
        case "init":
            place = areas(call, [next((w for w in rest if not w.startswith("-")), ".")], deep=True)
            return changed(call, place, ("git", *words), (*reads, *place), _VARIABLES)
        case _ if command in _PRINTS:
            here = Area(call.cwd or "/", deep=True)
            return Trace(reads=(*reads, here, *_repositories(call)), variables=_VARIABLES)
        case _ if command in _CHANGES:
            semantic = ("git", call.cwd, *call.argv[1:])
            return changed(call, (EVERYTHING,), semantic, (EVERYTHING,), _VARIABLES)
    return Unknown(f"git {command}", "what this command does is not known")


def _globals(call: Call) -> tuple[Call, list[str], str]:
    """The words behind git's own options, seen from the directory of -C."""
    rest, settled = list(call.argv[1:]), ""
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "-C" and rest:
            call = replace(call, cwd=call.path(rest.pop(0)))
        elif option == "-c" and rest and _HARMLESS.match(rest[0]):
            rest.pop(0)
        elif option not in ("--no-pager", "-P"):
            settled = option
    return call, rest, settled


def _clone(call: Call, rest: tuple[str, ...], reads: tuple[Area, ...]) -> Trace | Unknown:
    words = options(rest, *_CLONE)
    if isinstance(words, Unknown):
        return words
    if not words.operands:
        return Unknown("git clone", "it names no repository")
    odd = next((c for c in words.all("-c", "--config") if not _HARMLESS.match(c)), None)
    if odd:
        return Unknown(odd, "it may name a program")
    source = words.operands[0]
    name = words.operands[1] if len(words.operands) > 1 else _name(source, words)
    place = areas(call, [name], deep=True)
    unseen = computed(source) or source.startswith("file:")
    local = (EVERYTHING,) if unseen else areas(call, _local(source), deep=True)
    semantic = ("git", *call.argv[1:], place[0].path)
    return changed(call, place, semantic, (*reads, *local), _VARIABLES)


def _local(source: str) -> list[str]:
    """The repository where it is a directory of the image."""
    return [source] if ":" not in source else []


def _name(source: str, words: Options) -> str:
    name = basename(source.rstrip("/").removesuffix("/.git")).rpartition(":")[2]
    bare = words.flags & {"--bare", "--mirror"}
    return f"{name.removesuffix('.git')}.git" if bare else name.removesuffix(".git")


def _config(call: Call, rest: tuple[str, ...], reads: tuple[Area, ...]) -> Trace | Unknown:
    if set(rest) & _ASKS:
        return Trace(reads=(*reads, *_repositories(call)), variables=_VARIABLES)
    if "--system" in rest:
        return changed(call, (Area("/etc/gitconfig"),), ("git", *rest), (), _VARIABLES)
    if "--global" in rest:
        home = call.scope.value("HOME")
        if not home:
            return Unknown("git config --global", "the home directory is not known")
        own = (Area(join(home, ".gitconfig")), Area(join(home, ".config/git/config")))
        return changed(call, own, ("git", *rest), (), _VARIABLES)
    if call.cwd is None or {"--file", "-f"} & set(rest):
        return Unknown("git config", "the file it writes is not known")
    semantic = ("git", call.cwd, *rest)
    return changed(call, tuple(_repositories(call)), semantic, reads, _VARIABLES)


def _repositories(call: Call) -> Iterator[Area]:
    """Where a repository may be that the working directory belongs to."""
    directory = call.cwd
    while directory is not None:
        yield Area(join(directory, ".git"), deep=True)
        directory = dirname(directory) if directory != "/" else None
