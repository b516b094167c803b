"""What is said to each engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from lambdafix.verify.command_lines import (
    Build,
    BuildOptions,
    Container,
    Kind,
    build,
    run,
    to_this_machine,
)

WHAT = Build(Path("/t/a.Dockerfile"), Path("/t/a.Dockerfile.dockerignore"), Path("/c"), "x:1")
ASKED = BuildOptions("", ("A=1",), "prod", "linux/arm64", ("--secret=id=a",))


def test_docker_builds_with_buildkit_and_loads_the_image() -> None:
    assert " ".join(build(Kind.DOCKER, WHAT, BuildOptions("far"))) == (
        "buildx build --load --progress=plain --builder=far --file=/t/a.Dockerfile --tag=x:1 /c"
    )


@pytest.mark.parametrize("kind", [Kind.PODMAN, Kind.BUILDAH])
def test_the_others_keep_layers_and_get_the_ignore_file_by_its_path(kind: Kind) -> None:
    words = build(kind, WHAT, ASKED)
    assert {"--layers", "--format=docker", "--ignorefile=/t/a.Dockerfile.dockerignore"} < {*words}
    assert "--force-rm" in words
    assert "--no-cache" not in words
    assert "--no-cache" in build(kind, replace(WHAT, cold=True), ASKED)


@pytest.mark.parametrize("kind", Kind)
def test_what_the_user_asks_for_is_handed_on(kind: Kind) -> None:
    wanted = {"--build-arg=A=1", "--target=prod", "--platform=linux/arm64", "--secret=id=a"}
    assert wanted < {*build(kind, WHAT, ASKED)}


def test_a_function_has_what_it_has_on_lambda() -> None:
    words = run(Container("n", "x:1", (("A", "1"),), 512, 64), ("--network=host",))
    assert {"--read-only", "--user=993:990", "--cap-drop=ALL", "--memory=512m"} < {*words}
    assert words[-1] == "x:1"
    assert "--env=A=1" in words


@pytest.mark.parametrize(
    ("kind", "system", "network", "host"),
    [
        (Kind.DOCKER, "Linux", ("--network=host",), "127.0.0.1"),
        (Kind.DOCKER, "Darwin", (), "host.docker.internal"),
        (Kind.PODMAN, "Darwin", (), "host.containers.internal"),
    ],
)
def test_a_container_reaches_the_loopback(
    kind: Kind, system: str, network: tuple[str, ...], host: str
) -> None:
    assert to_this_machine(kind, system) == (network, host)
