"""tar and unzip: read an archive, leave what is in it in one directory.

Sources: GNU tar 1.35 manual, unzip(1) 6.0. What an archive holds is not seen, so all of the
directory counts as written. Making an archive is not known.
"""

from __future__ import annotations

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options

_TAR = (
    "-x --extract -z --gzip -j --bzip2 -J --xz --zstd -v --verbose --no-same-owner -p -k",
    "-f --file -C --directory --strip-components --strip --wildcards",
)
_UNZIP = ("-q -qq -o -n -j", "-d -x")


def read(call: Call) -> Trace | Unknown:
    return _tar(call) if call.argv[0] == "tar" else _unzip(call)


def _tar(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    if words and not words[0].startswith("-"):
        words = (f"-{words[0]}", *words[1:])  # the old style: tar xzf
    found = options(words, *_TAR)
    if isinstance(found, Unknown):
        return found
    if not found.flags & {"-x", "--extract"}:
        return Unknown("tar", "only unpacking is known")
    archive = found.last("-f", "--file")
    return _unpacked(call, archive, found.last("-C", "--directory"))


def _unzip(call: Call) -> Trace | Unknown:
    found = options(call.argv[1:], *_UNZIP)
    if isinstance(found, Unknown):
        return found
    if not found.operands:
        return Unknown("unzip", "it names no archive")
    return _unpacked(call, found.operands[0], found.last("-d"))


def _unpacked(call: Call, archive: str | None, directory: str | None) -> Trace | Unknown:
    into = call.path(directory or ".")
    source = call.path(archive) if archive and archive != "-" else None
    if into is None or (archive and archive != "-" and (source is None or "*" in source)):
        return Unknown(archive or call.argv[0], "the path it names is not known")
    area = (Area(into, deep=True),)
    made = Deposit(area, tuple(call.argv), f"what {call.argv[0]} unpacks")
    return Trace(reads=(Area(source),) if source else (), writes=area, deposits=(made,))
