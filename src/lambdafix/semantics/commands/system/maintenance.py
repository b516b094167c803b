"""Programs that keep a part of the system up to date: certificates, locales, fonts, links, keys.

Sources: ldconfig(8) and localedef(1) of glibc 2.36, locale-gen(8), update-ca-certificates(8) of
Debian, update-ca-trust(8), update-alternatives(1) of dpkg 1.21, fc-cache(1), strip(1) of binutils
2.41, patch(1) 2.7, patchelf(1) 0.18, setcap(8), ssh-keyscan(1) of OpenSSH 9.2, gpg(1) 2.2,
openssl(1) 3.0.
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.system.os_packages import SYSTEM
from lambdafix.semantics.commands.system.paths import areas, changed, settings, spelled
from lambdafix.semantics.shell_state import computed

# command -> what it reads, what it writes: the same whatever its words are
_PLACES = {
    "dpkg-reconfigure": (None, None),
    "fc-cache": ("/", "/usr/share/fonts /usr/local/share/fonts /var/cache/fontconfig"),
    "ldconfig": ("/", "/"),  # the directories are in files that are not seen
    "locale-gen": ("/etc /usr", "/usr/lib/locale /etc/locale.gen /etc/default /var/lib/locales"),
    "localedef": ("/etc /usr", "/usr/lib/locale"),
    "update-ca-certificates": ("/etc /usr", "/etc /var/lib"),
    "update-ca-trust": ("/etc /usr", "/etc/pki"),
    "update-locale": ("/etc", "/etc/default /etc/locale.conf"),
}
_STRIP = (
    "-s --strip-all -g -S -d --strip-debug --strip-unneeded -x --discard-all -X -p "
    "--preserve-dates -v --verbose -D",
    "-o -R --remove-section -K --keep-symbol -N",
)
_PATCHELF = (
    "--remove-rpath --force-rpath --shrink-rpath --print-rpath --print-needed --print-soname "
    "--print-interpreter --no-default-lib --clear-execstack --version",
    "--set-rpath --add-rpath --set-soname --set-interpreter --add-needed --remove-needed "
    "--replace-needed --page-size",
)
_PATCH = (
    "-N --forward -R --reverse -s --quiet --silent -f --force -t --batch -E --verbose -b --backup "
    "--binary -u -l --ignore-whitespace --no-backup-if-mismatch --dry-run",
    "-p --strip -i --input -d --directory -F --fuzz",
)
_GPG = (
    """--batch --yes --no-tty --quiet -q --verbose -v --verify --import --dearmor --enarmor
    --no-default-keyring --fingerprint --list-keys --export --armor -a --decrypt -d --with-colons
    --no-options --ignore-time-conflict --show-keys --import-ownertrust --version --kill""",
    """--keyserver --recv-keys --recv-key --receive-keys --keyring --homedir -o --output
    --keyid-format --keyserver-options --trust-model --locate-keys --fetch-keys
    --pinentry-mode --status-fd""",
)
_KEYSCAN = ("-4 -6 -H -q -v -c -D", "-t -p -T -f")
_OPENSSL_ASKS = frozenset(
    "version dgst md5 sha1 sha256 sha384 sha512 x509 verify s_client rand base64 ciphers".split()
)
_OPENSSL_WRITES = ("-out", "-keyout", "-writerand", "-CAcreateserial", "-sess_out", "-sign")


def read(call: Call) -> Trace | Unknown:
    match call.argv[0]:
        case "strip":
            return _strip(call)
        case "patchelf":
            words = options(call.argv[1:], *_PATCHELF)
            return words if isinstance(words, Unknown) else _files(call, words.operands)
        case "patch":
            return _patch(call)
        case "setcap":
            return _files(call, [w for w in call.argv[2:] if not w.startswith("-")])
        case "gpg" | "gpg2":
            return _gpg(call)
        case "openssl":
            return _openssl(call)
        case "ssh-keyscan":
            return _keyscan(call)
        case "update-alternatives" | "alternatives":
            return _alternatives(call)
        case name:
            return _placed(call, name)


def _placed(call: Call, name: str) -> Trace | Unknown:
    reads, writes = _PLACES[name]
    if reads is None or writes is None:
        return Unknown(name, "it runs a script of the package")
    if {"-r", "--prefix"} & set(call.argv):
        return Unknown(name, "another root is not known")
    named = areas(call, [w for w in call.argv[1:] if "/" in w and not w.startswith("-")], deep=True)
    read_from = tuple(Area(p, deep=True) for p in reads.split())
    written = tuple(Area(p, deep=True) for p in writes.split())
    return changed(
        call, (*written, *named), call.argv, (*read_from, *named), ("LANG", "LC_*", "HOME")
    )


def _files(call: Call, files: list[str]) -> Trace | Unknown:
    """What changes the files that it names, in place."""
    writes = areas(call, files)
    if not writes:
        return Unknown(call.argv[0], "it names no file")
    return changed(call, writes, call.argv, writes)


def _strip(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_STRIP)
    if isinstance(words, Unknown):
        return words
    return _files(call, [*words.operands, *words.all("-o")])


def _patch(call: Call) -> Trace | Unknown:
    """The patch names what it changes, but nothing outside of the directory it is applied in."""
    words = options(call.argv[1:], *_PATCH)
    if isinstance(words, Unknown):
        return words
    directory = words.last("-d", "--directory") or "."
    patches = [
        f"{directory}/{i}" if not i.startswith("/") else i for i in words.all("-i", "--input")
    ]
    patches += words.operands[1:2]
    into = areas(call, [directory, *words.operands[:1]], deep=True)
    semantic = ("patch", into[0].path, *spelled(call, words))
    return changed(call, into, semantic, (*into, *areas(call, patches)))


def _gpg(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_GPG)
    if isinstance(words, Unknown):
        return words
    home = words.last("--homedir") or call.scope.value("GNUPGHOME") or ""
    home = home or join(call.scope.value("HOME") or "/root", ".gnupg")
    keys = words.all("--recv-keys", "--recv-key", "--receive-keys", "--fingerprint")
    named = [w for w in words.operands if not keys or not computed(w)]  # a key's number, too
    rings = areas(call, [home, *words.all("--keyring")], deep=True)
    left = areas(call, [o for o in words.all("-o", "--output") if o != "-"])
    reads = (*settings(call), *rings, *areas(call, named))
    variables = ("HOME", "GNUPGHOME", "*_proxy")
    return changed(call, (*rings, *left), ("gpg", *spelled(call, words)), reads, variables)


def _openssl(call: Call) -> Trace | Unknown:
    command = call.argv[1] if len(call.argv) > 1 else ""
    odd = next((w for w in call.argv if w in _OPENSSL_WRITES), None)
    if command not in _OPENSSL_ASKS or odd:
        return Unknown(f"openssl {odd or command}", "it makes keys or certificates")
    named = areas(call, [w for w in call.argv[2:] if not w.startswith("-")])
    return Trace(reads=(*settings(call), *named), variables=("OPENSSL_*",))


def _keyscan(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], *_KEYSCAN)
    if isinstance(words, Unknown):
        return words
    found = areas(call, [f for f in words.all("-f") if f != "-"])
    return Trace(reads=found, variables=("HOME",))


def _alternatives(call: Call) -> Trace | Unknown:
    """`--install LINK NAME PATH PRIORITY`: a path through LINK may mean PATH from now on."""
    rest = list(call.argv[1:])
    if rest[:1] != ["--install"] or any(computed(w) for w in rest):
        return Unknown(" ".join(call.argv[:2]), "which links it sets is not known")
    data = tuple(
        Area(p, deep=True) for p in ("/etc/alternatives", "/var/lib/alternatives", "/var/lib/dpkg")
    )
    deposits = [Deposit(data, call.argv, " ".join(call.argv))]
    while rest and rest[0] in ("--install", "--slave") and len(rest) >= 4:
        link, target = rest[1], rest[3]
        semantic = ("link", target, join("/", target))
        deposits.append(Deposit((Area(join("/", link)),), semantic, " ".join(call.argv)))
        rest = rest[5:] if rest[0] == "--install" else rest[4:]
    if rest:
        return Unknown(rest[0], "this option is not known")
    writes = tuple(a for d in deposits for a in d.areas)
    held = changed(call, writes, call.argv)
    if isinstance(held, Unknown):
        return held
    return Trace((*SYSTEM, EVERYTHING), writes, tuple(deposits))
