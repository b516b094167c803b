"""Why a build failed, from what engines say."""

from __future__ import annotations

import pytest

from lambdafix.verify.build_faults import explained, is_syntax

RESOLVE = "ERROR: failed to solve: {0}: failed to resolve source metadata for {0}: {1}"


@pytest.mark.parametrize(
    ("image", "why", "message", "hint"),
    [
        ("docker.io/me/base:1", "401 Unauthorized", "may not be read", "`docker login`"),
        ("ghcr.io/me/base:1", "403 Forbidden", "may not be read", "`docker login ghcr.io`"),
        ("public.ecr.aws/lambda/python:9", "not found", "there is no image", "Is the name right?"),
        ("localhost:5000/a@sha256:12", "dial tcp: refused", "cannot be fetched", "Is the network"),
    ],
)
def test_an_image_that_cannot_be_had_is_named_with_what_to_do(
    image: str, why: str, message: str, hint: str
) -> None:
    found = explained(["x", RESOLVE.format(image, why)])
    assert image in found[0]
    assert message in found[0]
    assert hint in found[1]


def test_a_full_disk_is_said() -> None:
    assert (
        explained(["write /x: no space left on device", "ERROR: failed"])[0] == "the disk is full"
    )


def test_any_other_fault_is_the_engines_own_words() -> None:
    found = explained(["#7 2.1 oops", "ERROR: failed to solve: exit code: 3", "see the docs"])
    assert found[0] == "the build failed: ERROR: failed to solve: exit code: 3"


def test_only_the_frontends_image_is_the_syntax_lines() -> None:
    assert is_syntax([RESOLVE.format("docker.io/docker/dockerfile:1", "no such host")])
    assert not is_syntax([RESOLVE.format("docker.io/library/python:3", "no such host")])
