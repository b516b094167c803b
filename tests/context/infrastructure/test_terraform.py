from __future__ import annotations

from pathlib import Path

from lambdafix.context.infrastructure.uses import Builder, Purpose
from tests.infrastructure_support import told

FUNCTION = """\
resource "aws_lambda_function" "api" {
  package_type  = "Image"
  image_uri     = local.image
  architectures = ["arm64"]
  image_config {
    command           = ["app.handler"]
    working_directory = "/var/task"
  }
}
"""


def test_an_image_of_the_docker_provider_goes_with_its_function(tmp_path: Path) -> None:
    text = """\
locals {
  image  = docker_registry_image.api.name
  source = "${path.module}/../services"
}
resource "docker_image" "api" {
  name = "x"
  build {
    context    = local.source
    dockerfile = "api/Dockerfile"
    target     = "final"
    build_args = { A = "1" }
  }
}
resource "docker_registry_image" "api" {
  name = docker_image.api.name
}
"""
    found = told(
        tmp_path,
        {
            "infra/main.tf": text,
            "infra/lambda.tf": FUNCTION,
            "services/api/Dockerfile": "",
        },
    )
    use = found.use
    assert (use.dockerfile, use.context) == ("services/api/Dockerfile", "services")
    assert (use.function, use.command, use.architecture) == ("api", ("app.handler",), "arm64")
    assert (use.target, use.arguments) == ("final", (("A", "1"),))
    assert (use.place, use.builder.classic) == (("infra/lambda.tf", 1), True)


def test_the_docker_build_module_goes_with_a_function_of_its_sister(tmp_path: Path) -> None:
    text = """\
module "image" {
  source           = "terraform-aws-modules/lambda/aws//modules/docker-build"
  source_path      = "context"
  docker_file_path = "context/Dockerfile"
  platform         = "linux/arm64"
  builder          = "default"
}
module "function" {
  source                      = "terraform-aws-modules/lambda/aws"
  package_type                = "Image"
  image_uri                   = module.image.image_uri
  image_config_command        = ["a.b"]
}
"""
    use = told(tmp_path, {"main.tf": text, "context/Dockerfile": ""}).use
    assert (use.function, use.command, use.context) == ("function", ("a.b",), "context")
    assert (use.builder, use.architecture) == (Builder.TERRAFORM_BUILDX, "arm64")


def test_a_local_command_goes_with_the_function_of_the_same_repository(tmp_path: Path) -> None:
    text = """\
locals { image = "${aws_ecr_repository.r.repository_url}:latest" }
resource "aws_ecr_repository" "r" { name = "r" }
resource "null_resource" "push" {
  provisioner "local-exec" {
    command = <<-EOT
      cd app
      docker build -t ${aws_ecr_repository.r.repository_url} .
    EOT
  }
}
"""
    use = told(tmp_path, {"main.tf": text + FUNCTION, "app/Dockerfile": ""}).use
    assert (use.function, use.context, use.purpose) == ("api", "app", Purpose.FUNCTION)


def test_a_local_module_is_read_with_the_values_of_each_call(tmp_path: Path) -> None:
    inner = """\
variable "directory" {}
resource "docker_image" "i" {
  name = "x"
  build { context = var.directory }
}
"""
    calls = "".join(
        f'module "{name}" {{\n  source = "./modules/image"\n'
        f'  directory = "${{path.module}}/{name}"\n}}\n'
        for name in ("one", "two")
    )
    found = told(
        tmp_path,
        {
            "main.tf": f"{calls}# docker_image\n",
            "modules/image/main.tf": inner,
            "one/Dockerfile": "",
            "two/Dockerfile": "",
        },
    )
    assert sorted(found.builds) == [("one/Dockerfile", "one"), ("two/Dockerfile", "two")]
    assert found.unresolved == ()


def test_a_variable_without_a_value_is_said(tmp_path: Path) -> None:
    text = """\
variable "directory" {}
resource "docker_image" "i" {
  name = "x"
  build { context = "${var.directory}/app" }
}
"""
    found = told(tmp_path, {"main.tf": text + FUNCTION, "app/Dockerfile": ""})
    assert found.uses == ()
    assert found.unresolved == (
        "main.tf:6: api: its image is built elsewhere; no Dockerfile is named here",
        "main.tf:2: the build context hangs on a value that is not in the file",
    )


def test_broken_hcl_is_one_note_and_other_directories_go_on(tmp_path: Path) -> None:
    good = 'resource "docker_image" "i" {\n  build { context = "." }\n}\n'
    found = told(
        tmp_path,
        {"a/main.tf": f"{good}x = [\n", "b/main.tf": good, "b/Dockerfile": ""},
    )
    assert found.builds == [("b/Dockerfile", "b")]
    [note] = found.unresolved
    assert note.startswith("a/main.tf:")
    assert note.endswith(": not HCL")


def test_modules_that_call_each_other_and_locals_made_of_themselves_end(tmp_path: Path) -> None:
    calls = "".join(f'module "m{n}" {{\n  source = "../b"\n}}\n' for n in range(9))
    text = (
        'locals { x = "${local.x}/a" }\n'
        'resource "docker_image" "i" {\n  build { context = local.x }\n}\n'
    )
    found = told(
        tmp_path,
        {
            "a/main.tf": text + calls,
            "b/main.tf": text + calls.replace("../b", "../a"),
            "c/main.tf": text + calls.replace("../b", "../a"),
        },
    )
    assert found.uses == ()
    assert found.unresolved


def test_a_script_is_read_with_the_words_that_a_local_command_hands_it(tmp_path: Path) -> None:
    text = """\
locals { code = "./app/" }
resource "aws_ecr_repository" "r" { name = "r" }
resource "null_resource" "push" {
  provisioner "local-exec" {
    command = "bash ${path.module}/bin/build.sh ${var.any} ${path.module}/${local.code} x"
  }
}
resource "aws_lambda_function" "api" {
  package_type = "Image"
  image_uri    = aws_ecr_repository.r.repository_url
  depends_on   = [null_resource.push]
}
"""
    script = "#!/bin/bash\nFOLDER=${2}\ndocker build -t $1 $FOLDER --platform linux/arm64\n"
    files = {"infra/main.tf": text, "infra/bin/build.sh": script, "infra/app/Dockerfile": ""}
    [use] = told(tmp_path, files).uses
    assert (use.context, use.architecture) == ("infra/app", "arm64")
    assert use.place == ("infra/main.tf", 5)


def test_a_script_that_is_not_there_or_calls_itself_says_nothing(tmp_path: Path) -> None:
    text = """\
resource "null_resource" "push" {
  provisioner "local-exec" {
    command = "sh gone.sh a && ./self.sh && bash"
  }
}
# docker_image
"""
    found = told(tmp_path, {"main.tf": text, "self.sh": "./self.sh app\n", "app/Dockerfile": ""})
    assert found == ((), ())
