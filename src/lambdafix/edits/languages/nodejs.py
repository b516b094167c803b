"""Node: what a package brings is decided by its install script, and by the kind of its modules.

Sources: aws-lambda-base-images issues 137 and 482 (what npm compiles on AWS's image); AWS docs
lambda-nodejs, copy of 2026-09 (the options by which Lambda starts node); package-lock.json of npm
11 (`hasInstallScript`, `os`, `libc`).
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from lambdafix.catalog.node_packages import requirable
from lambdafix.context import node_source
from lambdafix.edits.languages.language import Concern, Finding, Language
from lambdafix.edits.languages.nodejs_client import held_by_client
from lambdafix.edits.languages.nodejs_files import locks_read, sources
from lambdafix.semantics.areas import below
from lambdafix.semantics.node_modules import found, reached

_REQUIRE = "--experimental-require-module"
_DETECT = "--experimental-detect-module"


def _obstacle(concern: Concern) -> Finding | None:
    return held_by_client(concern) or _modules_lie_above(concern) or _kind_is_guessed(concern)


def _modules_lie_above(concern: Concern) -> Finding | None:
    """Packages or a package.json above the function's directory, where node finds them as long as
    nothing moves."""
    image, root = concern.function.image, concern.root
    made = (a.path for m in image.made for a in m.areas if not m.is_os)
    for path in (*image.files, *made):
        name, above = basename(path), dirname(path)
        packed = name in ("package.json", "node_modules")
        if packed and above not in ("/", root) and below(root, above):
            hint = f"set WORKDIR {above} and name the handler from there"
            return Finding(f"{path} lies above {root}, where node looks for it", hint)
    return None


def _kind_is_guessed(concern: Concern) -> Finding | None:
    """A source with the syntax of an ES module that nothing says is one."""
    if _DETECT in (concern.function.scope.env.get("NODE_OPTIONS") or ""):
        return None
    for path, source, text in reached(concern.function.image, concern):
        guessed = path.endswith(".js") and node_source.is_module(text)
        if guessed and _kind(concern, path) != "module":
            why = f"{source} is an ES module by its syntax alone, which Lambda's node does not read"
            return Finding(why, 'write "type": "module" into package.json, or name it .mjs')
    return None


def _kind(concern: Concern, path: str) -> str:
    """What the nearest package.json of the image says of a file."""
    image, directory = concern.function.image, dirname(path)
    while True:
        found = image.context.get(f"{directory.rstrip('/')}/package.json")
        if found is not None:
            return node_source.kind_of(concern.project, f"{dirname(found)}/x.js".lstrip("/"))
        if directory == "/":
            return "commonjs"
        directory = dirname(directory)


def _doubt(concern: Concern) -> str:
    return _native(concern) or _required(concern)


def _native(concern: Concern) -> str:
    """Packages that may have been compiled, or chosen, for the old image."""
    if not _compiles(concern):
        return ""
    locks = list(locks_read(concern))
    if not locks or any(lock.scripted is None for lock in locks):
        return "no lock file of npm says that no package is compiled when it is installed"
    scripted = sorted({n for lock in locks for n in lock.scripted or ()} - {LANGUAGE.client})
    listed = ", ".join(scripted[:3])
    return f"{listed} may be compiled or fetched for the image by the install" if listed else ""


def _required(concern: Concern) -> str:
    """Packages that plain node may require as ES modules."""
    if _REQUIRE in (concern.function.scope.env.get("NODE_OPTIONS") or ""):
        return ""
    for source, text in _commonjs(concern):
        names = node_source.required(text)
        if source.endswith(node_source.COMPILED):
            names |= node_source.imported(text)  # which a compiler may turn into require()
        odd = min((n for n in names if not requirable(n)), default="")
        if odd:
            return (
                f"{source} requires `{odd}`; if that is an ES module, Lambda's node needs "
                f"NODE_OPTIONS={_REQUIRE}"
            )
    return ""


def _commonjs(concern: Concern) -> Iterator[tuple[str, str]]:
    """The sources that may be CommonJS when they run: those that the handler leads to, or where it
    is compiled in another stage, all that it may be compiled from."""
    image = concern.function.image
    if found(image, concern):
        for path, source, text in reached(image, concern):
            module = path.endswith(".js") and _kind(concern, path) == "module"
            if not path.endswith(".mjs") and not module:
                yield source, text
        return
    for source, text in sources(concern):
        if node_source.kind_of(concern.project, source) != "module":
            yield source, text


def _compiles(concern: Concern) -> bool:
    """Whether npm installs something that it may compile, besides the client."""
    installs = [i for i in concern.installs if not LANGUAGE.only_client(i)]
    locks = list(locks_read(concern))
    quiet = locks and all(lock.scripted == frozenset() for lock in locks)
    return bool(installs) and not quiet


def _older_libc(concern: Concern) -> str:
    return "for which native packages may not exist"


LANGUAGE = Language(
    family="nodejs",
    name="Node",
    old=r"/usr/local/(bin/(node|npm|npx|yarn|yarnpkg|corepack)\b|lib/node_modules)|/usr/bin/node"
    r"|/home/node|/opt/yarn|\b(nvm|nodenv)\b",
    tools=frozenset({"dnf"}),
    compiles=_compiles,
    obstacle=_obstacle,
    doubt=_doubt,
    older_libc=_older_libc,
    search="NODE_PATH",
)
