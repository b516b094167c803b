"""rpm and dpkg: packages from files, and questions to their data bases.

Sources: rpm(8) 4.16, dpkg(1) 1.21. A package from a file may write anywhere, and its scripts may
do anything.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Packages, Trace, Unknown, options
from lambdafix.semantics.commands.system.os_packages import SYSTEM, change, from_files
from lambdafix.semantics.commands.system.paths import absolute, areas, changed
from lambdafix.semantics.shell_state import computed

_RPM = (
    """-i --install -U --upgrade -F --freshen -v -vv -h --hash --verbose --quiet --nodeps --force
    --replacepkgs --replacefiles --oldpackage --nosignature --nodigest --noscripts --excludedocs
    --percent --ignorearch --ignoreos --ignoresize -e --erase --import -q --query -a --all -l
    --list -V --verify -K --checksig --version --rebuilddb -p --whatprovides -f -c -d -R
    --requires --provides --changelog --scripts --info --notriggers --allmatches""",
    "-E --eval --qf --queryformat",
)
_RPM_ASKS = frozenset("""-q --query -V --verify -K --checksig --version""".split())
_DPKG = (
    """-i --install --print-architecture --print-foreign-architectures --add-architecture
    --remove-architecture -l --list -L --listfiles -s --status -S --search -c --contents -I --info
    -W --show -r --remove -P --purge -x --extract -X --vextract --force-all --force-depends
    --force-overwrite --force-confold --force-confdef --force-confnew --force-architecture
    --skip-same-version -G -E --no-triggers --version --compare-versions --get-selections -a
    --force-confmiss --force-bad-path --force-unsafe-io""",
    "-f --showformat --force",
)
_DPKG_ASKS = frozenset(
    """--print-architecture --print-foreign-architectures -l --list -L --listfiles -s --status -S
    --search -c --contents -I --info -W --show --version --compare-versions
    --get-selections""".split()
)
_RPM_DATA = (
    Area("/var/lib/rpm", deep=True), Area("/usr/lib/sysimage/rpm", deep=True),
    Area("/etc/pki/rpm-gpg", deep=True),
)  # fmt: skip
_DPKG_DATA = (Area("/var/lib/dpkg", deep=True),)


def read(call: Call) -> Trace | Unknown:
    match call.argv[0]:
        case "rpm":
            return _rpm(call)
        case "dpkg":
            return _dpkg(call)
        case _:  # rpm2cpio, dpkg-query, dpkg-architecture: they only print
            return Trace(reads=SYSTEM)


def _rpm(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_RPM)
    if isinstance(words, Unknown):
        return words
    if words.flags & _RPM_ASKS or words.all("-E", "--eval"):
        files = [w for w in words.operands if w.startswith("/") or "-p" in words.flags]
        found = areas(call, [f for f in files if "://" not in f])
        return Trace(reads=(*SYSTEM, *found))
    if "--import" in words.flags:
        keys = areas(call, [w for w in words.operands if "://" not in w])
        said = ("rpm --import", *absolute(call, words.operands))
        return changed(call, _RPM_DATA, said, (*keys, *_RPM_DATA))
    if "--rebuilddb" in words.flags:
        return changed(call, _RPM_DATA, ("rpm --rebuilddb",), _RPM_DATA)
    if words.flags & {"-e", "--erase"}:
        return _by_name("remove", words.operands)
    if words.flags & {"-i", "--install", "-U", "--upgrade", "-F", "--freshen"}:
        return _files(call, words.operands)
    return Unknown("rpm", "what this command does is not known")


def _dpkg(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_DPKG)
    if isinstance(words, Unknown):
        return words
    if words.flags & _DPKG_ASKS:
        return Trace(reads=SYSTEM)
    if words.flags & {"--add-architecture", "--remove-architecture"}:
        return changed(call, _DPKG_DATA, call.argv, _DPKG_DATA)
    if words.flags & {"-r", "--remove", "-P", "--purge"}:
        return _by_name("remove", words.operands)
    if words.flags & {"-x", "--extract", "-X", "--vextract"} and len(words.operands) == 2:
        archive, place = words.operands
        stored, into = areas(call, [archive]), areas(call, [place], deep=True)
        return changed(call, into, ("dpkg -x", *absolute(call, words.operands)), stored)
    if words.flags & {"-i", "--install"}:
        return _files(call, words.operands)
    return Unknown("dpkg", "what this command does is not known")


def _files(call: Call, names: list[str]) -> Trace | Unknown:
    if not names or any(computed(n) for n in names):
        word = next((n for n in names if computed(n)), call.argv[0])
        return Unknown(word, "the package it names is not known")
    packages = Packages(tuple(names))
    trace = replace(change("install", frozenset()), deposits=(), packages=packages)
    return from_files(call, names, trace)


def _by_name(kind: str, names: list[str]) -> Trace | Unknown:
    odd = next((n for n in names if computed(n)), None)
    return Unknown(odd, "its value is not known") if odd else change(kind, frozenset(names))
