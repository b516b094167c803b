"""The project of Node in which npm, yarn and pnpm work: its root and its manifests.

Sources: npm 11 documentation, "Folders" (the root is the nearest directory above that has a
package.json) and "Workspaces"; Yarn 1 documentation, "Workspaces"; pnpm 10 documentation,
"Workspace" and "Settings".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname

from msgspec import Struct

from lambdafix.context.package_json import PackageJson, read_package_json
from lambdafix.semantics.areas import Area, join, upwards
from lambdafix.semantics.commands.call import Call, Unknown
from lambdafix.semantics.commands.node.settings import settings_of

# What each tool looks for in the working directory and in every directory above.
LOOKED_FOR = {
    "npm": """package.json package-lock.json npm-shrinkwrap.json yarn.lock .npmrc
        binding.gyp""".split(),
    "yarn": """package.json yarn.json yarn.lock .yarnrc .yarnrc.yml .yarnclean .npmrc binding.gyp
        .yarn-metadata.json .pnp.js package-lock.json npm-shrinkwrap.json""".split(),
    "berry": """package.json yarn.lock .yarnrc.yml .env.yarn .pnp.cjs binding.gyp""".split(),
    "pnpm": """package.json package.json5 package.yaml pnpm-lock.yaml pnpm-workspace.yaml
        pnpm-workspace.yml .npmrc .pnpmfile.cjs .pnpmfile.cjs.js .pnpmfile.cjs.json
        .pnpmfile.cjs.node .pnpmfile.mjs pnpmfile.js .pnp.cjs binding.gyp""".split(),
}
# The settings of pnpm-workspace.yaml that leave packages where they are; some name other files.
_PARTS = frozenset({"packages", "patchedDependencies", "overrides"})
_WORKSPACE = _PARTS | frozenset(
    """onlyBuiltDependencies ignoredBuiltDependencies neverBuiltDependencies allowBuilds catalog
    catalogs catalogMode minimumReleaseAge minimumReleaseAgeExclude peerDependencyRules
    packageExtensions allowedDeprecatedVersions strictPeerDependencies autoInstallPeers
    hoist hoistPattern publicHoistPattern shamefullyHoist strictDepBuilds savePrefix
    saveExact preferFrozenLockfile blockExoticSubdeps trustPolicy trustPolicyExclude
    trustPolicyIgnoreAfter engineStrict nodeVersion
    supportedArchitectures ignoredOptionalDependencies auditConfig updateConfig""".split()
)


class NodeProject(Struct, frozen=True):
    """A project as the image holds it. `tool` is `berry` for Yarn 3 and 4; `package` is None where
    no package.json is seen; `directory` is where the command stands; with `members`, other packages
    of the project are installed too."""

    tool: str
    directory: str
    root: str
    package: PackageJson | None
    settings: Mapping[str, str]
    manifests: tuple[str, ...]
    members: bool = False
    unseen: bool = False  # its package.json was made or changed by an earlier step

    @property
    def command(self) -> str:
        return "yarn" if self.tool == "berry" else self.tool

    @property
    def modules(self) -> Area:
        return Area(join(self.root, "node_modules"), deep=True)


def find(call: Call, tool: str, directory: str | None = None) -> NodeProject | Unknown:
    """The project to which a directory belongs (the working directory, if none is named)."""
    here = call.cwd if directory is None else call.path(directory)
    if here is None:
        return Unknown(tool, "the directory in which it works is not known")
    looked = [join(d, name) for d in upwards(here) for name in LOOKED_FOR[tool]]
    there = tuple(p for p in looked if p in call.files or p in call.present)
    made = next((p for p in there if p not in call.files and not _locks(p)), None)
    if made is not None and not made.endswith("/package.json"):
        return Unknown(made, "it is not as the build context has it")
    settings = settings_of(call, tool, there)
    if isinstance(settings, Unknown):
        return settings
    if made is not None:
        return NodeProject(tool, here, dirname(made), None, settings, there, False, unseen=True)
    root, package, members = here, None, False
    # `npm --prefix` means this directory and no other
    exact = tool == "npm" and directory is not None
    for above in (here,) if exact else upwards(here):
        path = join(above, "package.json")
        if path not in call.files:
            packed = f"{join(above, 'node_modules')}/"
            if package is None and any(p.startswith(packed) for p in (*call.files, *call.present)):
                return Unknown(packed, "it makes this directory the root, without a package.json")
            continue
        found = read_package_json(call.project, call.files[path])
        if isinstance(found, str):
            return Unknown(tool, found)
        if package is None:
            root, package = above, found
        if found.workspaces:
            root, members = above, True
    workspace = next((p for p in there if p.endswith("/pnpm-workspace.yaml")), None)
    if workspace is not None:
        keys = _top_keys(call.project.read(call.files[workspace]) or "")
        odd = next((k for k in keys if k not in _WORKSPACE), None)
        if odd is not None:
            return Unknown(odd, "this setting of pnpm-workspace.yaml is not followed")
        root, members = dirname(workspace), members or bool(keys & _PARTS)
    return NodeProject(tool, here, root, package, settings, there, members)


def looked_for(project: NodeProject) -> tuple[Area, ...]:
    """Every file that the tool looks for, there or not: one that comes later would change it."""
    names = LOOKED_FOR[project.tool]
    files = (Area(join(d, name)) for d in upwards(project.directory) for name in names)
    modules = (Area(join(d, "node_modules"), deep=True) for d in upwards(project.directory))
    if project.tool == "berry":  # of .yarn it reads what its settings name
        return (*files, *modules)
    return (*files, *modules, Area(join(project.root, ".yarn"), deep=True))


def _locks(path: str) -> bool:
    """A lock that an install has written is read, but decides nothing here."""
    return path.endswith(("/package-lock.json", "/yarn.lock", "/pnpm-lock.yaml"))


def _top_keys(text: str) -> frozenset[str]:
    """The names at the top of a YAML file."""
    return frozenset(re.findall(r"^[\"']?([^\s#:\-\"'][^\s:\"']*)[\"']?\s*:", text, re.MULTILINE))
