"""From where OS packages come: repositories, their keys, and what is marked for the manager.

Sources: yum-config-manager(1) of yum-utils 1.1 and dnf-plugins-core 4.1, amazon-linux-extras of
Amazon Linux 2 (AWS: "Amazon Linux 2 Extras Library"), add-apt-repository(1) 0.99, apt-key(8) and
apt-mark(8) of apt 2.6.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Packages, Trace, Unknown, options
from lambdafix.semantics.commands.system.os_packages import (
    SYSTEM,
    VARIABLES,
    change,
)
from lambdafix.semantics.commands.system.paths import areas, changed, settings
from lambdafix.semantics.shell_state import computed

_YUM = tuple(
    Area(p, deep=True) for p in ("/etc/yum.repos.d", "/etc/yum.conf", "/etc/yum", "/etc/dnf")
)
_APT = (Area("/etc/apt", deep=True), Area("/usr/share/keyrings", deep=True))
_EXTRAS = Area("/etc/yum.repos.d/amzn2-extras.repo")
_MARKS = (Area("/var/lib/apt/extended_states"), Area("/var/lib/dpkg", deep=True))
_OPTIONS = {
    "add-apt-repository": ("-y --yes --assume-yes -r --remove -n --no-update -u --update -s "
                           "--enable-source -m", "-c --component -p --pocket -S --sourceslist -P "
                           "--ppa -U --uri"),
    "amazon-linux-extras": ("-y --help --version", ""),
    "apt-key": ("-q --quiet", "--keyring --keyserver --recv-keys --recv --keyserver-options "
                "--fetch-keys"),
    "apt-mark": ("-q -qq -y", ""),
    "yum-config-manager": ("-y -q --enable --disable --set-enabled --set-disabled --save --dump "
                           "--nogpgcheck", "--add-repo --setopt --releasever"),
}  # fmt: skip
_SHOWS = frozenset({"showauto", "showmanual", "showhold", "list", "info", "finger", "export"})


def read(call: Call) -> Trace | Unknown:
    name = "add-apt-repository" if call.argv[0] == "apt-add-repository" else call.argv[0]
    words = options(call.argv[1:], *_OPTIONS[name])
    if isinstance(words, Unknown):
        return words
    if any(computed(w) for w in call.argv):
        return Unknown(next(w for w in call.argv if computed(w)), "its value is not known")
    if _SHOWS & set(words.operands[:1]) or (name == "amazon-linux-extras" and not words.operands):
        return Trace(reads=SYSTEM)
    semantic = (name, *call.argv[1:])
    match name:
        case "amazon-linux-extras":
            return _extras(call, words.operands)
        case "apt-mark":
            return changed(call, _MARKS, semantic, SYSTEM)
        case "apt-key":
            return _keys(call, words.all("--keyring"), words.operands)
        case "yum-config-manager":
            files = areas(call, [w for w in words.all("--add-repo") if "://" not in w])
            return changed(call, _YUM, semantic, (*_YUM, *settings(call), *files), VARIABLES)
        case _:
            return changed(call, _APT, semantic, (*SYSTEM, *settings(call)), VARIABLES)


def _extras(call: Call, operands: list[str]) -> Trace | Unknown:
    command, *topics = operands
    if command == "enable" and topics:  # as an install of nothing but a list of packages
        return change("install", frozenset(f"extras-list:{t}" for t in topics))
    if command == "disable" and topics:
        return changed(call, (_EXTRAS,), call.argv, (_EXTRAS, *_YUM))
    if command == "install" and topics:
        names = tuple(f"extras:{t}" for t in topics)
        trace = change("install", frozenset(names))
        return replace(trace, packages=Packages(names))
    if command == "clean":
        return Trace(writes=SYSTEM)
    return Unknown(f"amazon-linux-extras {command}", "what this command does is not known")


def _keys(call: Call, rings: tuple[str, ...], operands: list[str]) -> Trace | Unknown:
    own = areas(call, rings)
    keys = areas(call, [w for w in operands[1:] if operands[0] == "add" and w != "-"])
    return changed(call, (*_APT, *own), call.argv, (*_APT, *keys, *settings(call)), VARIABLES)
