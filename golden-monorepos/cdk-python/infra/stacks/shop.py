from pathlib import Path

from aws_cdk import Stack, aws_ecr_assets, aws_ecs, aws_lambda

SERVICES = Path(__file__).parents[2] / "services"


class Shop(Stack):
    def __init__(self, scope, name, web: str = "../web"):
        super().__init__(scope, name)
        code = aws_lambda.DockerImageCode.from_image_asset(
            str(SERVICES),
            file="api/Dockerfile",
            target="runtime",
            platform=aws_ecr_assets.Platform.LINUX_ARM64,
            cmd=["app.api"],
        )
        aws_lambda.DockerImageFunction(self, "Api", code=code)
        aws_ecs.ContainerImage.from_asset(web)
        aws_lambda.Code.from_docker_build("../layer")

    def job(self, name):
        return aws_lambda.DockerImageFunction(
            self,
            name,
            code=aws_lambda.DockerImageCode.from_image_asset("../services", file=f"{name}/Dockerfile"),
        )
