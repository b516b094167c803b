"""tar, zip, unzip, gzip and their kin: make archives, and leave what is in them.

Sources: GNU tar 1.35 manual, Info-ZIP unzip(1) 6.0 and zip(1) 3.0, gzip(1) 1.13, bzip2(1) 1.0,
xz(1) 5.4, zstd(1) 1.5. What an archive holds is not seen, so all of the directory that it is
unpacked in counts as written; members with `..` or a leading slash stay in it (tar without -P).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import splitext

from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import areas, changed, seen, spelled

_TAR = (
    """-x --extract --get -c --create -t --list -r --append -u --update -z --gzip --gunzip -j
    --bzip2 -J --xz --zstd --lzma -a --auto-compress -v --verbose -p --preserve-permissions
    --same-permissions --no-same-owner -o --no-same-permissions --same-owner --numeric-owner -m
    --touch -k --keep-old-files --keep-newer-files --skip-old-files --overwrite -h --dereference
    --wildcards --no-wildcards --anchored --no-anchored --no-recursion --totals -O --to-stdout
    --null --exclude-vcs --delay-directory-restore --ignore-failed-read --force-local
    --no-overwrite-dir --hard-dereference""",
    """-f --file -C --directory --strip-components --strip --exclude -X --exclude-from -T
    --files-from --owner --group --mode --mtime --sort --warning --checkpoint --format -H -I
    --use-compress-program""",
)
_PACKING = frozenset({"-c", "--create", "-r", "--append", "-u", "--update"})
_COMPRESSORS = frozenset("gzip pigz bzip2 pbzip2 lbzip2 xz pixz zstd lz4 lzip".split())
_OLD_VALUED = "fCTXIH"
_UNZIP = ("-q -qq -o -n -j -u -f -l -t -p -v -z -a -aa -b -L -C -X -K", "-d -x")
_ZIP = (
    "-r -q -j -D -y --symlinks -X -u -f -g -v -l -ll -T -o -@ -S -0 -1 -2 -3 -4 -5 -6 -7 -8 -9 "
    "--recurse-paths --quiet --junk-paths --no-dir-entries --filesync -FS --no-extra",
    "-x -i -n -b -t --exclude --include",
)
_PACK = (
    "-d --decompress --uncompress -k --keep -f --force -c --stdout --to-stdout -q --quiet -v "
    "--verbose -n --no-name -r --recursive -t --test -l --list -1 -2 -3 -4 -5 -6 -7 -8 -9 -0 "
    "--best --fast -e --extreme -z --compress --rm",
    "-T --threads -S --suffix",
)
_PRINTS = ("bzcat", "xzcat", "zcat")
_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".lzma")
_VARIABLES = ("TAPE", "TAR_OPTIONS", "UNZIP*", "ZIPOPT", "GZIP", "BZIP*", "XZ_*", "ZSTD_*")


def read(call: Call) -> Trace | Unknown:
    name = call.argv[0]
    if any(call.scope.value(n) for n in ("TAR_OPTIONS", "UNZIP", "UNZIPOPT", "ZIPOPT")):
        return Unknown(name, "a variable adds options to it")
    if name == "tar":
        return _tar(call)
    return {"unzip": _unzip, "zip": _zip}.get(name, _packed)(call)


def _tar(call: Call) -> Trace | Unknown:
    words = options(_new_style(call.argv[1:]), *_TAR)
    if isinstance(words, Unknown):
        return words
    archive = words.last("-f", "--file")
    tool = words.last("-I", "--use-compress-program")
    if tool is not None and tool.split()[0] not in _COMPRESSORS:
        return Unknown(tool, "what it runs is not known")
    if archive and ":" in archive and "--force-local" not in words.flags:
        return Unknown(archive, "it is an archive on another machine")
    listed = words.all("-X", "--exclude-from", "-T", "--files-from")
    read_files = areas(call, (w for w in listed if w != "-"))
    named = [archive] if archive and archive != "-" else []
    stored = areas(call, named) if words.flags & _PACKING else seen(call, named)
    into = areas(call, words.all("-C", "--directory") or ["."], deep=True)
    reads = read_files
    if words.flags & _PACKING:
        reads = (*reads, *_members(call, words))
        semantic = ("tar", *_tar_words(call, words), *_names(words.operands))
        return changed(call, stored, semantic, reads, _VARIABLES)
    if words.flags & {"-t", "--list", "-O", "--to-stdout"}:
        return Trace(reads=(*reads, *stored), variables=_VARIABLES)
    if not words.flags & {"-x", "--extract", "--get"}:
        return Unknown("tar", "it says neither to pack nor to unpack")
    semantic = ("tar", *_tar_words(call, words))
    return changed(call, into, semantic, (*reads, *stored), _VARIABLES)


def _new_style(words: tuple[str, ...]) -> tuple[str, ...]:
    """`tar xzfC a.tgz /opt` as `tar -x -z -f a.tgz -C /opt`."""
    if not words or words[0].startswith("-"):
        return words
    new, rest = list[str](), list(words[1:])
    for letter in words[0]:
        new.append(f"-{letter}")
        if letter in _OLD_VALUED and rest:
            new.append(rest.pop(0))
    return (*new, *rest)


def _members(call: Call, words: Options) -> tuple[Area, ...]:
    """What is packed: each name as seen from any directory that -C leads to."""
    if words.all("-T", "--files-from"):
        return (EVERYTHING,)  # a list says what
    places = words.all("-C", "--directory")
    named = [f"{p}/{w}" for p in places for w in words.operands if not w.startswith("/")]
    named += [w for w in words.operands if w.startswith("/") or not places or len(places) > 1]
    return areas(call, (*named, *(p for p in places if len(places) > 1)), deep=True)


def _tar_words(call: Call, words: Options) -> tuple[object, ...]:
    seen = call.cwd if words.flags & _PACKING or not words.all("-C", "--directory") else None
    kept, words.operands = tuple(words.operands), []
    files = [n for n in ("-f", "--file", "-C", "--directory") if n in words.values]
    for name in files:
        words.values[name] = [call.path(v) or v if v != "-" else v for v in words.values[name]]
    return (*spelled(call, words, *kept), *((seen,) if seen else ()))


def _unzip(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_UNZIP)
    if isinstance(words, Unknown):
        return words
    if not words.operands:
        return Unknown("unzip", "it names no archive")
    archive = words.operands[0]
    stored = areas(call, (archive, f"{archive}.zip", f"{archive}.ZIP"))
    into = areas(call, [words.last("-d") or "."], deep=True)
    reads = stored[:1] if splitext(archive)[1] == ".zip" else stored
    if words.flags & {"-l", "-t", "-p", "-v", "-z"}:
        return Trace(reads=reads)
    members = tuple(words.operands[1:])
    words.operands = [archive]
    words.values.pop("-d", None)
    semantic = ("unzip", into[0].path, *members, *spelled(call, words))
    return changed(call, into, semantic, reads, _VARIABLES)


def _names(members: Iterable[str]) -> tuple[str, ...]:
    """The names that an archive has for what is packed: as written, less the first slash."""
    return tuple(member.lstrip("/") for member in members)


def _zip(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_ZIP)
    if isinstance(words, Unknown):
        return words
    if not words.operands or words.operands[0] == "-":
        return Unknown("zip", "it names no archive")
    archive, *members = words.operands
    lists = [v[1:] for v in words.all("-x", "-i", "--exclude", "--include") if v.startswith("@")]
    stored = areas(call, [archive] if splitext(archive)[1] else [archive, f"{archive}.zip"])
    reads = areas(call, (*members, *(f for f in lists if f)), deep=True)
    unseen = (EVERYTHING,) if "-@" in words.flags else ()
    semantic = ("zip", call.cwd, *spelled(call, words), *_names(members))
    return changed(call, stored, semantic, (*reads, *unseen), _VARIABLES)


def _packed(call: Call) -> Trace | Unknown:
    """gzip and the like: a file gives way to its packed form, or the packed form to the file."""
    name = call.argv[0]
    words = options(call.argv[1:], *_PACK)
    if isinstance(words, Unknown):
        return words
    files = [f for f in words.operands if f != "-"]
    deep = bool(words.flags & {"-r", "--recursive"})
    reads = areas(call, files, deep=True)
    silent = words.flags & {"-c", "--stdout", "--to-stdout", "-t", "--test", "-l", "--list"}
    if silent or name in _PRINTS or not files:
        return Trace(reads=reads, variables=_VARIABLES)
    suffixes = (*_SUFFIXES, *words.all("-S", "--suffix"))
    forms = [g for f in files for g in (f, *(f + s for s in suffixes), *_unpacked(f))]
    writes = areas(call, forms, deep=deep)
    return changed(call, writes, (name, *spelled(call, words)), reads, _VARIABLES)


def _unpacked(file: str) -> tuple[str, ...]:
    stem, suffix = splitext(file)
    return (stem, f"{stem}.tar") if re.fullmatch(r"\.\w+", suffix) and stem else ()
