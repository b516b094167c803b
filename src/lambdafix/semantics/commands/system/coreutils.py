"""The commands of every image that change files: each writes the paths that it names.

Source: GNU coreutils 9.4 manual, which extends POSIX.1-2024; busybox 1.36 has no other options.
Changed alike are the mode of a file and its content: a path that is made anew, or whose mode or
owner is set, is made of something else.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import ACCOUNTS, Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import (
    areas,
    changed,
    is_directory,
    is_glob,
    spelled,
    targets,
)
from lambdafix.semantics.shell_state import computed

# command -> its flags, its options with a value
_OPTIONS = {
    "chgrp": ("-R --recursive -v --verbose -c --changes -f --silent --quiet -h --no-dereference "
              "--dereference -H -L -P", "--reference"),
    "chmod": ("-R --recursive -v --verbose -c --changes -f --silent --quiet", "--reference"),
    "chown": ("-R --recursive -v --verbose -c --changes -f --silent --quiet -h --no-dereference "
              "--dereference -H -L -P", "--reference --from"),
    "cp": ("-r -R --recursive -a --archive -p --preserve -f --force -v --verbose -L --dereference "
           "-P --no-dereference -d -H -n --no-clobber -u --update -T --no-target-directory -x "
           "--one-file-system -i --interactive",
           "-t --target-directory --preserve --no-preserve --reflink --sparse"),
    "install": ("-d --directory -D -v --verbose -p --preserve-timestamps -c -C --compare -s "
                "--strip -T --no-target-directory",
                "-m --mode -o --owner -g --group -t --target-directory"),
    "ln": ("-s --symbolic -f --force -n --no-dereference -v --verbose -T --no-target-directory "
           "-i --interactive", "-t --target-directory"),
    "mkdir": ("-p --parents -v --verbose", "-m --mode"),
    "mv": ("-f --force -n --no-clobber -v --verbose -u --update -T --no-target-directory -i "
           "--interactive", "-t --target-directory"),
    "rm": ("-r -R --recursive -f --force -v --verbose -d --dir -i -I --preserve-root", ""),
    "rmdir": ("-p --parents -v --verbose --ignore-fail-on-non-empty", ""),
    "tee": ("-a --append -i --ignore-interrupts -p", ""),
    "touch": ("-a -m -c --no-create -h --no-dereference -f", "-d --date -t -r --reference"),
    "truncate": ("-c --no-create", "-s --size -r --reference"),
}  # fmt: skip
_DEEP = frozenset({"-r", "-R", "--recursive"})
_ARCHIVE = frozenset({"-a", "--archive"})
_MODE_LIKE_AN_OPTION = regex(r"-[rwxXst]+(,[ugoa]*[-+=][rwxXst]*)*")  # chmod -x file


def read(call: Call) -> Trace | Unknown:
    name, rest = call.argv[0], call.argv[1:]
    mode = next((w for w in rest if _MODE_LIKE_AN_OPTION.fullmatch(w)), "")
    if name == "chmod" and mode and mode != "-r":
        rest = (f" {mode}", *(w for w in rest if w != mode))  # a blank: no option
    words = options(rest, *_OPTIONS[name])
    if isinstance(words, Unknown):
        return words
    if not words.operands:
        return Unknown(name, "it names no path")
    match name:
        case "chmod" | "chown" | "chgrp":
            return _attribute(call, words)
        case "cp" | "mv" | "install" | "ln":
            return _placed(call, words)
    reads = areas(call, words.all("-r", "--reference"))
    writes = areas(call, words.operands, deep=bool(words.flags & _DEEP))
    return changed(call, writes, (name, *spelled(call, words)), reads)


def _attribute(call: Call, words: Options) -> Trace | Unknown:
    """A mode or an owner: of the files, or with -R of all that lies below."""
    reference = words.all("--reference")
    value = [] if reference else words.operands[:1]
    paths = words.operands[len(value) :]
    if not paths:
        return Unknown(call.argv[0], "it names no path")
    reads = areas(call, reference)
    writes = areas(call, paths, deep=bool(words.flags & _DEEP))
    named = call.argv[0] != "chmod" and not all(re.fullmatch(r"\+?\d*:?\+?\d*", v) for v in value)
    words.operands = paths
    semantic = (call.argv[0], *spelled(call, words, *value))
    trace = changed(call, writes, semantic, (*reads, *writes, *(ACCOUNTS if named else ())))
    if isinstance(trace, Unknown):
        return trace
    return replace(trace, deposits=tuple(replace(d, modes=True) for d in trace.deposits))


def _placed(call: Call, words: Options) -> Trace | Unknown:
    """What is brought to another place: copied, moved, linked."""
    name, directory = call.argv[0], words.last("-t", "--target-directory")
    if name == "install" and words.flags & {"-d", "--directory"}:
        made = areas(call, words.operands)
        return changed(call, made, ("mkdir", *spelled(call, words)), _owners(words))
    sources, target = list(words.operands), f"{directory}/" if directory is not None else None
    if target is None:
        alone = name == "ln" and len(sources) == 1
        target = "./" if alone else sources.pop()
    if not sources:
        return Unknown(name, "it names no target")
    itself = bool(words.flags & {"-T", "--no-target-directory"})
    if name == "ln":
        return _linked(call, words, sources, target, itself)
    file = len(sources) == 1 and call.path(sources[0]) in call.files
    deep = (name == "mv" and not file) or (name == "cp" and bool(words.flags & (_DEEP | _ARCHIVE)))
    reads = areas(call, sources, deep=deep)
    writes = targets(call, sources, target, deep=deep, itself=itself)
    gone = reads if name == "mv" else ()
    into = is_directory(call, target)
    words.operands = [*sources, target]
    named = tuple(basename(s.rstrip("/")) for s in sources)  # they go by these names there
    semantic = (name, *spelled(call, words), *named, *(("into",) if into else ()))
    return changed(call, (*gone, *writes), semantic, (*reads, *_owners(words)))


def _owners(words: Options) -> tuple[Area, ...]:
    owners = words.all("-o", "--owner", "-g", "--group")
    return () if all(o.isdigit() for o in owners) else ACCOUNTS


def _linked(
    call: Call, words: Options, sources: list[str], target: str, itself: bool
) -> Trace | Unknown:
    """Links: a later path through the name means what it points to."""
    symbolic = bool(words.flags & {"-s", "--symbolic"})
    if any(is_glob(w) or computed(w) for w in (*sources, target)):
        return Unknown("ln", "which links it makes is not known")
    deposits = []
    if any(below(call.path(s) or "", "/proc") for s in sources):
        return Unknown("ln", "what lies in /proc is another thing for every command")
    for source in sources:
        where = targets(call, [source], target, deep=False, itself=itself)
        if len(sources) > 1:
            where = (Area(join(call.path(target) or "/", basename(source.rstrip("/")))),)
        for place in where:
            start = dirname(place.path) if symbolic else call.cwd
            if start is None and not source.startswith("/"):
                return Unknown(source, "the path it names is not known")
            semantic = ("link", source, join(start or "/", source))
            deposits.append(Deposit((place,), semantic, " ".join(call.argv)))
    writes = tuple(a for d in deposits for a in d.areas)
    held = changed(call, writes, ("link",))
    if isinstance(held, Unknown):
        return held
    reads = () if symbolic else areas(call, sources, deep=True)
    return Trace(reads=reads, writes=writes, deposits=tuple(deposits))
