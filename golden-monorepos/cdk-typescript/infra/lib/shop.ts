import * as path from "node:path";
import { Stack, aws_ecr_assets as assets, aws_ecs as ecs, aws_lambda as lambda } from "aws-cdk-lib";

const services = path.join(__dirname, "..", "..", "services");

export class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new lambda.DockerImageFunction(this, "Api", {
      code: lambda.DockerImageCode.fromImageAsset(services, {
        file: "api/Dockerfile",
        target: "runtime",
        cmd: ["app.api"],
      }),
      architecture: lambda.Architecture.ARM_64,
    });
    const image = new assets.DockerImageAsset(this, "Web", { directory: "../web" });
    ecs.ContainerImage.fromDockerImageAsset(image);
    new lambda.DockerImageFunction(this, `${id}-job`, {
      code: lambda.DockerImageCode.fromImageAsset(path.resolve(services, "jobs")),
    });
  }
}
