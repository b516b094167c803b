"""Images by name, in every spelling that Dockerfiles use."""

from __future__ import annotations

import pytest

from lambdafix.catalog.images import glibc_of_release, language_image, purpose, recognise
from lambdafix.catalog.loading import Seen
from lambdafix.catalog.runtimes import find

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("public.ecr.aws/lambda/python:3.12", "ecr"),
        ("amazon/aws-lambda-python:3.12", "hub"),
        ("docker.io/amazon/aws-lambda-python:3.12", "hub"),
        ("index.docker.io/amazon/aws-lambda-python:3.12", "hub"),
        ('"amazon/aws-lambda-python:3.12"', "hub"),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/lambda/python:3.12", "cache"),
    ],
)
def test_an_aws_base_is_known_in_every_spelling(text: str, registry: str) -> None:
    base = recognise(text)
    assert base is not None
    assert (base.family, base.version, base.registry) == ("python", "3.12", registry)
    assert base.runtime is find("python", "3.12")
    assert not base.floating


@pytest.mark.parametrize(
    ("tag", "version", "arch", "build", "preview"),
    [
        ("3.12", "3.12", None, None, False),
        ("3.12-x86_64", "3.12", "x86_64", None, False),
        ("3.12-arm64", "3.12", "arm64", None, False),
        ("3.11.2023.12.05.16", "3.11", None, "2023.12.05.16", False),
        ("3.11.2023.12.05.16-arm64", "3.11", "arm64", "2023.12.05.16", False),
        ("3.15-preview", "3.15", None, None, True),
        ("3.15-preview-arm64", "3.15", "arm64", None, True),
    ],
)
def test_what_a_tag_says(
    tag: str, version: str, arch: str | None, build: str | None, preview: bool
) -> None:
    base = recognise(f"public.ecr.aws/lambda/python:{tag}")
    assert base is not None
    assert (base.version, base.arch, base.build, base.preview) == (version, arch, build, preview)
    assert base.runtime is find("python", version)


def test_a_dated_tag_of_java_keeps_its_operating_system() -> None:
    base = recognise("public.ecr.aws/lambda/java:17.al2023.2026.07.17.17-x86_64")
    assert base is not None
    assert (base.version, base.build) == ("17.al2023", "2026.07.17.17")
    assert base.runtime is not None
    assert base.runtime.os == "AL2023"


@pytest.mark.parametrize("tag", ["3.16", "18-al2023", "4"])
def test_a_tag_newer_than_the_table_is_a_base_all_the_same(tag: str) -> None:
    base = recognise(f"public.ecr.aws/lambda/python:{tag}")
    assert base is not None
    assert base.version == tag
    assert base.runtime is None


@pytest.mark.parametrize("text", ["amazon/aws-lambda-python", "amazon/aws-lambda-python:latest"])
def test_a_base_without_a_version_floats(text: str) -> None:
    base = recognise(text)
    assert base is not None
    assert base.version is None
    assert base.runtime is None
    assert base.floating


def test_a_digest_alone_hides_the_version_and_does_not_float() -> None:
    base = recognise(f"public.ecr.aws/lambda/python@{DIGEST}")
    assert base is not None
    assert (base.version, base.digest, base.floating) == (None, DIGEST, False)


def test_a_digest_beside_a_tag_is_kept() -> None:
    base = recognise(f"public.ecr.aws/lambda/python:3.12@{DIGEST}")
    assert base is not None
    assert (base.version, base.digest) == ("3.12", DIGEST)


