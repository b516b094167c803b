"""What the readers of CDK programs share: which calls build images, and where paths begin.

Source: aws-cdk-lib aws-lambda/lib/code.ts, image-function.ts and aws-ecr-assets/lib/image-asset.ts
(2026-07); the Python names are jsii's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.patterns import known_text
from lambdafix.context.infrastructure.tree import Tree
from lambdafix.context.infrastructure.uses import (
    Builder,
    Destination,
    Finding,
    Place,
    Purpose,
    Use,
)

# Method or class -> what the image is for, and the place of the directory among the arguments.
CALLS = {
    "fromImageAsset": (Purpose.FUNCTION, 0),
    "fromAssetImage": (Purpose.FUNCTION, 0),
    "DockerImageAsset": (Purpose.IMAGE, 2),
    "fromDockerBuild": (Purpose.BUNDLE, 0),
}
# These names have other owners too: the owner's name decides.
OWNED_CALLS = {
    ("ContainerImage", "fromAsset"): (Purpose.SERVICE, 0),
    ("DockerImage", "fromBuild"): (Purpose.BUNDLE, 0),
    ("BundlingDockerImage", "fromAsset"): (Purpose.BUNDLE, 0),
}
# What hands on an asset that was made before.
HANDED = ("ContainerImage", "fromDockerImageAsset")
# What takes such code: DockerImageFunction, and Function with Handler.FROM_IMAGE.
FUNCTION_CLASSES = ("DockerImageFunction", "Function", "CfnFunction", "SingletonFunction")


class Function(NamedTuple):
    """A DockerImageFunction around the code: its id and its architecture as written."""

    name: str
    architecture: str


def built(
    purpose: Purpose,
    directory: Any,
    options: Mapping[str, Any],
    functions: Sequence[Function],
    path: str,
    line: int,
    tree: Tree,
) -> Iterator[Finding]:
    """The uses of one call; `options` are named as in TypeScript."""
    file = options.get("file", "")
    pairs = options.get("buildArgs")
    build = Build(
        directory if isinstance(directory, str) else None,
        file if isinstance(file, str) else None,
        file_in_context=True,
        target=known_text(options.get("target")) or "",
        platform=_platform(known_text(options.get("platform"))),
        arguments=tuple(
            (k, known_text(v) or "") for k, v in (pairs.items() if isinstance(pairs, dict) else ())
        ),
    )
    place = Place(path, line)
    for found in use_of(build, starts(path, tree), Builder.CDK, place, purpose):
        finding = found
        if isinstance(found, Use) and purpose is not Purpose.BUNDLE:
            finding = found._replace(destination=assets_of(place))
        if not isinstance(finding, Use) or not functions or finding.purpose is not Purpose.FUNCTION:
            yield finding
            continue
        yield from (_run(finding, function, options) for function in functions)


def assets_of(place: Place) -> Destination:
    """Where assets go, unless a synthesizer of the program's own says otherwise: one repository for
    an account and Region, made by `cdk bootstrap` (aws/aws-cdk issues 8483 and 10688)."""
    return Destination("cdk", "the repository of cdk bootstrap", place)


def starts(path: str, tree: Tree) -> list[str]:
    """Where the program may be run: beside the nearest cdk.json, else anywhere above the file."""
    above = [os.path.dirname(path)]
    while above[-1] != tree.root and above[-1] != os.path.dirname(above[-1]):
        above.append(os.path.dirname(above[-1]))
    beside = next((d for d in above if os.path.isfile(os.path.join(d, "cdk.json"))), None)
    return [beside] if beside else above


def purpose_of(owner: str, name: str) -> tuple[Purpose, int] | None:
    """What a call `owner.name(...)` builds, its name as in TypeScript, or None."""
    return CALLS.get(name) or OWNED_CALLS.get((owner.rpartition(".")[2], name))


def _run(use: Use, function: Function, options: Mapping[str, Any]) -> Use:
    platform = use.platform or function.architecture.rpartition(".")[2].lower().replace("_64", "64")
    return use._replace(
        function=function.name,
        command=_words(options.get("cmd")),
        entry_point=_words(options.get("entrypoint")),
        working_directory=known_text(options.get("workingDirectory")) or "",
        platform=platform.replace("x8664", "x86_64"),
    )


def _platform(text: str | None) -> str:
    """`Platform.LINUX_ARM64` and `linux/arm64` alike as `linux/arm64`."""
    return (text or "").rpartition(".")[2].lower().replace("linux_", "linux/")


def _words(value: Any) -> tuple[str, ...]:
    words = [known_text(word) for word in value] if isinstance(value, list) else []
    known = tuple(word for word in words if word is not None)
    return known if len(known) == len(words) else ()
