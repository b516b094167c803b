var code = DockerImageCode.FromImageAsset("../services/api", new AssetImageCodeProps { Target = "runtime" });
new DockerImageFunction(this, "Api", new DockerImageFunctionProps
{
    Code = code, // as above
    Architecture = Architecture.ARM_64
});
