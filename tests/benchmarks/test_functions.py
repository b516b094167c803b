"""The program that holds `lambdafix functions` against what a person has read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benchmarks import functions

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Architectures: [arm64]}
    Metadata: {DockerContext: ., Dockerfile: fn/Dockerfile, DockerBuildTarget: fn}
"""
DOCKERFILE = 'FROM public.ecr.aws/lambda/python:3.13 AS fn\nCOPY app.py ./\nCMD ["app.handler"]\n'
RIGHT = {
    "repository": "a/shop",
    "kind": "SAM",
    "function": "Api",
    "dockerfile": "fn/Dockerfile",
    "context": ".",
    "handler": "app.handler",
    "architecture": "arm64",
    "target": "fn",
    "infrastructure": "template.yaml",
}


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    shop = tmp_path / "a+shop"
    for name, content in {
        ".git/HEAD": "",
        "template.yaml": TEMPLATE,
        "fn/Dockerfile": DOCKERFILE,
        "app.py": "def handler(event, context): ...\n",
    }.items():
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_text(content)
    return tmp_path


def page(clones: Path, *images: dict[str, Any]) -> str:
    return "\n".join(functions.page(clones, images))


def test_what_is_told_right_counts(clones: Path) -> None:
    text = page(clones, RIGHT)
    assert "| all | 1 | 8 | 8 |" in text
    assert "wanted" not in text.partition("functions.toml")[2]


@pytest.mark.parametrize(
    ("field", "wanted", "told"),
    [
        ("context", "fn", "."),
        ("handler", "app.other", "app.handler"),
        ("architecture", "", "arm64"),
        ("target", "last", "fn"),
        ("infrastructure", "build.sh", "template.yaml"),
        ("function", "Web", "Api"),
        ("left_alone", True, "-"),
    ],
)
def test_what_is_told_wrong_is_named(clones: Path, field: str, wanted: Any, told: str) -> None:
    text = page(clones, {**RIGHT, field: wanted})
    shown = {"": "-", True: "true"}.get(wanted, wanted)
    assert f"| a/shop: fn/Dockerfile | {field} | {shown} | {told} |" in text


def test_a_dockerfile_that_is_not_found_is_one_wrong_answer(clones: Path) -> None:
    text = page(clones, {**RIGHT, "dockerfile": "b/Dockerfile"})
    assert "| all | 1 | 1 | 0 |" in text
    assert "| a/shop: b/Dockerfile | dockerfile | b/Dockerfile | - |" in text


def test_a_repository_that_is_not_there_is_named(clones: Path) -> None:
    assert "Not there, and left out: b/none." in page(clones, {**RIGHT, "repository": "b/none"})


def test_each_image_that_is_wanted_says_what_is_asked() -> None:
    images = tomllib.loads(functions.WANTED.read_text())["image"]
    known = {*functions.FIELDS, "repository", "kind", "note"}
    assert all(image.keys() <= known for image in images)
    assert all(image.keys() >= {"repository", "kind", "dockerfile", "context"} for image in images)
    assert sum("left_alone" not in image for image in images) >= 30
    assert len({image["repository"] for image in images}) >= 8
