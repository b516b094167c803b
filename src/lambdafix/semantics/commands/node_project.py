"""The project of Node in which npm, yarn and pnpm work: its root, its manifests, its settings.

Sources: npm 11 documentation, "Folders" (the root is the nearest directory above that has a
package.json), "Workspaces", ".npmrc", "config"; Yarn 1 documentation, "Workspaces" and ".yarnrc";
pnpm 10 documentation, "Workspace" and "Settings".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, normpath

from lambdafix.context.npmrc import npmrc, yarnrc
from lambdafix.context.package_json import PackageJson, read_package_json
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.pip import READ as TOOLCHAIN
from lambdafix.semantics.commands.pip import VARIABLES as COMPILERS

# What each tool looks for in the working directory and in every directory above.
LOOKED_FOR = {
    "npm": """package.json package-lock.json npm-shrinkwrap.json yarn.lock .npmrc
        binding.gyp""".split(),
    "yarn": """package.json yarn.lock .yarnrc .yarnrc.yml .yarnclean .npmrc binding.gyp""".split(),
    "pnpm": """package.json package.json5 package.yaml pnpm-lock.yaml pnpm-workspace.yaml .npmrc
        .pnpmfile.cjs .pnpmfile.mjs pnpmfile.js binding.gyp""".split(),
}
VARIABLES = (
    *COMPILERS,
    *"""NPM_* npm_* NODE NODE_* YARN_* yarn_* PNPM_* pnpm_* COREPACK_* INIT_CWD PREFIX CI *_MIRROR
    *_BINARY* *_SKIP_* *_DOWNLOAD* PUPPETEER_* PLAYWRIGHT_* CYPRESS_* PRISMA_* SHARP_* ELECTRON_*
    SENTRYCLI_* SASS_* CHROMEDRIVER_* NX_* DISABLE_* ADBLOCK HUSKY*""".split(),
)
# The user's own settings and credentials; Yarn 1 keeps those of root in /usr/local/share.
_OF_USER = ".npmrc .yarnrc .yarnrc.yml .node-gyp .config .local .netrc .ssh .gitconfig".split()
# Where packages, headers and browsers are kept for the next install.
_CACHES = {
    "npm": "/root/.npm",
    "yarn": "/usr/local/share/.cache /root/.cache/yarn",
    "pnpm": "/root/.local/share/pnpm /root/.cache/pnpm",
}
_DOWNLOADS = """/root/.node-gyp /root/.cache/node-gyp /root/.cache/node /root/.cache/puppeteer
/root/.cache/ms-playwright /root/.cache/prisma /root/.cache/Cypress /root/.cache/electron"""
# Settings by which packages land elsewhere, other code runs, or another package is meant.
_ELSEWHERE = frozenset(
    """global location workspace workspaces script-shell shell modules-dir virtual-store-dir
    lockfile-dir dir global-dir global-bin-dir pnpmfile global-pnpmfile modules-folder cwd yarn-path
    global-folder link-folder yarn-offline-mirror node-options enable-pnp link install-links
    shell-emulator merge-git-branch-lockfiles git-branch-lockfile""".split()
)
_FILES = frozenset("cafile certfile keyfile userconfig globalconfig cert key".split())
_VARIABLE = re.compile(r"\$\{(\w+)")
# The variables whose value is a file that node reads.
_NAMED = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")
_CODE = ("--require", "-r ", "--import", "--loader", "--experimental-loader", "--env-file")


@dataclass(frozen=True, slots=True)
class NodeProject:
    """A project as the image holds it. `package` is None where no package.json is seen; `directory`
    is where the command stands, `wide` why more than the manifests counts as read and written."""

    tool: str
    directory: str
    root: str
    package: PackageJson | None
    settings: Mapping[str, str]
    manifests: tuple[str, ...]
    wide: str = ""

    @property
    def modules(self) -> Area:
        return Area(join(self.root, "node_modules"), deep=True)


def upwards(directory: str) -> Iterator[str]:
    """A directory and all above it."""
    while True:
        yield directory
        if directory == "/":
            return
        directory = dirname(directory)


def find(call: Call, tool: str, directory: str | None = None) -> NodeProject | Unknown:
    """The project to which a directory belongs (the working directory, if none is named)."""
    here = call.cwd if directory is None else call.path(directory)
    if here is None:
        return Unknown(tool, "the directory in which it works is not known")
    looked = [join(d, name) for d in upwards(here) for name in LOOKED_FOR[tool]]
    there = tuple(p for p in looked if p in call.files or p in call.present)
    made = next((p for p in there if p not in call.files and not _locks(p)), None)
    if made is not None:
        return Unknown(made, "it is not as the build context has it")
    settings = _settings(call, tool, there)
    if isinstance(settings, Unknown):
        return settings
    root, package, wide = here, None, ""
    # `npm --prefix` means this directory and no other
    exact = tool == "npm" and directory is not None
    for above in (here,) if exact else upwards(here):
        path = join(above, "package.json")
        if path not in call.files:
            continue
        found = read_package_json(call.project, call.files[path])
        if isinstance(found, str):
            return Unknown(tool, found)
        if package is None:
            root, package = above, found
        if found.workspaces:
            root, wide = above, "it has workspaces"
    members = next((p for p in there if p.endswith("/pnpm-workspace.yaml")), None)
    if members is not None:
        root, wide = dirname(members), "it has a pnpm-workspace.yaml"
    return NodeProject(tool, here, root, package, settings, there, wide)


def looked_for(project: NodeProject) -> tuple[Area, ...]:
    """Every file that the tool looks for, there or not: one that comes later would change it."""
    names = LOOKED_FOR[project.tool]
    files = (Area(join(d, name)) for d in upwards(project.directory) for name in names)
    return tuple(dict.fromkeys((*files, Area(join(project.root, ".yarn"), deep=True))))


def surroundings(call: Call, settings: Mapping[str, str]) -> tuple[Area, ...]:
    """What a tool of Node reads outside of the project: itself, compilers, the user's settings."""
    home = call.scope.value("HOME")
    homes = [home] if home else ["/root", "/home"]
    users = (Area(join(h, name), deep=True) for h in homes for name in _OF_USER)
    named = [v for n, v in settings.items() if n.rpartition(":")[2] in _FILES]
    named += [v for n in _NAMED if (v := call.scope.value(n))]
    files = (Area(call.path(value) or "/", deep=True) for value in named)
    unknown_home = () if home else (Area("/home", deep=True),)
    return (*TOOLCHAIN, *(places(call) or ()), *users, *unknown_home, *files)


