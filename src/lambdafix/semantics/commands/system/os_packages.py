"""dnf, microdnf, yum, apt-get, apk: OS packages, and the clean-up of their caches.

Sources: dnf 4.14 command reference, yum(8) 3.4, apt-get(8) of apt 2.6, apk(8) of apk-tools 2.14.
Packages from the distribution's repositories write the system's directories only (an axiom); a
package that is a file or an address may write anywhere.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics import commands
from lambdafix.semantics.areas import EVERYTHING, USR, Area
from lambdafix.semantics.commands.call import (
    Call,
    Deposit,
    Options,
    Packages,
    Trace,
    Unknown,
    options,
)
from lambdafix.semantics.commands.system.paths import absolute, areas, is_glob
from lambdafix.semantics.shell_state import computed

_FLAGS = {
    "apk": """--no-cache -q --quiet -U --update -u --update-cache --upgrade -l --latest --no-network
        --allow-untrusted --no-scripts --no-progress --progress --purge -v --verbose -f --force
        --force-overwrite --force-refresh --force-broken-world --force-old-apk --print-arch
        --no-interactive --available -a -i -V --version -e --installed""",
    "apt": """-y --yes --assume-yes -q -qq --quiet --no-install-recommends --no-install-suggests
        --install-recommends --install-suggests --fix-missing -m --allow-unauthenticated -f
        --fix-broken --force-yes --allow-downgrades --allow-change-held-packages
        --allow-remove-essential --allow-releaseinfo-change --allow-insecure-repositories --purge
        --auto-remove --autoremove --only-upgrade --no-upgrade --reinstall -V --verbose-versions -u
        --show-progress --with-new-pkgs --ignore-missing
        --version""",
    "dnf": """-y --assumeyes -q --quiet -v --verbose --nodocs --best --nobest --allowerasing
        --skip-broken --skip-unavailable --nogpgcheck --refresh --no-docs -C --cacheonly
        --noplugins --security --bugfix --showduplicates --no-best --obsoletes --noautoremove
        --nodeps --version""",
}
_VALUED = {
    "apk": "-t --virtual -X --repository --repositories-file --keys-dir --wait --cache-dir "
    "--cache-max-age --arch -p --root",
    "apt": "-o --option -t --target-release --default-release -c --config-file -a",
    "dnf": "--setopt --releasever --enablerepo --disablerepo --repo --repoid --repofrompath "
    "--installroot -e --errorlevel -d --debuglevel --exclude --excludepkgs -x --disableplugin "
    "--enableplugin -R --randomwait -c --config --forcearch --advisory --color --disableexcludes",
}
# Options that decide from where, or which, packages come.
_CHOICES = (
    "-X", "--repository", "--repositories-file", "-t", "--target-release", "--default-release",
    "--releasever", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--repofrompath",
    "--exclude", "--excludepkgs", "-x", "--forcearch", "--arch",
)  # fmt: skip
_GROUP = {"apt-get": "apt", "aptitude": "apt", "microdnf": "dnf", "yum": "dnf"}
_INSTALL = frozenset("install add localinstall reinstall downgrade".split())
_UPDATE = frozenset(
    {"update", "upgrade", "makecache", "check-update", "dist-upgrade", "full-upgrade"}
)
_CLEAN = frozenset({"clean", "autoclean", "cache", "dist-clean", "distclean"})
_REMOVE = frozenset({"remove", "erase", "purge", "autoremove", "auto-remove", "del", "groupremove"})
_ASK = frozenset(
    """list info search provides whatprovides repolist repoquery deplist grouplist show policy
    version history check depends rdepends""".split()
)
_FETCH = frozenset({"download", "fetch"})
_FILES = (".rpm", ".deb", ".apk")
SYSTEM = tuple(
    Area(path, deep=True)
    for path in (*USR, *"/etc /bin /sbin /lib /lib64 /var/lib /var/cache /var/log /run".split())
)
# Files of the user's that the managers' documentation names, besides what is in /etc.
_OWN = (Area("/root/.rpmmacros"), Area("/root/.config/dnf", deep=True))
VARIABLES = ("*_PROXY", "*_proxy", "DEBIAN_FRONTEND", "APT_*", "APK_*")


def read(call: Call) -> Trace | Unknown:
    manager = _GROUP.get(call.argv[0], call.argv[0])
    if manager == "dnf" and "config-manager" in call.argv:
        rest = (w for w in call.argv[1:] if w != "config-manager")
        return commands.read(replace(call, argv=("yum-config-manager", *rest)))
    words = options(call.argv[1:], _FLAGS[manager], _VALUED[manager])
    if isinstance(words, Unknown):
        return words
    if words.flags & {"--print-arch", "--version", "-V"} and not words.operands:
        return Trace()
    if not words.operands:
        return Unknown(call.argv[0], "it has no command")
    elsewhere = ("--installroot", "-p", "--root")
    if words.last(*elsewhere) is not None:
        return Unknown(next(o for o in elsewhere if words.all(o)), "another root is not known")
    command, *names = words.operands
    if command in ("group", "groups") and names[:1] == ["install"]:
        command, names = "groupinstall", names[1:]
    if command in _CLEAN:
        return Trace(writes=SYSTEM)  # caches of the manager: never part of what is compared
    if command == "groupinstall":
        names, command = [f"@{n.removeprefix('@')}" for n in names], "install"
    return _done(call, manager, words, command, names)


def _done(
    call: Call, manager: str, words: Options, command: str, names: list[str]
) -> Trace | Unknown:
    unknown = next((n for n in names if computed(n)), None)
    if unknown is not None:
        return Unknown(unknown, "its value is not known")
    if command in _ASK:
        return Trace(reads=SYSTEM)
    if command in _FETCH and manager != "apk" and call.cwd:
        made = Deposit((Area(call.cwd, deep=True),), call.argv, " ".join(call.argv))
        return Trace(SYSTEM, made.areas, (made,), VARIABLES)
    if command in _INSTALL and (names or words.all("-t", "--virtual")):
        return _install(call, words, names)
    if command in _INSTALL and words.flags & {"-f", "--fix-broken"}:
        return _change(words, "repair", frozenset(names))
    if command in _UPDATE and not _upgrades(manager, command):
        return Trace(writes=SYSTEM)  # the lists of what could be installed
    if command == "swap" and len(names) == 2:
        return _install(call, words, names[1:], gone=frozenset(names[:1]))
    if command in _UPDATE or command in _REMOVE:
        kind = "remove" if command in _REMOVE else "upgrade"
        return _change(words, kind, frozenset(names))
    return Unknown(f"{call.argv[0]} {command}", "what this command does is not known")


def _install(
    call: Call, words: Options, names: list[str], gone: frozenset[str] = frozenset()
) -> Trace | Unknown:
    """Packages by name, and those that are a file of the image or come from an address."""
    files = [n for n in names if is_file(n)]
    odd = next((n for n in names if "/" in n and n not in files and not n.startswith("/")), None)
    if odd is not None:
        return Unknown(odd, "it is neither a name nor a package's file")
    named = frozenset(n for n in names if n not in files)
    together = frozenset(words.all("-t", "--virtual")) if call.argv[0] == "apk" else frozenset()
    trace = _change(words, "install", named | together)
    deposits = trace.deposits if named | together else ()
    if gone:
        deposits = (*_change(words, "remove", gone).deposits, *deposits)
    packages = Packages(tuple(names))
    trace = replace(trace, deposits=deposits, packages=packages)
    # a glob that no file matches is left to the manager
    matching = (Area(call.cwd or "/", deep=True),) if any(map(is_glob, named)) else ()
    return from_files(call, files, trace, matching)


def is_file(name: str) -> bool:
    """Whether a package is named by a file of the image or by an address."""
    pattern = "/" in name and is_glob(name)  # what it matches are files
    return "://" in name or name.endswith(_FILES) or name.startswith(("./", "../")) or pattern


def from_files(call: Call, files: list[str], trace: Trace, reads: tuple[Area, ...] = ()) -> Trace:
    """The trace of an install, with what packages from files and addresses add to it."""
    local = areas(call, [f for f in files if "://" not in f])
    reads = (*trace.reads, *local, *reads)
    if not files:
        return replace(trace, reads=reads)
    semantic = ("package", *absolute(call, files))
    made = Deposit((EVERYTHING,), semantic, f"what is in {' '.join(files)}")
    writes, deposits = (*trace.writes, EVERYTHING), (*trace.deposits, made)
    return replace(trace, reads=reads, writes=writes, deposits=deposits)


def _upgrades(manager: str, command: str) -> bool:
    """`apt-get update` and `apk update` only refresh lists; `dnf update` installs."""
    return (manager == "dnf" and command == "update") or command.endswith("upgrade")


def _change(words: Options, kind: str, names: frozenset[str]) -> Trace:
    return change(kind, names, tuple((o, *words.all(o)) for o in _CHOICES if words.all(o)))


def change(kind: str, names: frozenset[str], chosen: tuple[object, ...] = ()) -> Trace:
    """The trace of a change of the OS packages that are named."""
    shown = " ".join((kind, *sorted(names)))
    made = Deposit(
        SYSTEM, ("os", kind, *chosen), f"the OS packages of `{shown}`", names, whole=True
    )
    return Trace((*SYSTEM, *_OWN), SYSTEM, (made,), VARIABLES)
