"""Terraform: docker_image, the docker-build module, local commands, and the functions they serve.

A directory is a module. One that a `module` block of the tree calls is read with the values it is
called with, any other with the defaults of its variables. A function belongs to a build where its
`image_uri` leads to exactly one, through locals, modules and a shared `aws_ecr_repository`.
Source: kreuzwerker/docker and hashicorp/aws provider docs, terraform-aws-lambda (2026-06).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.terraform_builds import builds
from lambdafix.context.infrastructure.terraform_module import Module, module_at
from lambdafix.context.infrastructure.tree import Tree, Unreadable
from lambdafix.context.infrastructure.uses import (
    Finding,
    Place,
    Purpose,
    Unresolved,
    Use,
)

_DEEPEST = 5  # modules inside each other


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
    called = {at for module in every.values() for at in module.called.values()}
    found: dict[Finding, None] = {}
    for directory, module in every.items():
        if directory not in called:
            found |= dict.fromkeys(_module(module, every, _DEEPEST))
    yield from found


def _module(module: Module, every: dict[str, Module], depth: int) -> Iterator[Finding]:
    images = dict(builds(module))
    used: set[str] = set()
    for name, place, command, architectures, reached in _functions(module):
        addresses = [a for a in images if a in reached or not reached.isdisjoint(images[a][1])]
        uses = [f for a in addresses for f in images[a][0] if isinstance(f, Use)]
        if len({(use.dockerfile, use.context) for use in uses}) != 1:
            if not addresses:
                text = f"{name}: its image is built elsewhere; no Dockerfile is named here"
                yield Unresolved(place, text)
            continue
        used.update(addresses)
        yield uses[0]._replace(
            purpose=Purpose.FUNCTION,
            function=name,
            place=place,
            command=command[0],
            entry_point=command[1],
            working_directory=command[2],
            platform=",".join(architectures) or uses[0].platform,
        )
    for address, (findings, _) in images.items():
        for finding in findings:
            if address not in used or isinstance(finding, Unresolved):
                yield finding
    for name, directory in module.called.items() if depth else ():
        child = every.get(directory)
        if child is not None:
            yield from _module(child.called_with(module.arguments(name)), every, depth - 1)


def _functions(
    module: Module,
) -> Iterator[
    tuple[str, Place, tuple[tuple[str, ...], tuple[str, ...], str], tuple[str, ...], set[str]]
]:
    """Image functions: name, place, what ImageConfig says, architectures, what is referred to."""
    for block, path in module.blocks:
        value = module.reader(block)
        if block.kind == "resource" and block.labels[:1] == ("aws_lambda_function",):
            config = block.first("image_config")
            within = module.reader(config) if config else value
            names = ("command", "entry_point", "working_directory") if config else ("", "", "")
        elif block.kind == "module" and "image_uri" in block.attributes:
            within = value
            names = tuple(
                f"image_config_{n}" for n in ("command", "entry_point", "working_directory")
            )
        else:
            continue
        if value("package_type") != "Image":
            continue
        words = (module.words(within(names[0])), module.words(within(names[1])))
        directory = within(names[2])
        yield (
            block.labels[-1],
            Place(path, block.line),
            (*words, directory if isinstance(directory, str) else ""),
            module.words(value("architectures")),
            module.reached(block.attributes.get("image_uri")),
        )

