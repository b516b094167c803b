"""Small commands of packages, and the commands that start them: npx, `yarn NAME`, `pnpm exec`.

Sources: npm 11 documentation, "npx" (a package that the project requires is started as it is
installed); READMEs of rimraf 6, mkdirp 3, cross-env 7, patch-package 8 and husky 9.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import ran_code
from lambdafix.semantics.commands.node.project import NodeProject, find, looked_for
from lambdafix.semantics.commands.node.scripts import merged
from lambdafix.semantics.commands.node.settings import caches, surroundings

# The commands that are known, and the package that brings each.
PACKAGE = {
    "tsc": "typescript", "esbuild": "esbuild", "prisma": "prisma", "rimraf": "rimraf",
    "mkdirp": "mkdirp", "cross-env": "cross-env", "patch-package": "patch-package",
    "husky": "husky", "tsc-alias": "tsc-alias", "copyfiles": "copyfiles",
}  # fmt: skip
# Builders: their configuration is code of the project, and what they make lies below it unless an
# option says otherwise (documentation of Next.js 15, Nest 11, Remix 2, Vite 7 and webpack 5).
BUILDERS = {
    "nest": "@nestjs/cli", "next": "next", "remix": "@remix-run/dev", "vite": "vite",
    "webpack": "webpack",
}  # fmt: skip
_ELSEWHERE = regex(r"--(outDir|output-path|out|path)\b|-o\b")
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def read(call: Call) -> Trace | Unknown:
    name = call.argv[0].rpartition("/")[2]
    match name:
        case "npx":
            return _npx(call)
        case "rimraf":
            return _as(call, "rm", "-rf")
        case "mkdirp":
            return _as(call, "mkdir", "-p")
        case "cross-env":
            return _cross_env(call)
        case "patch-package":
            return _patched(call)
        case _ if name in BUILDERS:
            return built(call)
        case _:
            return _husky(call)


def local(call: Call, project: NodeProject, words: tuple[str, ...]) -> Trace | Unknown:
    """A command of a package that the project requires."""
    from lambdafix.semantics.commands import read as read_any

    name = words[0]
    required = project.package.dependencies if project.package else {}
    packages = {**PACKAGE, **BUILDERS}
    if name not in packages:
        return Unknown(name, "no rule says what it reads and leaves")
    if packages[name] not in required:
        return Unknown(name, f"package.json does not require `{packages[name]}`, which brings it")
    found = read_any(replace(call, argv=words))
    reads = (*looked_for(project), *surroundings(call, project.settings), project.modules)
    return found if isinstance(found, Unknown) else merged((Trace(reads=reads), found))


def _npx(call: Call) -> Trace | Unknown:
    words = list(call.argv[1:])
    while words and words[0] in ("--no-install", "--yes", "-y", "--no", "--"):
        words.pop(0)
    if words in (["--version"], ["-v"]):
        return Trace()
    if not words or words[0].startswith("-"):
        return Unknown(" ".join(call.argv[:2]), "what it runs is not known")
    project = find(call, "npm")
    if isinstance(project, Unknown):
        return project
    if words[0] not in (*PACKAGE, *BUILDERS):
        return Unknown(f"npx {words[0]}", "what this program does is not known")
    required = project.package.dependencies if project.package else {}
    if PACKAGE.get(words[0]) == words[0] and words[0] not in required:
        return _fetched(call, project, tuple(words))
    return local(call, project, tuple(words))


def _fetched(call: Call, project: NodeProject, words: tuple[str, ...]) -> Trace | Unknown:
    """A command of a package of its name that the project does not require: npx keeps it in the
    cache of npm."""
    from lambdafix.semantics.commands import read as read_any

    found = read_any(replace(call, argv=words))
    kept = caches(call, "npm", project.settings)
    reads = (*looked_for(project), *surroundings(call, project.settings), project.modules, *kept)
    return found if isinstance(found, Unknown) else merged((Trace(reads=reads, writes=kept), found))


def _as(call: Call, *words: str) -> Trace | Unknown:
    """The command of every image that does the same."""
    from lambdafix.semantics.commands import read as read_any

    odd = next((w for w in call.argv[1:] if w.startswith("-")), None)
    if odd is not None:
        return Unknown(odd, "this option is not known")
    return read_any(replace(call, argv=(*words, *call.argv[1:])))


def _cross_env(call: Call) -> Trace | Unknown:
    from lambdafix.semantics.commands import read as read_any

    own: dict[str, str] = {}
    words = list(call.argv[1:])
    while words and (match := _ASSIGNMENT.fullmatch(words[0])):
        own[match[1]] = match[2]
        words.pop(0)
    if not words:
        return Trace()
    return read_any(
        replace(
            call,
            argv=tuple(words),
            scope=replace(call.scope, env={**call.scope.env, **own}),
        )
    )


def built(call: Call, why: str = "") -> Trace | Unknown:
    """What a builder makes by a configuration that is a program: all of the project. `why` says
    what of it is not followed."""
    odd = next((w for w in call.argv[1:] if _ELSEWHERE.match(w)), None)
    project = find(call, "npm")
    if odd is not None or isinstance(project, Unknown):
        return Unknown(odd or call.argv[0], "where it puts what it makes is not known")
    return ran_code(call, (Area(project.root, deep=True),), missing=why)


def _patched(call: Call) -> Trace | Unknown:
    """patch-package changes packages by the patches of the project."""
    words = options(call.argv[1:], "--error-on-fail --error-on-warn --use-yarn", "--patch-dir")
    if isinstance(words, Unknown) or words.operands:
        return Unknown("patch-package", "only applying patches is known")
    project = find(call, "npm")
    if isinstance(project, Unknown):
        return project
    patches = Area(join(project.root, words.last("--patch-dir") or "patches"), deep=True)
    made = Deposit((project.modules,), ("patch-package", *call.argv[1:]), "the patched packages")
    reads = (*looked_for(project), patches, project.modules)
    return Trace(reads=reads, writes=(project.modules,), deposits=(made,))


def _husky(call: Call) -> Trace | Unknown:
    """husky puts hooks into a directory of the project and names it in the repository's settings;
    without a repository it does nothing."""
    if call.argv[1:] not in ((), ("install",)) or call.cwd is None:
        return Unknown(" ".join(call.argv[:2]), "only `husky` and `husky install` are known")
    here = Area(join(call.cwd, ".husky/_"), deep=True)
    repository = Area(join(call.cwd, ".git"), deep=True)
    made = Deposit((here, repository), ("husky",), "the hooks of husky")
    variables = ("HUSKY*", "HOME", "GIT_*", "PATH")
    hooks = (Area(join(call.cwd, ".husky"), deep=True), repository)
    return Trace(reads=hooks, writes=(here, repository), deposits=(made,), variables=variables)
