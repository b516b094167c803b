"""Terraform: docker_image, the docker-build module, local commands, and the functions they serve.

A directory is a module. One that a `module` block of the tree calls is read with the values it is
called with, any other with the defaults of its variables. A function belongs to a build where its
`image_uri` leads to exactly one, through locals, modules and a shared `aws_ecr_repository`.
Source: kreuzwerker/docker and hashicorp/aws provider docs, terraform-aws-lambda (2026-06).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lambdafix.context.infrastructure.terraform_builds import builds
from lambdafix.context.infrastructure.terraform_module import Module, module_at
from lambdafix.context.infrastructure.terraform_repositories import destination
from lambdafix.context.infrastructure.tree import Tree, Unreadable
from lambdafix.context.infrastructure.uses import (
    Finding,
    Place,
    Purpose,
    Unresolved,
    Use,
)

_MOST = 500  # calls of modules that are followed from one directory


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that Terraform builds in the directories of these files, with their functions."""
    directories = dict.fromkeys(os.path.dirname(path) for path in paths)
    every: dict[str, Module] = {}
    for directory in directories:
        try:
            every[directory] = module_at(directory, tree)
        except Unreadable as error:
            where, _, message = error.message.partition(": ")
            yield Unresolved(Place(where, error.line), message)
        except RecursionError:
            yield Unresolved(Place(directory, 0), "nested too deeply to be read")
    called = {at for module in every.values() for at in module.called.values()}
    found: dict[Finding, None] = {}
    for directory, module in every.items():
        if directory not in called:
            for read in _with_called(module, every):
                found |= dict.fromkeys(_module(read))
    yield from found


def _with_called(module: Module, every: Mapping[str, Module]) -> Iterator[Module]:
    """A module, and every local one that it calls, with the values of each call."""
    todo, calls = [module], 0
    while todo:
        at = todo.pop()
        yield at
        for name, directory in at.called.items():
            if directory in every and calls < _MOST:
                calls += 1
                todo.append(every[directory].called_by(at, name))


def _module(module: Module) -> Iterator[Finding]:
    images = dict(builds(module))
    used: set[str] = set()
    for function in _functions(module):
        reached = function.reached
        addresses = [a for a in images if a in reached or not reached.isdisjoint(images[a][1])]
        uses = [f for a in addresses for f in images[a][0] if isinstance(f, Use)]
        if len({(use.dockerfile, use.context) for use in uses}) != 1:
            if not addresses:
                text = f"{function.name}: its image is built elsewhere; no Dockerfile is named here"
                yield Unresolved(function.place, text)
            continue
        used.update(addresses)
        named = reached.union(addresses, *(images[a][1] for a in addresses))
        yield uses[0]._replace(
            purpose=Purpose.FUNCTION,
            function=function.name,
            place=function.place,
            command=function.command,
            entry_point=function.entry_point,
            working_directory=function.directory,
            platform=",".join(function.architectures) or uses[0].platform,
            destination=destination(module, named),
        )
    for address, (findings, _) in images.items():
        for finding in findings:
            if address not in used or isinstance(finding, Unresolved):
                yield finding


class _Function(NamedTuple):
    """An image function; `reached` are the addresses that its image_uri leads to."""

    name: str
    place: Place
    reached: set[str]
    command: tuple[str, ...]
    entry_point: tuple[str, ...]
    directory: str
    architectures: tuple[str, ...]


def _functions(module: Module) -> Iterator[_Function]:
    """aws_lambda_function, and calls of modules that take its words (terraform-aws-lambda)."""
    for block, path in module.blocks:
        value = module.reader(block)
        prefix, within = "image_config_", value
        if block.kind == "resource" and block.labels[:1] == ("aws_lambda_function",):
            config = block.first("image_config")
            prefix, within = "", module.reader(config) if config else lambda _: None
        elif block.kind != "module" or "image_uri" not in block.attributes:
            continue
        if value("package_type") == "Image":
            directory = within(f"{prefix}working_directory")
            yield _Function(
                block.labels[-1],
                Place(path, block.line),
                module.reached(block.attributes.get("image_uri")),
                module.words(within(f"{prefix}command")),
                module.words(within(f"{prefix}entry_point")),
                directory if isinstance(directory, str) else "",
                module.words(value("architectures")),
            )
