"""composer: packages into vendor/, and scripts and plugins that may read and write the project.

Source: Composer 2.8 documentation, "Command-line interface", "The composer.json schema", "Scripts",
"Autoloader optimization". The autoloader is made of the project's source; without it, and without
scripts and plugins, an install reads composer.json, the lock file and settings alone.
"""

from __future__ import annotations

from lambdafix.context.composer_json import read_composer
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    ENVIRONMENT,
    NO_DIRECTORY,
    deep,
    homes,
    left,
    named_in,
    ran_code,
    tools,
)

_FLAGS = """--prefer-dist --prefer-source --no-dev --dev --no-interaction -n --no-progress -q
--quiet -v -vv -vvv --verbose --no-scripts --no-plugins --no-autoloader -o --optimize-autoloader -a
--classmap-authoritative --apcu-autoloader --ignore-platform-reqs --no-suggest --no-ansi --ansi
--no-cache --audit --no-audit --no-install --dry-run --optimize --strict-psr -V --version
--no-update -W --with-all-dependencies -w --with-dependencies --prefer-stable --prefer-lowest
--no-security-blocking"""
_VALUED = "-d --working-dir --ignore-platform-req --prefer-install --apcu-autoloader-prefix"
_INSTALLS = frozenset({"install", "update", "i", "u", "upgrade"})
_CHANGES = frozenset({"dump-autoload", "dumpautoload", "require", "remove", "dump", "reinstall"})
_NOT_FOUND = "composer.json is not a file that was copied from the build context"


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if words.flags & {"-V", "--version"} or not words.operands:
        return Trace(reads=tools(call))
    command = words.operands[0]
    home = homes(call, "COMPOSER_HOME", ".composer", official="/tmp")
    if isinstance(home, Unknown):
        return home
    user = call.scope.value("HOME") or "/root"
    cache = call.scope.value("COMPOSER_CACHE_DIR")
    usual = (*home, join(user, ".config/composer"), join(user, ".cache/composer"))
    own = deep((*usual, *((call.path(cache) or "/",) if cache else ())))
    if command in ("clear-cache", "clearcache"):
        return Trace(own, own, (left(call, own),))
    root = call.path(words.last("-d", "--working-dir") or ".")
    if root is None or call.cwd is None:
        return Unknown("composer", NO_DIRECTORY)
    if command not in _INSTALLS | _CHANGES:
        return Unknown(f"composer {command}", "what this command does is not known")
    file = call.scope.value("COMPOSER") or "composer.json"
    path, lock = join(root, file), join(root, file.removesuffix("json") + "lock")
    found = read_composer(call.project.read(call.files[path]) or "") if path in call.files else None
    seen = tuple(p for p in (path, lock) if p in call.files)
    quiet = {"--no-autoloader", "--no-plugins"} <= words.flags
    quiet = quiet and bool(found and ("--no-scripts" in words.flags or not found.scripts))
    quiet = quiet and command == "install"
    elsewhere = call.scope.value("COMPOSER_VENDOR_DIR") or call.scope.value("COMPOSER_BIN_DIR")
    if (
        found is None
        or not quiet
        or found.local
        or found.moved
        or elsewhere
        or command != "install"
    ):
        places = [root, *named_in(call), *((call.path(elsewhere) or "/",) if elsewhere else ())]
        written = (*deep((*places, *([join(root, found.vendor)] if found else []))), *own)
        missing = "" if found else _NOT_FOUND
        manifests = seen if command in _INSTALLS else ()
        return ran_code(call, written, manifests=manifests, missing=missing)
    vendor = deep((join(root, found.vendor),))
    locks = () if lock in call.files else (Area(lock),)
    looked = (*map(Area, (path, lock, join(root, "auth.json"))), *tools(call), *own, *vendor)
    written = (*vendor, *locks, *own)
    return Trace(
        reads=looked,
        writes=written,
        deposits=(left(call, written),),
        variables=("COMPOSER*", "PHP*", *ENVIRONMENT),
        manifests=seen,
    )
