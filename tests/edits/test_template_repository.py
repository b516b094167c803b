"""A template that names repositories: only the address before the tag changes."""

from __future__ import annotations

import json

import pytest

from lambdafix.edits.template_repository import with_repository

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
SHARED = f"{REGISTRY}/functions"
BUILT = "    Metadata: {DockerContext: ., Dockerfile: Dockerfile}\n"


def template(image: str, name: str = "Api", metadata: str = BUILT) -> str:
    return (
        f"  {name}: # ours\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      PackageType:   Image\n      ImageUri: {image}\n{metadata}"
    )


@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("tag", ["", ":v1", "@sha256:" + "0" * 64])
def test_the_address_of_a_function_that_sam_builds_is_replaced(
    quote: str, newline: str, tag: str
) -> None:
    text = "Resources:\n" + template(
        f"{quote}{REGISTRY}/a\u00fc{tag}{quote} # x".replace("\u00fc", "")
    )
    text = ("# \u00fcber\n" + text).replace("\n", newline)
    found = with_repository(text, ["Api"], SHARED, json=False)
    assert found.text == text.replace(f"{REGISTRY}/a", SHARED)
    assert found.text != text
    assert found.refused == ()


@pytest.mark.parametrize(
    "text",
    [
        template("!Ref Image"),
        template("hello:latest"),
        template(f"{REGISTRY.replace('eu', 'us')}/a:1"),
        template(f"{SHARED}:1"),
        template(f"{REGISTRY}/a:1", metadata=""),
        template(f"{REGISTRY}/a:1", name="Other"),
        template(f'"{REGISTRY}/\\x61:1"'),
    ],
)
def test_what_is_computed_or_pushed_by_others_stays(text: str) -> None:
    text = f"Resources:\n{text}"
    assert with_repository(text, ["Api"], SHARED, json=False) == (text, ())


def test_two_functions_do_not_come_to_name_one_image() -> None:
    text = "Resources:\n" + template(f"{REGISTRY}/a:1") + template(f"{REGISTRY}/b:1", "Job")
    found = with_repository(text, ["Api", "Job"], SHARED, json=False)
    assert found.text == text
    assert [line for line, _ in found.refused] == [6, 12]


def test_json_is_edited_in_its_place() -> None:
    resource = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"PackageType": "Image", "Code": {"ImageUri": f"{REGISTRY}/a:1"}},
        "Metadata": {"DockerContext": ".", "Dockerfile": "Dockerfile"},
    }
    text = json.dumps({"Resources": {"Api": resource}}, indent="\t")
    found = with_repository(text, ["Api"], SHARED, json=True)
    assert found.text == text.replace(f"{REGISTRY}/a", SHARED)


def test_what_is_no_template_stays() -> None:
    assert with_repository("a: [", ["Api"], SHARED, json=False).text == "a: ["
