"""What the client's own install keeps where it is: it comes with packages of its own.

Source: aws-lambda-ric 3.3.0 and 4.0.2, package.json and scripts/preinstall.sh (which ends without
cmake), read 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Collection
from posixpath import basename, dirname

from lambdafix.catalog.client import client_distribution
from lambdafix.context import node_source
from lambdafix.context.package_json import read_package_json
from lambdafix.edits.languages.language import Concern, Finding
from lambdafix.edits.languages.nodejs_files import locks_read, sources
from lambdafix.regex import regex

_PACKAGE = regex(r"(@[\w.~-]+/)?[\w.~-]+")


def held_by_client(concern: Concern) -> Finding | None:
    """Why the function stays with the client that it installs itself."""
    return (
        _client_is_required(concern) or _client_brings_all(concern) or _client_is_asked_for(concern)
    )


def _client_is_required(concern: Concern) -> Finding | None:
    """The client among the dependencies: npm would compile it once more, on an image that has it
    and has no compiler."""
    client = client_distribution("nodejs")
    for source in _manifests(concern):
        package = read_package_json(concern.project, source)
        if not isinstance(package, str) and client in package.required:
            why = f"{source} requires {client}, which npm would compile once more"
            return Finding(why, f"npm uninstall {client}: the base image brings it")
    return None


def _client_brings_all(concern: Concern) -> Finding | None:
    """An install of the client that brings what package.json requires, too, as npm does, where no
    other install would."""
    client = client_distribution("nodejs")
    for built in concern.stages:
        installs = [(s, i) for s in built.steps for i in s.effect.installs]
        for step, install in installs:
            path = f"{dirname(install.place)}/package.json"
            source = step.at.image.context.get(path)
            others = (i for _, i in installs if i.place == install.place)
            if not source or not all(i.distributions == frozenset({client}) for i in others):
                continue
            package = read_package_json(concern.project, source)
            if isinstance(package, str) or package.required.keys() - {client}:
                why = f"it installs what {source} requires, too, and no other step does"
                return Finding(why, "add RUN npm install above it", step)
    return None


def _client_is_asked_for(concern: Concern) -> Finding | None:
    """A source that asks for the client, or for a package that only the client's install may have
    brought: nothing else of the files names it."""
    client = client_distribution("nodejs")
    steps = [(s, i) for b in concern.stages for s in b.steps for i in s.effect.installs]
    step = next((s for s, i in steps if client in (i.distributions or ())), None)
    if step is None:
        return None
    brought = {n for lock in locks_read(concern) for n in lock.names}
    brought |= {n for _, i in steps for n in i.distributions or ()} - {client}
    for source in _manifests(concern):
        package = read_package_json(concern.project, source)
        brought |= set() if isinstance(package, str) else {package.name, *package.required}
    for source, text in sources(concern):
        names = (n for n in node_source.asked(text) - brought if _PACKAGE.fullmatch(n))
        odd = (n for n in names if not (_is_typed(n, brought) or concern.project.exists(n)))
        if name := min(odd, default=""):
            why = f"it may bring `{name}`, which {source} asks for and no package.json requires"
            return Finding(why, f"npm install {name}", step)
    return None


def _is_typed(name: str, brought: Collection[str]) -> bool:
    """Whether only the types of a package are asked for: `aws-lambda` of @types/aws-lambda."""
    return f"@types/{name.removeprefix('@').replace('/', '__')}" in brought


def _manifests(concern: Concern) -> list[str]:
    """Every package.json of the build context in one of the images."""
    copied = {c for b in concern.built for c in b.image.context.values()}
    own = (c for c in copied if "node_modules/" not in c)
    return sorted(c for c in own if basename(c) == "package.json")
