"""What a Terraform module builds: images by the docker provider, a module, or a local command."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.context.infrastructure import build_commands
from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.hcl import Block, Value, references
from lambdafix.context.infrastructure.patterns import known_text
from lambdafix.context.infrastructure.scripts import scripts_called
from lambdafix.context.infrastructure.shell_lines import UNKNOWN, Here
from lambdafix.context.infrastructure.terraform_module import Module
from lambdafix.context.infrastructure.tree import below
from lambdafix.context.infrastructure.uses import Builder, Finding, Place
from lambdafix.regex import regex

_DOCKER_BUILD = regex(r"terraform-aws-(?:modules/)?lambda.*docker-build|modules/docker-build")

Built = tuple[list[Finding], set[str]]  # its uses, and the image repositories that it names


def builds(module: Module) -> Iterator[tuple[str, Built]]:
    """Address -> what is built there."""
    for block, path in module.blocks:
        place = Place(path, block.line)
        found: list[Finding] = []
        if block.kind == "module" and _builds_images(module, block):
            build = _from_module(module, block)
            builder = _builder(module.reader(block)("builder"))
            found = list(use_of(build, [module.root], builder, place))
        elif block.kind == "resource" and block.labels[:1] == ("docker_image",):
            inner = block.first("build")
            if inner is not None:
                builder = _builder(module.reader(inner)("builder"))
                build = _from_provider(module, inner)
                found = list(use_of(build, [module.root], builder, place))
        elif block.kind in ("resource", "data"):
            found = list(_from_commands(module, block, path))
        if found:
            address = ".".join(block.labels[:2]) if block.kind != "module" else ""
            yield address or f"module.{block.labels[0]}", (found, _repositories(block))


def _builds_images(module: Module, block: Block) -> bool:
    source = module.reader(block)("source")
    # A local docker-build module is read itself, with the values of this call.
    return (
        isinstance(source, str)
        and _DOCKER_BUILD.search(source) is not None
        and ("source_path" in block.attributes)
    )


def _from_module(module: Module, block: Block) -> Build:
    value = module.reader(block)
    return Build(
        known_text(value("source_path")),
        known_text(value("docker_file_path")) if "docker_file_path" in block.attributes else "",
        file_in_context=None,  # the provider takes a path from the working directory, too
        target=known_text(value("build_target")) or "",
        platform=known_text(value("platform")) or "",
        arguments=_pairs(value("build_args")),
    )


def _from_provider(module: Module, block: Block) -> Build:
    value = module.reader(block)
    return Build(
        known_text(value("context")),
        known_text(value("dockerfile")) if "dockerfile" in block.attributes else "",
        file_in_context=None,  # the provider takes a path from the working directory, too
        target=known_text(value("target")) or "",
        platform=known_text(value("platform")) or "",
        arguments=_pairs(value("build_args") or value("build_arg")),
    )


def _from_commands(module: Module, block: Block, path: str) -> Iterator[Finding]:
    for inner in (block, *block.blocks):
        value = module.reader(inner)
        command = value("command") if "command" in inner.attributes else None
        if not isinstance(command, str):
            continue
        directory = value("working_dir") if "working_dir" in inner.attributes else "."
        known = isinstance(directory, str) and UNKNOWN not in directory
        here = Here((below(module.root, directory),) if known else ())
        line = inner.attributes["command"].start_point[0] + 1
        line += command.startswith("\n")
        text = command.removeprefix("\n")
        yield from build_commands.uses(text, path, line, here, {})
        for script, words in scripts_called(text, here):
            for finding in build_commands.uses(script, path, 0, here, words):
                yield finding._replace(place=Place(path, line))  # where its words are given


def _repositories(block: Block) -> set[str]:
    """The `aws_ecr_repository` resources that a build names anywhere."""
    nodes = [n for b in (block, *block.blocks) for n in b.attributes.values()]
    names = {address for node in nodes for name in references(node) for address in [name]}
    return {
        ".".join(name.split(".")[:2]) for name in names if name.startswith("aws_ecr_repository.")
    }


def _builder(value: Value) -> Builder:
    return Builder.TERRAFORM_BUILDX if value else Builder.TERRAFORM


def _pairs(value: Value) -> tuple[tuple[str, str], ...]:
    entries = value.items() if isinstance(value, dict) else ()
    return tuple((name, known_text(word) or "") for name, word in entries)
