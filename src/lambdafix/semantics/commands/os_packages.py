"""dnf, microdnf, yum, apt-get, apk: OS packages, and the clean-up of their caches.

Sources: dnf 4.14 command reference, apt-get(8) of apt 2.6, apk(8) of apk-tools 2.14. Packages
from the distribution's repositories write the system's directories only (an axiom); a package
that is a file or a URL may write anywhere and is not known.
"""

from __future__ import annotations

from lambdafix.semantics.areas import USR, Area
from lambdafix.semantics.commands.call import Call, Deposit, Packages, Trace, Unknown, options

_FLAGS = {
    "apk": "--no-cache -q --quiet -U --update -u --update-cache --upgrade",
    "apt": """-y --yes --assume-yes -q -qq --quiet --no-install-recommends --no-install-suggests
        --fix-missing --allow-unauthenticated -f --fix-broken --force-yes --allow-downgrades
        --allow-change-held-packages --purge --auto-remove""",
    "dnf": """-y --assumeyes -q --quiet -v --nodocs --best --nobest --allowerasing --skip-broken
        --nogpgcheck --refresh --no-docs""",
}
_VALUED = {
    "apk": "-t --virtual",
    "apt": "-o --option -t --target-release",
    "dnf": "--setopt --releasever --enablerepo --disablerepo --installroot -e -d --exclude -x",
}
_GROUP = {"apt-get": "apt", "microdnf": "dnf", "yum": "dnf"}
_INSTALL = frozenset({"install", "add", "localinstall", "reinstall"})
_UPDATE = frozenset(
    {"update", "upgrade", "makecache", "check-update", "dist-upgrade", "full-upgrade"}
)
_CLEAN = frozenset({"clean", "autoclean", "cache"})
_REMOVE = frozenset({"remove", "erase", "purge", "autoremove", "del"})

SYSTEM = tuple(
    Area(path, deep=True)
    for path in (*USR, *"/etc /bin /sbin /lib /lib64 /var/lib /var/cache /var/log /run".split())
)


def read(call: Call) -> Trace | Unknown:
    manager = _GROUP.get(call.argv[0], call.argv[0])
    words = options(call.argv[1:], _FLAGS[manager], _VALUED[manager])
    if isinstance(words, Unknown):
        return words
    if not words.operands:
        return Unknown(call.argv[0], "it has no command")
    command, *names = words.operands
    if words.last("--installroot") is not None:
        return Unknown("--installroot", "another root is not known")
    if command in _CLEAN:
        return Trace(writes=SYSTEM)  # caches of the manager: never part of what is compared
    if command in _INSTALL and names:
        odd = next((n for n in names if "/" in n or "$" in n or n.startswith("@")), None)
        if odd:
            return Unknown(odd, "a package that is a file, a group or a variable is not known")
        return _change(call, "install", frozenset(names), Packages(call.argv[0], tuple(names)))
    if command in _UPDATE and not _upgrades(manager, command):
        return Trace(writes=SYSTEM)  # the lists of what could be installed
    if command in _UPDATE or command in _REMOVE:
        kind = "remove" if command in _REMOVE else "upgrade"
        return _change(call, kind, frozenset(names), None)
    return Unknown(f"{call.argv[0]} {command}", "what this command does is not known")


def _upgrades(manager: str, command: str) -> bool:
    """`apt-get update` and `apk update` only refresh lists; `dnf update` installs."""
    return (manager == "dnf" and command == "update") or command.endswith("upgrade")


def _change(call: Call, kind: str, names: frozenset[str], packages: Packages | None) -> Trace:
    shown = " ".join((kind, *sorted(names)))
    made = Deposit(SYSTEM, ("os", kind), f"the OS packages of `{shown}`", names, whole=True)
    return Trace(
        reads=SYSTEM,
        writes=SYSTEM,
        deposits=(made,),
        variables=("*_PROXY", "*_proxy", "DEBIAN_FRONTEND"),
        packages=packages,
    )
