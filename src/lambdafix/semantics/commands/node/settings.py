"""The settings of npm, yarn and pnpm, and what they read and keep outside of a project.

Sources: npm 11 documentation, ".npmrc", "config" and "Folders"; Yarn 1 documentation, ".yarnrc" and
"yarn config"; pnpm 10 documentation, "Settings".
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, normpath

from lambdafix.context.npmrc import npmrc, yarnrc
from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.node import yarnrc_yml
from lambdafix.semantics.commands.python.pip_install import READ as TOOLCHAIN
from lambdafix.semantics.commands.python.pip_options import VARIABLES as COMPILERS

VARIABLES = (
    *COMPILERS,
    *"""NPM_* npm_* NODE NODE_* YARN_* yarn_* PNPM_* pnpm_* COREPACK_* INIT_CWD PREFIX CI *_MIRROR
    *_BINARY* *_SKIP_* *_DOWNLOAD* PUPPETEER_* PLAYWRIGHT_* CYPRESS_* PRISMA_* SHARP_* ELECTRON_*
    SENTRYCLI_* SASS_* CHROMEDRIVER_* NX_* DISABLE_* ADBLOCK HUSKY*""".split(),
)
# The user's own settings and credentials; Yarn 1 keeps those of root in /usr/local/share.
_OF_USER = """.npmrc .yarnrc .yarnrc.yml .yarn .node-gyp .node_modules .node_libraries .config
.local .netrc .ssh .gitconfig""".split()
# Where packages, headers and browsers are kept for the next install.
_CACHES = {
    "npm": "/root/.npm",
    "yarn": "/usr/local/share/.cache /root/.cache/yarn",
    "berry": "/root/.yarn/berry",
    "pnpm": "/root/.local/share/pnpm /root/.local/state/pnpm /root/.cache/pnpm",
}
_DOWNLOADS = """/root/.node-gyp /root/.cache/node-gyp /root/.cache/node /root/.cache/puppeteer
/root/.cache/ms-playwright /root/.cache/prisma /root/.cache/Cypress /root/.cache/electron"""
# Settings by which packages land elsewhere, other code runs, or another package is meant.
_ELSEWHERE = frozenset(
    """global location workspace workspaces script-shell shell modules-dir virtual-store-dir
    lockfile-dir dir global-dir global-bin-dir pnpmfile global-pnpmfile modules-folder cwd yarn-path
    global-folder link-folder yarn-offline-mirror node-options enable-pnp link install-links
    userconfig globalconfig shell-emulator merge-git-branch-lockfiles git-branch-lockfile""".split()
)
_FILES = frozenset("cafile certfile keyfile cert key".split())
_VARIABLE = regex(r"\$\{(\w+)")
# The variables whose value is a file that node reads.
_NAMED = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")
_CODE = ("--require", "-r ", "--import", "--loader", "--experimental-loader", "--env-file")


def settings_of(call: Call, tool: str, there: tuple[str, ...]) -> Mapping[str, str] | Unknown:
    """The settings of files and variables, by their lower names; Unknown for those that move."""
    variables = {**call.scope.args, **call.scope.env}
    if any(option in f"{variables.get('NODE_OPTIONS') or ''} " for option in _CODE):
        return Unknown("NODE_OPTIONS", "it loads other code")
    if tool == "berry":
        return yarnrc_yml.settings_of(call, there)
    found: dict[str, str] = {}
    homes = (call.scope.value("HOME") or "/root", "/usr/local/share")
    own = [join(h, name) for h in homes for name in (".npmrc", ".yarnrc")]
    own += [join(prefix, "etc/npmrc") for prefix in _prefixes(call) or ("/usr/local",)]
    for path in (*own, *reversed(there)):
        if path.endswith((".npmrc", ".yarnrc", "/npmrc")):
            if path not in call.files and path in call.present:
                return Unknown(path, "it is not as the build context has it")
            text = call.project.read(call.files[path]) if path in call.files else ""
            if text is None:
                return Unknown(path, "it cannot be read")
            found |= _yarnrc(text) if path.endswith(".yarnrc") else npmrc(text)
    for name, value in variables.items():
        prefix, _, key = name.lower().partition("_config_")
        if prefix in ("npm", "pnpm") or (tool == "yarn" and name.lower().startswith("yarn_")):
            key = key or name.lower().removeprefix("yarn_")
            found[key.replace("_", "-")] = value if value is not None else "${}"
    if found.get("node-linker") == "pnp":
        return Unknown("node-linker", "with pnp, packages land elsewhere")
    moved = next((n for n in found if n in _ELSEWHERE), None)
    return Unknown(moved, "this setting changes what an install does") if moved else found


def surroundings(call: Call, settings: Mapping[str, str]) -> tuple[Area, ...]:
    """What a tool of Node reads outside of the project: itself, compilers, the user's settings."""
    home = call.scope.value("HOME")
    homes = [home] if home else ["/root", "/home"]
    users = (Area(join(h, name), deep=True) for h in homes for name in _OF_USER)
    named = [v for n, v in settings.items() if n.rpartition(":")[2] in _FILES]
    named += [v for n in _NAMED if (v := call.scope.value(n))]
    files = (Area(call.path(value) or "/", deep=True) for value in named)
    unknown_home = () if home else (Area("/home", deep=True),)
    settled = (Area(join(prefix, "etc"), deep=True) for prefix in _prefixes(call) or ())
    return (*TOOLCHAIN, *(places(call) or ()), *settled, *users, *unknown_home, *files)


def caches(call: Call, tool: str, settings: Mapping[str, str]) -> tuple[Area, ...]:
    """What an install writes for the next one."""
    home = call.scope.value("HOME") or "/home"
    usual = f"{_CACHES[tool]} {_DOWNLOADS}".split()
    users = (path.replace("/root", home, 1) for path in usual) if home != "/home" else (home,)
    areas = (Area(path, deep=True) for path in dict.fromkeys((*usual, *users)))
    return (*areas, *named_caches(call, settings))


def named_caches(call: Call, settings: Mapping[str, str]) -> tuple[Area, ...]:
    """The caches that settings name."""
    named = (settings[n] for n in ("cache", "cache-folder", "store-dir") if n in settings)
    return tuple(Area(call.path(n) or "/", deep=True) for n in named)


def places(call: Call) -> tuple[Area, ...] | None:
    """Where global packages may land; None where PATH is not known."""
    prefixes = _prefixes(call)
    return None if prefixes is None else tuple(a for p in prefixes for a in below_prefix(p))


def _prefixes(call: Call) -> tuple[str, ...] | None:
    """The directory above the one of PATH in which node lies, whichever it is, or /usr/local, as
    distributions configure."""
    path = call.scope.value("PATH")
    if not path or "$" in path:
        return None
    above = (dirname(normpath(p)) for p in path.split(":") if p.startswith("/"))
    return tuple(dict.fromkeys(("/usr/local", *above)))


def below_prefix(prefix: str) -> tuple[Area, ...]:
    """What a global install leaves below its prefix: commands, packages, manual pages."""
    return tuple(Area(join(prefix, d), deep=True) for d in ("bin", "lib/node_modules", "share/man"))


def variables_in(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that settings name: `${NPM_TOKEN}`."""
    return tuple(sorted({n for value in settings.values() for n in _VARIABLE.findall(value)}))


def _yarnrc(text: str) -> dict[str, str]:
    """The settings of Yarn 1; `--install.NAME` is for one command."""
    found = yarnrc(text).items()
    return {name.removeprefix("install.").removeprefix("*."): value for name, value in found}
