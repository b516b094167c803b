"""Commands that print what they read, or only answer, and leave nothing.

Sources: POSIX.1-2024 utilities, GNU coreutils 9.4, grep 3.11, gawk 5.2, diffutils 3.10, file 5.45,
jq 1.7, binutils 2.41. What they print goes to whoever reads the pipe or the redirection.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options
from lambdafix.semantics.commands.system.os_packages import SYSTEM
from lambdafix.semantics.commands.system.paths import seen


class _Filter(NamedTuple):
    """Options; how many first operands are no files; options that stand in for those; options
    whose value is a file."""

    flags: str = ""
    valued: str = ""
    skip: int = 0
    instead: str = ""
    files: str = ""


_GREP = _Filter(
    "-q --quiet --silent -v --invert-match -i --ignore-case -E --extended-regexp -F "
    "--fixed-strings -P --perl-regexp -G -o --only-matching -n --line-number -r -R --recursive -l "
    "--files-with-matches -L -c --count -w --word-regexp -x --line-regexp -s --no-messages -h -H "
    "-a --text -z --null-data --color --colour -I",
    "-e --regexp -f --file -m --max-count -A -B -C --include --exclude --exclude-dir --color",
    1, "-e --regexp -f --file", "-f --file",
)  # fmt: skip
_SUM = _Filter("-b --binary -t --text --tag -z --zero", "-a --algorithm")
_FILTERS = {
    "awk": _Filter("", "-F --field-separator -v --assign", 1),
    "base64": _Filter("-d --decode -i -D", "-w --wrap"),
    "cat": _Filter("-n -b -s -A -e -E -t -T -u -v"),
    "cmp": _Filter("-s --silent --quiet -l -b"),
    "comm": _Filter("-1 -2 -3"),
    "cut": _Filter("-s --only-delimited --complement", "-d --delimiter -f --fields -c -b"),
    "diff": _Filter("-u -r -q -N -w -b -B -i -a -y --brief --recursive", "-U -x --exclude"),
    "du": _Filter("-s -h -a -c -k -m -b -x -L --summarize --human-readable", "-d --max-depth"),
    "file": _Filter("-b -i -L -k --brief --mime-type", "-m"),
    "grep": _GREP,
    "egrep": _GREP,
    "fgrep": _GREP,
    "head": _Filter("-q -v", "-n --lines -c --bytes"),
    "jq": _Filter("-r -c -e -n -s -S -j -M -C -a --raw-output --compact-output --exit-status "
                  "--null-input --slurp --sort-keys", "--indent", 1),
    "nl": _Filter("", "-b -w -s -v"),
    "nm": _Filter("-D -C -g -u -a --dynamic --demangle"),
    "objdump": _Filter("-p -x -h -t -T -d -f -a", "-j"),
    "od": _Filter("-v -c -x", "-A -t -N -j -w"),
    "readelf": _Filter("-d -h -l -S -s -a -W -V -n -r"),
    "size": _Filter("-A -B -d -o -x -t --common"),
    "sort": _Filter("-u --unique -n -r --reverse -h -V --version-sort -f -b -d -g -M -R -s -z "
                    "--numeric-sort -c -C -m", "-t --field-separator -k --key -S --parallel"),
    "stat": _Filter("-L -t -f --dereference", "-c --format --printf"),
    "strings": _Filter("-a", "-n -t -e"),
    "tac": _Filter(),
    "tail": _Filter("-q -v", "-n --lines -c --bytes"),
    "tr": _Filter("-d --delete -s --squeeze-repeats -c -C --complement -t", "", 9),
    "wc": _Filter("-l --lines -c --bytes -w --words -m -L"),
    **{f"{n}sum": _SUM for n in "b2 ck md5 sha1 sha224 sha256 sha384 sha512".split()},
    "shasum": _SUM,
}  # fmt: skip
_DEEP = frozenset({"-r", "-R", "--recursive"})
_ANSWERS = frozenset(
    """: arch basename clear date df dirname echo expr false getconf hostname id locale logger
    logname mktemp nproc printf pwd readlink realpath seq sleep sync true tty uname
    uptime wait who whoami yes""".split()
)
# A program of awk that runs commands, or reads and writes files.
_AWK_DOES_MORE = regex(r"system|getline|@|>|(?<!\|)\|(?!\|)|ARGV|close|\$\{")
_ENVIRONMENT = regex(r"\bENVIRON\b|\$ENV\b|\benv\b")
_UNARY = regex(r"-[abcdefghkprsuwxGLNOS]")  # those that ask of a file
_COUNT = regex(r"[-+]\d+[bkm]?")  # head -1


def read(call: Call) -> Trace | Unknown:
    name, words = call.argv[0], call.argv[1:]
    if name == "printf" and words[:1] == ("-v",):
        return Unknown("printf -v", "a variable of the shell is not followed")
    if name == "date" and any(w.startswith(("-r", "-f", "--ref", "--file", "-s")) for w in words):
        return Unknown("date", "which file it reads is not followed")
    if name in ("printenv", "ps"):
        return Trace(variables=("*",))
    if name in _ANSWERS:
        return Trace()
    if name in ("getent", "lsb_release"):
        return Trace(reads=(Area("/etc", deep=True),))
    if name in ("test", "[", "[["):
        return _test(call)
    if name in ("ls", "tree", "ldd"):
        named = [w for w in words if not w.startswith("-")] or ["."]
        found = seen(call, named)
        return Trace(reads=(*found, *(() if name == "ls" else SYSTEM)))
    if name.endswith("sum") and {"-c", "--check"} & set(words):
        return Trace(reads=(EVERYTHING,))  # the list says which files it reads
    if name in ("head", "tail"):
        words = tuple(w for w in words if not _COUNT.fullmatch(w))
    return _filter(call, name, words)


def _filter(call: Call, name: str, rest: tuple[str, ...]) -> Trace | Unknown:
    its = _FILTERS[name]
    words = options(rest, its.flags, its.valued)
    if isinstance(words, Unknown):
        return words
    if name in ("awk", "jq") and _ENVIRONMENT.search(" ".join(rest)):
        other = _filter(call, name, tuple(_ENVIRONMENT.sub("", w) for w in rest))
        return other if isinstance(other, Unknown) else replace(other, variables=("*",))
    given = words.all(*its.instead.split())
    skipped = 0 if given else its.skip
    if name == "awk" and any(map(_AWK_DOES_MORE.search, words.operands[:1])):
        return Unknown("awk", "its program may run commands or write files")
    files = words.operands[skipped:]
    if name == "awk":
        files = [f for f in files if "=" not in f]
    if name in ("cmp", "diff") and len(files) != 2:
        return Unknown(name, "it compares two files")
    if not files and words.flags & _DEEP:
        files = ["."]
    found = seen(call, (*files, *words.all(*its.files.split())))
    return Trace(reads=tuple(a for a in found if not a.path.startswith("/dev/")))


def _test(call: Call) -> Trace:
    """What a condition asks of files: what follows `-f` and the like, and both sides of `-nt`."""
    words = [w for w in call.argv[1:] if w not in ("]", "]]")]
    reads = list[Area]()
    for at, word in enumerate(words):
        if _UNARY.fullmatch(word):
            reads += seen(call, words[at + 1 : at + 2])
        elif word in ("-nt", "-ot", "-ef"):
            reads += seen(call, [*words[max(at - 1, 0) : at], *words[at + 1 : at + 2]])
    return Trace(reads=tuple(dict.fromkeys(reads)))
