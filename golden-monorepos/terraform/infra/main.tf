variable "services" { default = "../services" }

resource "docker_image" "api" {
  name = "shop/api"
  build {
    context    = "${path.module}/${var.services}"
    dockerfile = "api/Dockerfile"
    target     = "runtime"
  }
}

resource "docker_registry_image" "api" {
  name = docker_image.api.name
}

resource "aws_lambda_function" "api" {
  function_name = "api"
  package_type  = "Image"
  image_uri     = docker_registry_image.api.name
  architectures = ["arm64"]
  image_config {
    command = ["app.api"]
  }
}

module "jobs_image" {
  source      = "terraform-aws-modules/lambda/aws//modules/docker-build"
  ecr_repo    = "jobs"
  source_path = "../services/jobs"
  platform    = "linux/amd64"
}

module "jobs" {
  source         = "terraform-aws-modules/lambda/aws"
  function_name  = "jobs"
  create_package = false
  package_type   = "Image"
  image_uri      = module.jobs_image.image_uri
}

resource "aws_ecr_repository" "mail" {
  name = "mail"
}

resource "terraform_data" "mail" {
  provisioner "local-exec" {
    working_dir = "../services/mail"
    command     = "docker build -t ${aws_ecr_repository.mail.repository_url} ."
  }
}

resource "aws_lambda_function" "mail" {
  function_name = "mail"
  package_type  = "Image"
  image_uri     = "${aws_ecr_repository.mail.repository_url}:latest"
}
