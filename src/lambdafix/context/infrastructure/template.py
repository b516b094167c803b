"""SAM and CloudFormation templates: image functions and the Dockerfiles that their metadata names.

`Metadata.DockerContext` is relative to the template, `Dockerfile` to DockerContext. A template
that CDK wrote names a staged copy of the context (`aws:asset:path`) and is left to cdk_assets.py.
Source: aws-sam-cli app_builder.py and resource_metadata_normalizer.py (2026-07).
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.context.infrastructure.intrinsics import parameters, text_of, texts_of
from lambdafix.context.infrastructure.samconfig import Deployment, deployments
from lambdafix.context.infrastructure.tree import Tree, Unreadable, below, each, is_remote
from lambdafix.context.infrastructure.uses import (
    Builder,
    Finding,
    Place,
    Purpose,
    Unresolved,
    Use,
)
from lambdafix.context.infrastructure.yaml_nodes import Node, documents

_FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")
_NESTED = 5  # stacks inside each other that are followed; a circle of them ends there
_STACKS = {"AWS::Serverless::Application": "Location", "AWS::CloudFormation::Stack": "TemplateURL"}


class _Template(Struct, frozen=True):
    """A template with what its parameters are worth and what its functions share."""

    path: str
    values: Mapping[str, str]
    shared: Node | None
    deployment: Deployment = field(default_factory=Deployment)


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The image functions of templates; nested stacks get the parameters that they are given."""
    found = list(paths)
    said, faults = deployments(tree)
    yield from faults
    given: dict[str, dict[str, str]] = {}

    def deployment(path: str) -> Deployment:
        own = said.get(path, Deployment())
        return replace(own, parameters={**given.get(path, {}), **own.parameters})

    def nested(path: str, tree: Tree) -> Iterator[Finding]:
        if not any(kind in tree.text(path) for kind in _STACKS):
            return
        template = _document(path, tree)
        values = parameters(template, deployment(path).parameters)
        for stack in _resources(template, tuple(_STACKS)):
            kind = (stack.get("Type") or stack).text or ""
            location = text_of(stack.get("Properties", _STACKS[kind]), values)
            if location and not is_remote(location):
                at = below(os.path.dirname(path), location)
                if deployment(path).buildkit and at not in said:
                    said[at] = Deployment(buildkit=True)  # one `sam build` builds all
                child = given.setdefault(at, {})
                words = stack.get("Properties", "Parameters")
                for name, node in words.items() if words else ():
                    value = text_of(node, values)
                    if value is not None:
                        child[name] = value
        yield from ()  # what cannot be read is said by `functions`

    def functions(path: str, tree: Tree) -> Iterator[Finding]:
        template = _document(path, tree)
        values = parameters(template, deployment(path).parameters)
        shared = template.get("Globals", "Function")
        yield from _functions(template, _Template(path, values, shared, deployment(path)))

    for _ in range(_NESTED):
        before = copy.deepcopy((given, said))
        list(each(nested, found, tree))
        if (given, said) == before:
            break
    yield from each(functions, found, tree)


def _document(path: str, tree: Tree) -> Node:
    text = tree.text(path)
    read = documents(text, json=path.endswith(".json"))
    if not read:
        raise Unreadable("empty")
    return read[0]


def _resources(template: Node, kinds: tuple[str, ...]) -> Iterator[Node]:
    yield from (node for _, node in _named(template, kinds))


def _named(template: Node, kinds: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    resources = template.get("Resources")
    for name, resource in resources.items() if resources else ():
        kind = resource.get("Type")
        if kind and kind.text in kinds:
            yield name, resource


def _functions(template: Node, at: _Template) -> Iterator[Finding]:
    for name, function in _named(template, _FUNCTIONS):
        package = _property(function, at, "PackageType")
        if text_of(package, at.values) == "Image":
            yield from _function(name, function, at)
    resources = template.get("Resources")
    for name, loop in resources.items() if resources else ():
        if name.startswith("Fn::ForEach"):
            text = "functions in a loop are not followed: " + name
            yield Unresolved(Place(at.path, loop.line), text)


def _function(name: str, function: Node, at: _Template) -> Iterator[Finding]:
    line = function.line
    metadata = function.get("Metadata")
    file = metadata.get("Dockerfile") if metadata else None
    context = metadata.get("DockerContext") if metadata else None
    if metadata is None or file is None or context is None:
        if metadata is None or metadata.get("aws:asset:path") is None:
            text = f"{name}: its image is built elsewhere; no Dockerfile is named here"
            yield Unresolved(Place(at.path, line), text)
        return
    place = Place(at.path, max(file.line, line))  # an alias stands where its anchor does
    file_text, context_text = text_of(file, at.values), text_of(context, at.values)
    if file_text is None or context_text is None:
        what = "DockerContext" if context_text is None else "Dockerfile"
        yield Unresolved(place, f"{name}: {what} hangs on a value that the template does not hold")
        return
    directory = below(os.path.dirname(at.path), context_text)
    if not os.path.isfile(below(directory, file_text)):
        text = f"{name}: {os.path.normpath(os.path.join(context_text, file_text))} is not there"
        yield Unresolved(place, text)
        return
    config, pushes = _property(function, at, "ImageConfig"), at.deployment.pushes
    words = metadata.get("DockerBuildArgs")
    pairs = [(n, text_of(v, at.values)) for n, v in (words.items() if words else ())]
    yield Use(
        dockerfile=below(directory, file_text),
        context=directory,
        builder=Builder.SAM_BUILDKIT if at.deployment.buildkit else Builder.SAM,
        place=place,
        purpose=Purpose.FUNCTION,
        function=name,
        command=texts_of(config.get("Command") if config else None, at.values) or (),
        entry_point=texts_of(config.get("EntryPoint") if config else None, at.values) or (),
        working_directory=text_of(config.get("WorkingDirectory") if config else None, at.values)
        or "",
        platform=",".join(texts_of(_property(function, at, "Architectures"), at.values) or ()),
        target=text_of(metadata.get("DockerBuildTarget"), at.values) or "",
        arguments=tuple((n, v or "") for n, v in pairs),
        destination=pushes.destination(name, at.path) if pushes else None,
    )


def _property(function: Node, at: _Template, name: str) -> Node | None:
    own = function.get("Properties", name)
    return own if own is not None or at.shared is None else at.shared.get(name)
