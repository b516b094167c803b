"""What the infrastructure says of a Dockerfile: who builds it, where, and for which function."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from lambdafix.regex import regex


class Builder(Enum):
    """What hands the Dockerfile to a build; the value is what a person calls it.

    `sam build` and Terraform's docker provider use the classic builder of the Docker API unless
    they are told otherwise; the others call a command line, which is BuildKit since Docker 23.
    Source: aws-sam-cli app_builder.py (2026-07), kreuzwerker/docker's docs, moby release notes.
    """

    SAM = "sam"
    SAM_BUILDKIT = "sam --use-buildkit"
    CDK = "cdk"
    SERVERLESS = "serverless"
    TERRAFORM = "terraform"
    TERRAFORM_BUILDX = "terraform buildx"
    COMPOSE = "compose"
    BAKE = "bake"
    DOCKER = "docker build"
    BUILDX = "buildx"
    PODMAN = "podman"
    KANIKO = "kaniko"

    @property
    def classic(self) -> bool:
        """Whether the classic builder may read the file: no RUN --mount, no here-documents."""
        return self in (Builder.SAM, Builder.TERRAFORM)


SAM = (Builder.SAM, Builder.SAM_BUILDKIT)


class Purpose(Enum):
    """What the image that is built is for, as far as the place that builds it says so."""

    FUNCTION = "function"
    BUNDLE = "bundle"  # the image packs an archive; it is not deployed
    SERVICE = "service"  # a container service runs it, not Lambda
    IMAGE = "image"  # it is built; where it runs is not said there


class Place(NamedTuple):
    """Where something is said: an absolute path and a line, 1 the first, 0 the whole file."""

    path: str
    line: int


class Destination(NamedTuple):
    """The repository that an image is pushed to.

    `repository` is equal for two images exactly if both go to the same one: an address, or a name
    that only the tree gives meaning to. `shown` is what a person calls it, `place` what says so.
    """

    repository: str
    shown: str
    place: Place

    @property
    def registry(self) -> str:
        """`ACCOUNT.dkr.ecr.REGION.amazonaws.com`; empty where the files do not say it."""
        return registry_of(self.repository)


_ECR = regex(r"\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws|on\.aws)[a-z.]*(?=/)")


def registry_of(address: str) -> str:
    """The ECR registry of an address, or nothing."""
    match = _ECR.match(address)
    return match[0] if match else ""


class Use(NamedTuple):
    """One build of one Dockerfile that is there. Paths are absolute and clean.

    `function` is its logical name: empty where none is named, `?` where the name is computed.
    `command`, `entry_point` and `working_directory` override the Dockerfile's. `platform` is as
    written (`linux/arm64`, `arm64`, `x86_64`); several are joined by commas.
    """

    dockerfile: str
    context: str
    builder: Builder
    place: Place
    purpose: Purpose = Purpose.IMAGE
    function: str = ""
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    working_directory: str = ""
    platform: str = ""
    target: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    destination: Destination | None = None  # None: not said where it is built or run
    one_of: bool = False  # said with a part left open: it is one of the files that fit

    @property
    def architecture(self) -> str:
        """`x86_64` or `arm64`, both joined by a comma; empty where it is not said or unknown."""
        found = (_ARCHITECTURES.get(word.strip()) for word in self.platform.split(","))
        return ",".join(dict.fromkeys(word for word in found if word))


class Unresolved(NamedTuple):
    """Something that could not be read or followed, in words; nothing was assumed instead."""

    place: Place
    text: str


Finding = Use | Unresolved

_ARCHITECTURES = {
    "x86_64": "x86_64",
    "amd64": "x86_64",
    "linux/amd64": "x86_64",
    "linux/x86_64": "x86_64",
    "arm64": "arm64",
    "aarch64": "arm64",
    "linux/arm64": "arm64",
    "linux/arm64/v8": "arm64",
    "linux/aarch64": "arm64",
}