def caches(call: Call, tool: str, settings: Mapping[str, str]) -> tuple[Area, ...]:
    """What an install writes for the next one."""
    named = [settings[n] for n in ("cache", "cache-folder", "store-dir") if n in settings]
    paths = [*f"{_CACHES[tool]} {_DOWNLOADS}".split(), *(call.path(n) or "/" for n in named)]
    return tuple(Area(path, deep=True) for path in paths)


def places(call: Call) -> tuple[Area, ...] | None:
    """Where global packages may land: below the directory above the one of PATH in which node lies,
    or /usr/local, as distributions configure; None where PATH is not known."""
    path = call.scope.value("PATH")
    if not path or "$" in path:
        return None
    above = (dirname(normpath(p)) for p in path.split(":") if p.startswith("/"))
    prefixes = dict.fromkeys(("/usr/local", *above))
    return tuple(Area(join(p, d), deep=True) for p in prefixes for d in ("bin", "lib", "share"))


def variables_in(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that settings name: `${NPM_TOKEN}`."""
    return tuple(sorted({n for value in settings.values() for n in _VARIABLE.findall(value)}))


def _locks(path: str) -> bool:
    """A lock that an install has written is read, but decides nothing here."""
    return path.endswith(("/package-lock.json", "/yarn.lock", "/pnpm-lock.yaml"))


def _settings(call: Call, tool: str, there: tuple[str, ...]) -> Mapping[str, str] | Unknown:
    """The settings of files and variables, by their lower names; Unknown for those that move."""
    found: dict[str, str] = {}
    homes = (call.scope.value("HOME") or "/root", "/usr/local/share", "/usr/local/etc")
    own = [join(h, name) for h in homes for name in (".npmrc", ".yarnrc", "npmrc")]
    for path in (*own, *reversed(there)):
        if path.endswith((".yarnrc.yml", ".npmrc", ".yarnrc", "/npmrc")):
            if path not in call.files and path in call.present:
                return Unknown(path, "it is not as the build context has it")
            text = call.project.read(call.files[path]) if path in call.files else ""
            if text is None:
                return Unknown(path, "it cannot be read")
            if path.endswith(".yml") and tool == "yarn":
                return Unknown(path, "only Yarn 1 is known")
            found |= _yarnrc(text) if path.endswith(".yarnrc") else npmrc(text)
    variables = {**call.scope.args, **call.scope.env}
    for name, value in variables.items():
        prefix, _, key = name.lower().partition("_config_")
        if prefix in ("npm", "pnpm") or (tool == "yarn" and name.lower().startswith("yarn_")):
            key = key or name.lower().removeprefix("yarn_")
            found[key.replace("_", "-")] = value if value is not None else "${}"
    if any(option in f"{variables.get('NODE_OPTIONS') or ''} " for option in _CODE):
        return Unknown("NODE_OPTIONS", "it loads other code")
    moved = next((n for n in found if n in _ELSEWHERE), None)
    return Unknown(moved, "this setting changes what an install does") if moved else found


def _yarnrc(text: str) -> dict[str, str]:
    """The settings of Yarn 1; `--install.NAME` is for one command."""
    found = yarnrc(text).items()
    return {name.removeprefix("install.").removeprefix("*."): value for name, value in found}
