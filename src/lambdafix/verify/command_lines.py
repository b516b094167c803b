"""What to say to a container engine: docker, podman and buildah, each in its own words.

Sources: docs.docker.com/reference/cli/docker, docs.podman.io (podman-build, podman-run),
github.com/containers/buildah/docs (buildah-build, buildah-push).
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from signal import SIGHUP, SIGINT, Signals

from msgspec import Struct


class Kind(Enum):
    """An engine by the command line that it understands."""

    DOCKER = "docker"
    PODMAN = "podman"
    BUILDAH = "buildah"


class Build(Struct, frozen=True):
    """One build: a Dockerfile, the ignore file in force for it, the context, what to call it."""

    dockerfile: Path
    ignore: Path
    context: Path
    tag: str
    cold: bool = False  # run every step, whatever the cache has


class BuildOptions(Struct, frozen=True):
    """What the user asked for of every build."""

    builder: str = ""
    args: tuple[str, ...] = ()
    target: str = ""
    platform: str = ""
    more: tuple[str, ...] = ()  # handed on as they are


class Container(Struct, frozen=True):
    """One container to run an image in."""

    name: str
    image: str
    env: tuple[tuple[str, str], ...]
    memory: int  # MB
    scratch: int  # MB of /tmp


# Attestations make an image index of a single image, which Lambda does not take.
ENVIRONMENT = {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1", "DOCKER_BUILDKIT": "1"}


def version(kind: Kind) -> tuple[str, ...]:
    """Fails where a daemon is needed and does not answer, or where BuildKit is missing."""
    return ("version", "--format", "{{.Server.Version}}") if kind is Kind.DOCKER else ("version",)


def boot(builder: str) -> tuple[str, ...]:
    """Starts a builder of buildx that does not run yet; fails where it cannot be reached."""
    return "buildx", "inspect", "--bootstrap", builder


def where_images_are(kind: Kind) -> tuple[str, ...]:
    """Prints the directory, which is another machine's where the engine is remote."""
    named = "{{.DockerRootDir}}" if kind is Kind.DOCKER else "{{.Store.GraphRoot}}"
    return "info", "--format", named


def build(kind: Kind, what: Build, asked: BuildOptions) -> tuple[str, ...]:
    """The ignore file is `<Dockerfile>.dockerignore`, which docker finds by its name."""
    if kind is Kind.DOCKER:
        words = ["buildx", "build", "--load", "--progress=plain"]
        words += [f"--builder={asked.builder}"] if asked.builder else []
    else:
        words = ["build", "--format=docker", "--layers", "--force-rm"]
        words += [f"--ignorefile={what.ignore}"]
    words += ["--no-cache"] if what.cold else []
    words += [f"--build-arg={arg}" for arg in asked.args]
    words += [f"--target={asked.target}"] if asked.target else []
    words += [f"--platform={asked.platform}"] if asked.platform else []
    return (
        *words,
        *asked.more,
        f"--file={what.dockerfile}",
        f"--tag={what.tag}",
        f"{what.context}",
    )


def ending(kind: Kind) -> Signals:
    """The signal at which a build takes back what it has begun.

    At SIGINT podman ends at once: the step that runs, runs on, and its containers stay.
    """
    return SIGINT if kind is Kind.DOCKER else SIGHUP


def save(kind: Kind, image: str, archive: Path) -> tuple[str, ...]:
    """An archive as `docker save` writes it."""
    match kind:
        case Kind.DOCKER:
            return "image", "save", f"--output={archive}", image
        case Kind.PODMAN:
            return "image", "save", "--format=docker-archive", f"--output={archive}", image
        case Kind.BUILDAH:
            return "push", image, f"docker-archive:{archive}:{image}"


def run(what: Container, network: tuple[str, ...]) -> tuple[str, ...]:
    """As on Lambda: only /tmp can be written, no privileges, so much memory and no swap."""
    return (
        *("run", f"--name={what.name}", *network),
        *("--read-only", f"--tmpfs=/tmp:rw,exec,mode=1777,size={what.scratch}m"),
        *("--user=993:990", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
        *(f"--memory={what.memory}m", f"--memory-swap={what.memory}m"),
        *(f"--env={name}={value}" for name, value in what.env),
        what.image,
    )


def to_this_machine(kind: Kind, system: str) -> tuple[tuple[str, ...], str]:
    """Words that let a container reach the loopback of this machine, and its name in there.

    `system` is `platform.system()`. Off Linux containers live in a virtual machine, which has a
    name for the machine around it.
    """
    if system == "Linux":
        return ("--network=host",), "127.0.0.1"
    return (), "host.docker.internal" if kind is Kind.DOCKER else "host.containers.internal"


def out_of_memory(name: str) -> tuple[str, ...]:
    """Prints `true` where the kernel ended the container for its memory."""
    return "container", "inspect", "--format={{.State.OOMKilled}}", name


def describe(image: str) -> tuple[str, ...]:
    """Prints a list with one JSON object; docker and podman agree on what is read of it."""
    return "image", "inspect", image


def remove_container(name: str) -> tuple[str, ...]:
    return "container", "rm", "--force", "--volumes", name


def remove_images(kind: Kind, images: tuple[str, ...]) -> tuple[str, ...]:
    return ("rmi", *images) if kind is Kind.BUILDAH else ("image", "rm", "--force", *images)
