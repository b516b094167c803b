"""The areas that the words of a command name, and the trace of a command that changes them.

Sources: POSIX.1-2024 (pathname expansion 2.14, `cp`, `mv`), bash 5.2 manual (brace expansion), the
Filesystem Hierarchy Standard 3.0. A glob counts as all of the directory that it ranges over, and so
do braces: bash expands them, dash does not, and whether they stood in quotes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename, dirname

from lambdafix.semantics.areas import EVERYTHING, Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown
from lambdafix.semantics.shell_state import computed

_GLOB = frozenset("*?[{")
# Directories that every image of a distribution has.
_STANDARD = frozenset(
    """/ /bin /dev /etc /lib /media /mnt /opt /run /sbin /srv /tmp /usr /usr/bin /usr/lib
    /usr/local /usr/local/bin /usr/local/lib /usr/sbin /usr/share /var /var/cache /var/lib
    /var/log /var/tmp""".split()
)
_SHELLS = frozenset(f"{d}/{n}" for d in ("/bin", "/usr/bin") for n in ("sh", "bash", "dash", "ash"))
# Programs of coreutils, grep and sed: every image with a shell has them.
ESSENTIAL = frozenset(
    """cat chgrp chmod chown cp cut echo env grep head install ln ls mkdir mv nice nohup printf rm
    rmdir sed sort tail tee test timeout touch tr true wc""".split()
)
_PROGRAMS = ("/usr/local/bin", "/usr/bin", "/usr/sbin")  # /bin is /usr/bin where it is a link
_SILENT = frozenset({"-v", "--verbose", "-q", "--quiet", "-i", "--interactive"})


def is_glob(word: str) -> bool:
    """Whether a shell may make other words of it."""
    return bool(_GLOB & set(word))


class NotKnown(Exception):
    """A path that cannot be known: whatever the command does with it, it is not understood."""

    def __init__(self, word: str, why: str = "the path it names is not known") -> None:
        super().__init__(why)
        self.unknown = Unknown(word, why)


def area(call: Call, word: str, *, deep: bool = False) -> Area:
    """What a word names; raises NotKnown."""
    at = next((i for i, c in enumerate(word) if c in _GLOB), len(word))
    globs = at < len(word)
    path = call.path((dirname(word[:at]) or ".") if globs else word)
    # what globs and braces stand for may lead out of the directory
    out = globs and (".." in word[at:].split("/") or any("/" in b for b in _braces(word[at:])))
    if path is None or out or computed(word):
        raise NotKnown(word)
    return Area(path, deep or globs)


def areas(call: Call, words: Iterable[str], *, deep: bool = False) -> tuple[Area, ...]:
    """What some words name."""
    return tuple(dict.fromkeys(area(call, word, deep=deep) for word in words))


def seen(call: Call, words: Iterable[str]) -> tuple[Area, ...]:
    """What some words name that are only read; all there is, where that cannot be known."""
    try:
        return areas(call, words, deep=True)
    except NotKnown:
        return (EVERYTHING,)


def is_directory(call: Call, word: str) -> bool | None:
    """Whether a word names a directory; None where that cannot be known."""
    path = call.path(word)
    if path is None or is_glob(word):
        return None
    if word.endswith(("/", "/.", "/..")) or word in (".", "..") or path in _STANDARD:
        return True
    if path in call.files:
        return False
    return True if call.scope.workdir and below(call.scope.workdir, path) else None


def targets(
    call: Call, sources: list[str], destination: str, *, deep: bool, itself: bool = False
) -> tuple[Area, ...]:
    """Where `sources` land: below a directory by their own names, else at the destination itself.

    `deep`: they may be directories. `itself`: the destination is never a directory to fill.
    """
    place = area(call, destination, deep=deep)
    names = [basename(s.rstrip("/")) for s in sources]
    odd = any(
        is_glob(s) or n in ("", ".", "..") or computed(s)
        for s, n in zip(sources, names, strict=True)
    )
    directory = True if len(sources) > 1 else is_directory(call, destination)
    if is_glob(destination) or (odd and not itself):
        return (Area(place.path, deep=True),)
    inside = tuple(Area(join(place.path, n), deep) for n in names)
    if itself or directory is False:
        return (place,)
    return inside if directory else (place,) if deep else (place, *inside)


def spelled(call: Call, words: Options, *kept: str) -> tuple[object, ...]:
    """Options and operands in an order of our own, paths absolute; `kept` are no paths."""
    flags = sorted(words.flags - _SILENT)
    values = sorted((n, *v) for n, v in words.values.items() if n not in _SILENT)
    return (*flags, *values, *kept, *absolute(call, words.operands))


def absolute(call: Call, words: Iterable[str]) -> tuple[str, ...]:
    """Words as paths, so that the same file has one name whatever the working directory is.

    A slash at the end stays, and `/.`: `cp -r a/. b` copies another thing than `cp -r a b`.
    """
    return tuple(w if computed(w) or "://" in w else (call.path(w) or w) + _end(w) for w in words)


def _end(word: str) -> str:
    end = next((e for e in ("/.", "/") if word.endswith(e) and word != e), "")
    return "/." if word == "." else end


def changed(
    call: Call,
    writes: tuple[Area, ...],
    semantic: tuple[object, ...],
    reads: tuple[Area, ...] = (),
    variables: tuple[str, ...] = (),
) -> Trace | Unknown:
    """The trace of a command that leaves one thing in all that it writes; /dev is no part of it."""
    writes = tuple(a for a in writes if not a.path.startswith("/dev/"))
    shell = next((a.path for a in writes if a.path in _SHELLS and not a.deep), None)
    if shell:
        return Unknown(shell, "it is the shell that runs what follows")
    made = (Deposit(writes, semantic, " ".join(call.argv)),) if writes else ()
    return Trace(reads=reads, writes=writes, deposits=made, variables=variables)


def program(name: str) -> tuple[Area, ...]:
    """Where a program lies that another one runs: an earlier step may have to bring it."""
    return () if name in ESSENTIAL else tuple(Area(f"{d}/{basename(name)}") for d in _PROGRAMS)


def settings(call: Call) -> tuple[Area, ...]:
    """Where programs keep their configuration: the system's and the user's own."""
    home = call.scope.value("HOME")
    users = ("/root", "/home") if home is None else ("/root", "/home", join("/", home))
    return tuple(Area(p, deep=True) for p in dict.fromkeys(("/etc", *users)))


def _braces(text: str) -> list[str]:
    """What stands between braces that bash may expand."""
    return [part.partition("}")[0] for part in text.split("{")[1:]]
