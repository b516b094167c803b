"""The user's own registries stand for others, within a run."""

from __future__ import annotations

from lambdafix.catalog.images import base_image_beside, language_image, recognise
from lambdafix.catalog.mirrors import mirrored, original, through_mirror
from lambdafix.catalog.runtimes import find

MIRRORS = (("registry.example.com/hub", "docker.io"), ("registry.example.com", "public.ecr.aws"))


def test_the_longest_prefix_says_what_an_image_is() -> None:
    with mirrored(MIRRORS):
        assert original("registry.example.com/hub/library/node:22") == "docker.io/library/node:22"
        assert original("registry.example.com/lambda/go:1") == "public.ecr.aws/lambda/go:1"
        assert original("registry.example.com.evil/x") == "registry.example.com.evil/x"
    assert original("registry.example.com/lambda/go:1") == "registry.example.com/lambda/go:1"


def test_an_image_is_got_from_the_mirror_of_its_registry() -> None:
    with mirrored(MIRRORS):
        assert through_mirror("public.ecr.aws/lambda/go:1") == "registry.example.com/lambda/go:1"
        assert through_mirror("quay.io/a/b") == "quay.io/a/b"


def test_awss_images_are_got_from_a_mirror_of_docker_hub_where_aws_has_none() -> None:
    runtime = find("python", "3.13")
    assert runtime is not None
    hub, aws = ("m.example/hub", "docker.io"), ("m.example/aws", "public.ecr.aws")
    on_hub, official = "m.example/hub/python:3.13", ("m.example/hub", "docker.io/library")
    for mirrors, old, expected in [
        ((hub,), on_hub, "m.example/hub/amazon/aws-lambda-python:3.13"),
        ((hub, aws), on_hub, "m.example/aws/lambda/python:3.13"),
        ((hub,), "python:3.13", runtime.image),
        ((official,), on_hub, runtime.image),
    ]:
        with mirrored(mirrors):
            assert base_image_beside(runtime, old) == expected


def test_images_of_a_mirror_are_known() -> None:
    with mirrored(MIRRORS):
        node = language_image("registry.example.com/hub/library/node:22-slim")
        base = recognise("registry.example.com/lambda/python:3.12")
    assert node is not None
    assert (node.family, node.version) == ("nodejs", "22")
    assert base is not None
    assert (base.family, base.registry) == ("python", "mirror")
    assert recognise("registry.example.com/lambda/python:3.12") is None
