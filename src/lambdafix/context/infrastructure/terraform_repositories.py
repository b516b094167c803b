"""Which ECR repository Terraform pushes an image to, by the resources that its address leads to.

Source: hashicorp/aws `aws_ecr_repository`, terraform-aws-lambda modules/docker-build (2026-06):
`create_ecr_repo` makes one for each call, else `ecr_repo` names one that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.hcl import Block
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.terraform_module import Module
from lambdafix.context.infrastructure.uses import Destination, Place, registry_of
from lambdafix.regex import regex

_NAME = regex(r"\.amazonaws\.com(?:\.cn)?/([^:@]+)")


def destination(module: Module, reached: Iterable[str]) -> Destination | None:
    """The one repository among these addresses; None where there is none or several, or where one
    block stands for several (`for_each`, `count`)."""
    addresses = frozenset(reached)
    found = {d.repository: d for d in _destinations(module, addresses) if d}  # the first says it
    return next(iter(found.values())) if len(found) == 1 else None


def _destinations(module: Module, reached: frozenset[str]) -> Iterator[Destination | None]:
    for block, path in module.blocks:
        address = ".".join(block.labels[:2]) if block.kind != "module" else ""
        address = address or f"module.{''.join(block.labels[:1])}"
        if address not in reached or {"for_each", "count"} & block.attributes.keys():
            continue
        place = Place(path, block.line)
        if block.kind in ("resource", "data") and address.startswith("aws_ecr_repository."):
            yield _of_resource(module, block, address, place)
        elif address.startswith(("docker_image.", "docker_registry_image.")):
            yield _of_name(module, block, place)
        elif block.kind == "module" and "source_path" in block.attributes:
            yield _of_module(module, block, address, place)


def _of_resource(module: Module, block: Block, address: str, place: Place) -> Destination:
    name = module.reader(block)("name")
    known = isinstance(name, str) and UNKNOWN not in name
    called = f"{address} ({name})" if known else address
    return Destination(f"{module.root} {name if known else address}", called, place)


def _of_name(module: Module, block: Block, place: Place) -> Destination | None:
    """By the name that an image is pushed under, its account and Region often computed."""
    name = module.reader(block)("name")
    match = _NAME.search(name) if isinstance(name, str) else None
    if match is None or UNKNOWN in match[1]:
        return None
    registry = registry_of(name)
    repository = f"{registry}/{match[1]}" if registry else f"{module.root} {match[1]}"
    return Destination(repository, repository if registry else match[1], place)


def _of_module(module: Module, block: Block, address: str, place: Place) -> Destination | None:
    value = module.reader(block)
    name = value("ecr_repo")
    if isinstance(name, str) and UNKNOWN not in name:
        return Destination(f"{module.root} {name}", name, place)
    made = "create_ecr_repo" in block.attributes and value("create_ecr_repo") not in ("false", None)
    return Destination(f"{module.root} {address}", f"{address} makes one", place) if made else None
