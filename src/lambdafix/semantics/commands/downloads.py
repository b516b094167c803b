"""curl, wget and git clone: leave what an address names, in a file or a directory.

Sources: curl(1) 8.5, wget(1) 1.21, git-clone(1) 2.43. The content is taken to be decided by the
address alone; what is written to standard output goes to whoever reads the pipe.
"""

from __future__ import annotations

from posixpath import basename
from urllib.parse import urlsplit

from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options

_CURL = (
    "-s --silent -S --show-error -f --fail -L --location -k --insecure -O --remote-name -v "
    "--verbose -# --progress-bar --compressed -4 --ipv4 --create-dirs --tlsv1.2",
    "-o --output --retry --retry-delay --connect-timeout -m --max-time --proto -H --header -A "
    "--user-agent -X --request --output-dir",
)
_WGET = (
    "-q --quiet -nv --no-verbose --no-check-certificate -c --continue --show-progress -S",
    "-O --output-document -P --directory-prefix -t --tries -T --timeout --progress --header "
    "--user-agent -U",
)
_CLONE = (
    "-q --quiet --single-branch --recursive --recurse-submodules --no-tags -v",
    "-b --branch --depth -c --config --filter",
)
_CONFIGURED = (Area("/etc", deep=True), Area("/root", deep=True))
_VARIABLES = ("*_PROXY", "*_proxy", "CURL_*", "SSL_CERT_*", "GIT_*", "HOME")


def read(call: Call) -> Trace | Unknown:
    match call.argv[0]:
        case "curl":
            words = options(call.argv[1:], *_CURL)
            return words if isinstance(words, Unknown) else _fetched(call, words, _curl(words))
        case "wget":
            words = options(call.argv[1:], *_WGET)
            return words if isinstance(words, Unknown) else _fetched(call, words, _wget(words))
        case _:
            return _git(call)


def _curl(words: Options) -> list[str]:
    """The files that curl writes, as words; none where it prints."""
    into = words.last("--output-dir") or ""
    if words.all("-o", "--output"):
        return [join(into, f) if into else f for f in words.all("-o", "--output")]
    named = words.flags & {"-O", "--remote-name"}
    return [f"{into}/{_name(u)}" if into else _name(u) for u in words.operands] if named else []


def _wget(words: Options) -> list[str]:
    document = words.last("-O", "--output-document")
    if document is not None:
        return [] if document == "-" else [document]
    prefix = words.last("-P", "--directory-prefix") or "."
    return [f"{prefix}/{_name(u)}" for u in words.operands]


def _name(url: str) -> str:
    return basename(urlsplit(url).path) or "index.html"


def _fetched(call: Call, words: Options, files: list[str]) -> Trace | Unknown:
    paths = [call.path(f) for f in files]
    if None in paths:
        return Unknown(files[paths.index(None)], "the file it names is not known")
    areas = tuple(Area(p) for p in paths if p)
    made = Deposit(areas, tuple(call.argv), f"what {call.argv[0]} fetches")
    left = (made,) if areas else ()
    return Trace(reads=_CONFIGURED, writes=areas, deposits=left, variables=_VARIABLES)


def _git(call: Call) -> Trace | Unknown:
    if call.argv[1:2] == ("--version",):
        return Trace()
    words = options(call.argv[2:], *_CLONE)
    if call.argv[1:2] != ("clone",) or isinstance(words, Unknown):
        return Unknown(" ".join(call.argv[:2]), "only `git clone` is known")
    if not words.operands:
        return Unknown("git clone", "it names no repository")
    name = words.operands[1] if len(words.operands) > 1 else _name(words.operands[0])
    path = call.path(name.removesuffix(".git"))
    if path is None:
        return Unknown(name, "the directory it names is not known")
    area = (Area(path, deep=True),)
    made = Deposit(area, tuple(call.argv), f"the clone in {path}")
    return Trace(reads=_CONFIGURED, writes=area, deposits=(made,), variables=_VARIABLES)
