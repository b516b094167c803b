"""Where each tool pushes a function's image, as far as its files say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Destination, Place
from tests.infrastructure_support import told

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties: {{PackageType: Image}}
    Metadata: {{DockerContext: ., Dockerfile: Dockerfile}}
"""
TEMPLATE = "Resources:\n" + FUNCTION.format(name="Api") + FUNCTION.format(name="Job")


def sam(root: Path, configuration: str) -> list[Destination | None]:
    files = {"template.yaml": TEMPLATE, "Dockerfile": "", "samconfig.toml": configuration}
    return [use.destination for use in told(root, files).uses]


def test_one_repository_is_that_of_all_functions(tmp_path: Path) -> None:
    text = f'[default.deploy.parameters]\nimage_repository = "{REGISTRY}/all"\n'
    place = Place(str(tmp_path / "samconfig.toml"), 2)
    found = sam(tmp_path, text)
    assert found == [Destination(f"{REGISTRY}/all", f"{REGISTRY}/all", place)] * 2
    assert found[0] is not None
    assert found[0].registry == REGISTRY


def test_a_list_names_one_for_each_and_none_for_who_is_not_in_it(tmp_path: Path) -> None:
    text = f'[default.deploy.parameters]\nimage_repositories = ["Api={REGISTRY}/a"]\n'
    first, second = sam(tmp_path, text)
    assert first is not None
    assert (first.repository, second) == (f"{REGISTRY}/a", None)


def test_sam_makes_one_for_each(tmp_path: Path) -> None:
    first, second = sam(tmp_path, "[default.deploy.parameters]\nresolve_image_repos = true\n")
    assert first is not None
    assert second is not None
    assert first.repository != second.repository
    assert (first.shown, first.registry) == ("SAM makes one for Api", "")


@pytest.mark.parametrize(
    "text",
    [
        "[default.deploy.parameters]\nimage_repositories = []\n",
        "[default.deploy.parameters]\nregion = 'x'\n",
        f"[default.deploy.parameters]\nimage_repository = '{REGISTRY}/a'\n"
        "resolve_image_repos = true\n",
    ],
)
def test_what_sam_would_not_take_says_nothing(tmp_path: Path, text: str) -> None:
    assert sam(tmp_path, text) == [None, None]


def test_a_command_says_more_than_global_and_default_more_than_others(tmp_path: Path) -> None:
    text = f"""\
[prod.deploy.parameters]
image_repository = "{REGISTRY}/prod"
[default.global.parameters]
image_repository = "{REGISTRY}/global"
[default.deploy.parameters]
image_repository = "{REGISTRY}/deploy"
"""
    assert {d.repository for d in sam(tmp_path, text) if d} == {f"{REGISTRY}/deploy"}


def test_serverless_has_one_for_a_service_and_stage(tmp_path: Path) -> None:
    service = """\
service: Shop
provider:
  name: aws
  stage: dev
  ecr: {images: {base: {path: ./}}}
functions:
  a: {image: {name: base}}
  b: {image: {name: base, command: [b.b]}}
"""
    found = told(tmp_path, {"serverless.yml": service, "Dockerfile": ""}).uses
    assert {use.destination.shown for use in found if use.destination} == {"serverless-shop-dev"}
    assert len({use.destination.repository for use in found if use.destination}) == 1


def test_cdk_pushes_all_assets_to_one(tmp_path: Path) -> None:
    program = """\
DockerImageFunction(self, "A", code=DockerImageCode.from_image_asset("a"))
DockerImageFunction(self, "B", code=DockerImageCode.from_image_asset("b"))
"""
    files = {"cdk.json": "{}", "app.py": program, "a/Dockerfile": "", "b/Dockerfile": ""}
    found = told(tmp_path, files).uses
    assert [use.destination.repository if use.destination else "" for use in found] == ["cdk"] * 2


def lambda_of(name: str, repository: str) -> str:
    return f"""\
resource "aws_lambda_function" "{name}" {{
  package_type = "Image"
  image_uri    = "${{aws_ecr_repository.{repository}.repository_url}}:x"
  depends_on   = [docker_image.{name}]
}}
resource "docker_image" "{name}" {{
  name = "${{aws_ecr_repository.{repository}.repository_url}}:x"
  build {{
    context = "{name}"
  }}
}}
"""


def test_terraform_is_followed_to_the_resource(tmp_path: Path) -> None:
    main = 'resource "aws_ecr_repository" "one" {\n  name = "shop/one"\n}\n'
    main += (
        'resource "aws_ecr_repository" "many" {\n  for_each = toset(["a"])\n  name = each.key\n}\n'
    )
    main += lambda_of("a", "one") + lambda_of("b", 'many["a"]')
    found = told(tmp_path, {"main.tf": main, "a/Dockerfile": "", "b/Dockerfile": ""}).uses
    shown = {use.function: use.destination.shown if use.destination else "" for use in found}
    assert shown == {"a": "aws_ecr_repository.one (shop/one)", "b": ""}


def test_the_docker_build_module_makes_one_for_each_call(tmp_path: Path) -> None:
    module = """\
module "{name}" {{
  source          = "terraform-aws-modules/lambda/aws//modules/docker-build"
  source_path     = "{name}"
  create_ecr_repo = {create}
  ecr_repo        = {repository}
}}
resource "aws_lambda_function" "{name}" {{
  package_type = "Image"
  image_uri    = module.{name}.image_uri
}}
"""
    main = module.format(name="a", create="true", repository="var.unknown")
    main += module.format(name="b", create="false", repository='"shop"')
    found = told(tmp_path, {"main.tf": main, "a/Dockerfile": "", "b/Dockerfile": ""}).uses
    shown = {use.function: use.destination.shown if use.destination else "" for use in found}
    assert shown == {"a": "module.a makes one", "b": "shop"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"{REGISTRY}/shop/a:1", f"{REGISTRY}/shop/a"),
        ("${data.aws_caller_identity.me.account_id}.dkr.ecr.${var.region}.amazonaws.com/a:1", "a"),
        ("${data.aws_caller_identity.me.account_id}.dkr.ecr.x.amazonaws.com/${var.name}:1", ""),
        ("hello:latest", ""),
    ],
)
def test_the_name_of_a_docker_image_is_where_it_goes(tmp_path: Path, name: str, shown: str) -> None:
    main = f"""\
resource "docker_image" "a" {{
  name = "{name}"
  build {{
    context = "a"
  }}
}}
resource "aws_lambda_function" "a" {{
  package_type = "Image"
  image_uri    = docker_image.a.name
}}
"""
    [use] = told(tmp_path, {"main.tf": main, "a/Dockerfile": ""}).uses
    assert (use.destination.shown if use.destination else "") == shown
