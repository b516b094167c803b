"""What a command of a RUN line reads, leaves and needs: one file a tool, found by its first word.

A tool's `read(call) -> Trace | Unknown` names the documentation that it follows. A command that no
tool knows makes its RUN a wall, and the report says which word did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.commands.system.paths import NotKnown
from lambdafix.semantics.commands.variables.named_files import with_named

Reader = Callable[[Call], Trace | Unknown]

# package -> module -> the first words that it reads, or a pattern of them
_TOOLS: Mapping[str, Mapping[str, str]] = {
    "system": {
        "accounts": """adduser addgroup deluser delgroup gpasswd groupadd groupdel groupmod
        useradd userdel usermod""",
        "archives": "bunzip2 bzcat bzip2 gunzip gzip tar unxz unzip unzstd xz xzcat zcat zip zstd",
        "building": r"cmake3?|g?make|meson|ninja|(\S*/)?(configure|autogen\.sh)|autoreconf",
        "builtins": "type umask wait which",
        "coreutils": "chgrp chmod chown cp install ln mkdir mv rm rmdir tee touch truncate",
        "downloads": "curl wget",
        "finding": "find",
        "git": "git",
        "maintenance": """alternatives dpkg-reconfigure fc-cache gpg gpg2 ldconfig locale-gen
        localedef openssl patch patchelf setcap ssh-keyscan strip
        update-alternatives update-ca-certificates update-ca-trust update-locale""",
        "os_packages": "apk apt apt-get dnf microdnf yum",
        "package_files": "dpkg dpkg-architecture dpkg-query rpm",
        "printing": """: [ [[ arch awk b2sum base64 basename cat cksum clear cmp comm cut date df
        diff dirname du echo egrep expr false fgrep file getconf getent grep head
        hostname id jq ldd locale logger ls lsb_release md5sum mktemp nl nm nproc
        objdump od printenv printf ps pwd readelf readlink realpath seq sha1sum
        sha224sum sha256sum sha384sum sha512sum shasum size sleep sort stat strings
        sync tac tail test tr tree true tty uname uptime wc who whoami yes""",
        "repositories": """add-apt-repository amazon-linux-extras apt-add-repository apt-key
        apt-mark yum-config-manager""",
        "running": "builtin command env exec ionice nice nohup stdbuf sudo time timeout xargs",
        "sed": "sed",
    },
    "python": {
        "pip": r"(\S*/)?pip\d?(\.\d+)?",
        "interpreter": r"(\S*/)?python\d?(\.\d+)?",
        "venv": r"\.|source|deactivate|(\S*/)?virtualenv",
        "uv": r"(\S*/)?uv",
        "poetry": r"(\S*/)?poetry",
        "pipenv": r"(\S*/)?pipenv",
    },
    "compiled": {
        "go": r"(\S*/go/bin/)?go",
        "dotnet": r"(\S*/dotnet/)?dotnet",
        "maven": r"(/usr/(bin|share/maven/bin)/)?mvn|(\S*/)mvnw",
        "gradle": r"(/opt/gradle/bin/)?gradle|(\S*/)gradlew",
        "cargo": r"(\S*/\.?cargo/bin/+)?cargo",
        "rustup": r"(\S*/\.?cargo/bin/+)?rustup",
        "ruby": "bundle bundler gem",
        "composer": "composer",
        "sbt": "sbt",
        "jar": "jar",
    },
    "node": {
        "npm": "npm",
        "yarn": "yarn yarnpkg",
        "pnpm": "pnpm",
        "interpreter": "node nodejs corepack",
        "tools": "npx rimraf mkdirp cross-env patch-package husky next remix vite",
        "nest": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?nest",
        "webpack": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?webpack(-cli)?",
        "compiled_files": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?(tsc-alias|copyfiles)",
        "tsc": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?tsc",
        "esbuild": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?esbuild",
        "prisma": r"(\S*/node_modules/\.bin/|node_modules/\.bin/)?prisma",
    },
}

# Those that are known wherever they lie, unless it is a program of the project that lies there
_BY_ANY_PATH = "python."


def read(call: Call) -> Trace | Unknown:
    """What one command does; Unknown names the word that cannot be read."""
    first = call.argv[0]
    if "$" in first:
        return Unknown(first, "its value is not known")
    module = reader_of(first)
    if module is None and first.startswith(
        ("/usr/bin/", "/bin/", "/usr/local/bin/", "/var/lang/bin/", "/usr/sbin/", "/sbin/")
    ):
        return read(replace(call, argv=(first.rpartition("/")[2], *call.argv[1:])))
    if module is None:
        return Unknown(first, "no rule says what it reads and leaves")
    if module.startswith(_BY_ANY_PATH) and "/" in first and call.path(first) in call.files:
        return Unknown(first, "it is a program of the build context")
    reader: Reader = import_module(f"{__name__}.{module}").read
    try:
        found = reader(call)
    except NotKnown as odd:
        return odd.unknown
    return found if isinstance(found, Unknown) else with_named(call, found)


def modules() -> Iterator[tuple[str, str]]:
    """Each reader's module, with the words or the pattern that it reads."""
    for package, tools in _TOOLS.items():
        yield from ((f"{package}.{tool}", words) for tool, words in tools.items())


def reader_of(word: str) -> str | None:
    """The module that reads a command: `system.accounts`; None where there is none."""
    plain, patterns = _words()
    return plain.get(word) or next((m for m, p in patterns if p.fullmatch(word)), None)


@cache
def _words() -> tuple[Mapping[str, str], Sequence[tuple[str, re.Pattern[str]]]]:
    plain = {word: m for m, words in modules() if "\\" not in words for word in words.split()}
    return plain, [(m, regex(words)) for m, words in modules() if "\\" in words]
