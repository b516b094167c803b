"""CDK programs in C#, Java and Go."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Purpose
from tests.infrastructure_support import told

CSHARP = """\
// DockerImageCode.FromImageAsset("old")
var code = DockerImageCode.FromImageAsset("../services", new AssetImageCodeProps {
  File = "api/Dockerfile", Target = "final", Platform = Platform_.LINUX_ARM64 });
new DockerImageFunction(this, "Api", new DockerImageFunctionProps {
  Code = code,
  Description = "it's { \\"odd\\" ) ;",
  Timeout = Duration.Seconds(3)
});
"""
JAVA = """\
/* DockerImageCode.fromImageAsset("old"); */
DockerImageFunction.Builder.create(this, "Api")
    .code(DockerImageCode.fromImageAsset(Paths.get("..", "services").toString(),
        AssetImageCodeProps.builder().file("api/Dockerfile").target("final").build()))
    .architecture(Architecture.ARM_64)
    .build();
"""
GO = """\
dir, _ := os.Getwd()
root := filepath.Join(dir, "..")
code := awslambda.DockerImageCode_FromImageAsset(jsii.String(filepath.Join(root, `services`)),
\t&awslambda.AssetImageCodeProps{
\t\tFile:   jsii.String("api/Dockerfile"),
\t\tTarget: jsii.String("final"),
\t})
awslambda.NewDockerImageFunction(stack, jsii.String("Api"), &awslambda.DockerImageFunctionProps{
\tCode: code,
\tArchitecture: awslambda.Architecture_ARM_64(),
})
"""
ALL = [("Stack.cs", CSHARP, 2), ("Stack.java", JAVA, 3), ("main.go", GO, 3)]


@pytest.mark.parametrize(("name", "text", "line"), ALL, ids=["C#", "Java", "Go"])
def test_a_program_names_function_context_file_and_target(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    files = {"cdk/cdk.json": "{}", f"cdk/src/{name}": text, "services/api/Dockerfile": ""}
    use = told(tmp_path, files).use
    assert (use.dockerfile, use.context) == ("services/api/Dockerfile", "services")
    assert (use.function, use.target, use.architecture) == ("Api", "final", "arm64")
    assert (use.purpose, use.place) == (Purpose.FUNCTION, (f"cdk/src/{name}", line))


def test_a_helper_says_the_context_of_the_files_that_fit(tmp_path: Path) -> None:
    text = (
        "DockerImageCode Image(string name) => DockerImageCode.FromImageAsset(\n"
        '  "src/Lambdas", new AssetImageCodeProps { File = $"{name}/Dockerfile" });\n'
    )
    found = told(tmp_path, {"cdk.json": "{}", "src/A.cs": text, "src/Lambdas/Get/Dockerfile": ""})
    assert found.builds == [("src/Lambdas/Get/Dockerfile", "src/Lambdas")]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ('ContainerImage.FromAsset("app")', Purpose.SERVICE),
        ('Code.FromDockerBuild("app")', Purpose.BUNDLE),
        ('new DockerImageAsset(this, "A", new P { Directory = "app" })', Purpose.IMAGE),
    ],
)
def test_what_an_image_is_for_is_told_by_its_call(
    tmp_path: Path, text: str, purpose: Purpose
) -> None:
    assert told(tmp_path, {"A.cs": f"{text};\n", "app/Dockerfile": ""}).use.purpose is purpose


@pytest.mark.parametrize(
    "text",
    [
        "DockerImageCode.FromImageAsset(Find())",
        'DockerImageCode.FromImageAsset(dir + "/x"',
        "DockerImageCode.FromImageAsset(",
        'var a = a + "x"; DockerImageCode.FromImageAsset(a);',
        'DockerImageCode.FromImageAsset("' + "(" * 5000,
        "DockerImageCode.FromImageAsset(" + "(" * 3000,
    ],
)
def test_what_the_text_does_not_say_is_not_guessed(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, {"A.cs": text, "app/Dockerfile": ""}).uses == ()


def test_a_file_without_an_end_takes_no_time(tmp_path: Path) -> None:
    text = "a = DockerImageCode.FromImageAsset(" * 3000 + '"' + "\\" * 20000
    assert told(tmp_path, {"A.cs": text}).uses == ()
