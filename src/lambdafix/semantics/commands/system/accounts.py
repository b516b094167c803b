"""Users and groups: useradd, adduser and their kin write the account files and a home directory.

Sources: useradd(8), usermod(8), groupadd(8) of shadow 4.13, adduser(8) of Debian 3.134, adduser and
addgroup of busybox 1.36. The three `adduser`s share names with other meanings, so every word may be
the name of a user whose home is made, and every path but the shell's a home.
"""

from __future__ import annotations

from posixpath import basename

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import areas, changed
from lambdafix.semantics.shell_state import computed

_FLAGS = """-m --create-home -M --no-create-home -r --system -l --no-log-init -o --non-unique -N
    --no-user-group -U --user-group -D -H -S -f --force --disabled-password --disabled-login -a
    --append -q --quiet --no-create-home --allow-bad-names --badname --force-badname --comment -L
    --lock --unlock -d --delete --remove-home --allow-badname -n"""
_VALUED = """-u --uid -g --gid -G --groups --ingroup --home --home-dir -h -s --shell -c --comment
    --gecos -k --skel -e --expiredate -K --key -p --password -b --base-dir --inactive --firstuid
    --lastuid -x"""
# In these commands -d has a value: a home, or a member of a group.
_HOME_IS_D = frozenset({"useradd", "usermod", "gpasswd"})
_FILES = tuple(
    Area(f"/etc/{name}{end}")
    for name in ("passwd", "group", "shadow", "gshadow", "subuid", "subgid")
    for end in ("", "-")
)
_SKELETON = (
    Area("/etc/skel", deep=True), Area("/etc/default/useradd"), Area("/etc/login.defs"),
    Area("/etc/adduser.conf"), Area("/etc/default", deep=True), Area("/etc/pam.d", deep=True),
)  # fmt: skip
_HOMES = ("--home", "--home-dir", "-h", "-b", "--base-dir", "-d")
_PLAIN = regex(r"[a-z_][a-z0-9_-]*")
_GROUPS = frozenset({"groupadd", "addgroup", "groupmod", "groupdel", "delgroup", "gpasswd"})


# The commands that only make users and groups, and what they write besides homes.
MAKING = frozenset({"useradd", "adduser", "groupadd", "addgroup"})
_NOWHERE = "/nonexistent"  # the home of one who has none, in Debian's words
HOMELESS = (*(area.path for area in _FILES), "/var/mail", "/var/spool/mail", _NOWHERE)


def names_made(argv: tuple[str, ...]) -> frozenset[str] | None:
    """The users and groups that a command makes, with homes below /home; None where it may make
    others, or the home lies elsewhere."""
    words = _words(argv)
    if isinstance(words, Unknown):
        return None
    usual = {_NOWHERE, *(f"/home/{name}" for name in words.operands)}
    if any(home not in usual for home in words.all(*_HOMES)):
        return None
    plain = all(_PLAIN.fullmatch(name) for name in words.operands)
    return frozenset(words.operands) if words.operands and plain else None


def read(call: Call) -> Trace | Unknown:
    name = call.argv[0]
    if name == "usermod" and {"-m", "--move-home"} & set(call.argv):
        return Unknown("usermod -m", "the home that it moves is not known")
    words = _words(call.argv)
    if isinstance(words, Unknown):
        return words
    named = words.all(*_HOMES)
    usual = ("/home" if computed(w) else f"/home/{basename(w)}" for w in words.operands)
    homes = areas(call, (*usual, *named), deep=True)
    mail = (Area("/var/mail", deep=True), Area("/var/spool/mail", deep=True))
    made = () if name in _GROUPS else (*homes, *mail)
    skeletons = areas(call, words.all("-k", "--skel"), deep=True)
    reads = (*_FILES, *_SKELETON, *skeletons)
    return changed(call, (*_FILES, *made), call.argv, reads)


def _words(argv: tuple[str, ...]) -> Options | Unknown:
    flags, valued = _FLAGS, _VALUED
    if argv[0] in _HOME_IS_D:
        flags, valued = " ".join(w for w in flags.split() if w != "-d"), f"{valued} -d"
    return options(argv[1:], flags, valued)
