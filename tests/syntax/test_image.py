"""Image references: what is the registry, the name, the tag."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from lambdafix.syntax.image import ImageReference

DIGEST = "sha256:" + "0a" * 32


def read(text: str) -> ImageReference:
    reference = ImageReference.parse(text)
    assert reference is not None
    assert str(reference) == text
    return reference


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("python", "docker.io", "library/python", "", ""),
        ("python:3.12-slim", "docker.io", "library/python", "3.12-slim", ""),
        ("amazon/aws-lambda-python:3.12", "docker.io", "amazon/aws-lambda-python", "3.12", ""),
        ("public.ecr.aws/lambda/python:3.12", "public.ecr.aws", "lambda/python", "3.12", ""),
        ("localhost:5000/a/b", "localhost:5000", "a/b", "", ""),
        ("localhost/a", "localhost", "a", "", ""),
        (f"reg.io:443/a:1.2@{DIGEST}", "reg.io:443", "a", "1.2", DIGEST),
        (f"python@{DIGEST}", "docker.io", "library/python", "", DIGEST),
        ("python:${V}-slim", "docker.io", "library/python", "${V}-slim", ""),
        ("python:${V:-3.9}", "docker.io", "library/python", "${V:-3.9}", ""),
    ],
)
def test_a_reference_has_its_parts(
    text: str, registry: str, repository: str, tag: str, digest: str
) -> None:
    found = read(text)
    assert (found.registry, found.repository) == (registry, repository)
    assert (found.tag, found.digest) == (tag, digest)


def test_a_port_is_no_tag() -> None:
    assert read("localhost:5000/python").tag == ""


@pytest.mark.parametrize(
    "text", ["library/python:3", "docker.io/python:3", "index.docker.io/library/python:3"]
)
def test_short_and_long_forms_of_docker_hub_are_one(text: str) -> None:
    assert read(text) == read("python:3")


def test_another_tag_is_another_image() -> None:
    assert read("python:3.11") != read("python:3.12")


def test_a_new_tag_keeps_the_spelling_of_the_name() -> None:
    assert str(replace(read("python:3.11"), tag="3.12")) == "python:3.12"
    moved = replace(read("python:3.11"), registry="public.ecr.aws", repository="lambda/python")
    assert str(moved) == "public.ecr.aws/lambda/python:3.11"


def test_the_name_is_the_last_part() -> None:
    assert read("amazon/aws-lambda-python").name == "aws-lambda-python"


@pytest.mark.parametrize(
    "text", ["", "Python", "python:", "a:b:c", "a:b/c/d", "$BASE", "a b", "python@sha256:1", "a//b"]
)
def test_what_no_image_can_be_called_is_none(text: str) -> None:
    assert ImageReference.parse(text) is None