def test_a_variable_in_the_tag_hides_the_version() -> None:
    base = recognise("public.ecr.aws/lambda/python:${PYTHON_VERSION}")
    assert base is not None
    assert (base.version, base.floating) == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "python:3.12",
        "lambda/python:3.12",
        "example.com/lambda/python:3.12",
        "public.ecr.aws/lambda/microvms:al2023-minimal",
        "public.ecr.aws/sam/build-python3.12",
        "scratch",
        "build",
        "",
        "${BASE}",
    ],
)
def test_what_is_no_aws_base(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("text", "version", "variant", "release", "system"),
    [
        ("python:3.12", "3.12", "", None, "debian"),
        ("python:3.12-slim", "3.12", "slim", None, "debian"),
        ("python:3.12-slim-bookworm", "3.12", "slim", "bookworm", "debian"),
        ("python:3.12-bookworm", "3.12", "", "bookworm", "debian"),
        ("python:3.12.1-alpine3.19", "3.12", "alpine", "alpine3.19", "alpine"),
        ("python:3.12-alpine", "3.12", "alpine", None, "alpine"),
        ("python:3.12-windowsservercore", "3.12", "windowsservercore", None, "windows"),
        ("public.ecr.aws/docker/library/python:3.12", "3.12", "", None, "debian"),
        ("docker.io/library/python:3.12", "3.12", "", None, "debian"),
        ("library/python:3.12", "3.12", "", None, "debian"),
        ("python", None, "", None, "debian"),
        ("python:3", None, "", None, "debian"),
        ("python:slim", None, "slim", None, "debian"),
        ("python:latest", None, "", None, "debian"),
        (f"python:3.12@{DIGEST}", "3.12", "", None, "debian"),
    ],
)
def test_an_official_python_image(
    text: str, version: str | None, variant: str, release: str | None, system: str
) -> None:
    image = language_image(text)
    assert image is not None
    assert image.family == "python"
    assert (image.version, image.variant, image.release) == (version, variant, release)
    assert image.os == system


@pytest.mark.parametrize("tag", ["3.15-rc-slim", "3.15.0rc2-slim", "3.15.0a1"])
def test_a_prerelease_is_marked(tag: str) -> None:
    image = language_image(f"python:{tag}")
    assert image is not None
    assert image.prerelease
    assert image.version == "3.15"


@pytest.mark.parametrize("name", ["python:3.12", "node:22"])
def test_only_the_full_image_brings_compilers(name: str) -> None:
    compilers = {
        variant: image.compilers
        for variant in ("", "-bookworm", "-slim", "-alpine")
        if (image := language_image(f"{name}{variant}"))
    }
    assert compilers == {"": True, "-bookworm": True, "-slim": False, "-alpine": False}


@pytest.mark.parametrize(
    ("text", "family", "version"),
    [
        ("node:20-bookworm", "nodejs", "20"),
        ("ruby:3.4-slim", "ruby", "3.4"),
        ("eclipse-temurin:17-jre", "java", "17"),
        ("golang:1.24", "go", "1.24"),
    ],
)
def test_other_language_images_name_the_family_of_aws(text: str, family: str, version: str) -> None:
    image = language_image(text)
    assert image is not None
    assert (image.family, image.version) == (family, version)


@pytest.mark.parametrize(
    "text",
    ["acme/python:3.12", "ghcr.io/acme/python:3.12", "public.ecr.aws/lambda/python:3.12", "ubuntu"],
)
def test_what_is_no_official_language_image(text: str) -> None:
    assert language_image(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("public.ecr.aws/sam/build-python3.12:latest", "sam-build"),
        ("amazon/aws-sam-cli-build-image-python3.8", "sam-build"),
        ("lambci/lambda:build-python3.8", "sam-build"),
        ("amazon/aws-sam-cli-emulation-image-python3.8", "sam-emulation"),
        ("public.ecr.aws/awsguru/aws-lambda-adapter:0.8.4", "web-adapter"),
        ("public.ecr.aws/lambda/microvms:al2023-minimal", "microvm"),
        ("bref/php-83-fpm:2", "bref"),
        ("ghcr.io/astral-sh/uv:0.5.1", "uv"),
        ("amazonlinux:2023", "amazonlinux"),
        ("public.ecr.aws/amazonlinux/amazonlinux:2023", "amazonlinux"),
        ("gcr.io/distroless/python3-debian12", "distroless"),
        ("ubuntu:24.04", "operating-system"),
        ("docker.io/library/debian:bookworm-slim", "operating-system"),
    ],
)
def test_an_image_tells_what_a_file_is_for(text: str, name: str) -> None:
    known = purpose(text)
    assert known is not None
    assert known.name == name
    assert known.says


@pytest.mark.parametrize(
    "text", ["acme/ubuntu", "python:3.12", "public.ecr.aws/lambda/python:3.12"]
)
def test_an_image_that_tells_nothing(text: str) -> None:
    assert purpose(text) is None


def test_the_glibc_of_a_release_says_how_well_it_is_known() -> None:
    assert glibc_of_release("bookworm") == ("2.36", Seen.SEEN)
    assert glibc_of_release("woody") is None
