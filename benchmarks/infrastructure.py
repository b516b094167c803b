"""Infrastructure of eight kinds that names the functions of a generated monorepo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_MOST = 400  # functions in one file: CloudFormation takes 500 resources


def infrastructure(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Files as path and text: every ninth function is named nowhere, the others by each in turn.

    `names` are directories from the root, each with a Dockerfile that is built in it.
    """
    for kind, (path, head, entry) in enumerate(_KINDS):
        mine = names[kind :: len(_KINDS) + 1]
        for part in range(0, len(mine), _MOST):
            some = enumerate(mine[part : part + _MOST], start=part)
            yield path.format(part), head + "".join(entry(n, name) for n, name in some)


def _sam(number: int, name: str) -> str:
    return (
        f"  Sam{number}:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {PackageType: Image, Architectures: [arm64]}\n"
        f"    Metadata: {{DockerContext: {name}, Dockerfile: Dockerfile}}\n"
    )


def _serverless(number: int, name: str) -> str:
    return f"      sls{number}: {{path: ./{name}, platform: linux/arm64}}\n"


def _cdk_python(number: int, name: str) -> str:
    return (
        f"Function(self, 'Py{number}', handler=Handler.FROM_IMAGE,\n"
        f"         code=EcrImageCode.from_asset_image(str(ROOT / '{name}')))\n"
    )


def _cdk_typescript(number: int, name: str) -> str:
    return (
        f"new DockerImageFunction(this, 'Ts{number}', {{\n"
        f"  code: DockerImageCode.fromImageAsset(path.join(root, '{name}')),\n}});\n"
    )


def _terraform(number: int, name: str) -> str:
    return (
        f'resource "docker_image" "tf{number}" {{\n  name = "tf{number}"\n'
        f'  build {{ context = "${{path.module}}/{name}" }}\n}}\n'
        f'resource "aws_lambda_function" "tf{number}" {{\n  package_type = "Image"\n'
        f"  image_uri    = docker_image.tf{number}.name\n}}\n"
    )


def _compose(number: int, name: str) -> str:
    return f"  compose{number}: {{build: {{context: ./{name}}}}}\n"


def _workflow(number: int, name: str) -> str:
    return (
        f"  build{number}:\n    steps:\n      - uses: docker/build-push-action@v6\n"
        f"        with: {{context: {name}, platforms: linux/arm64}}\n"
    )


def _makefile(number: int, name: str) -> str:
    return f"image{number}:\n\tdocker build -t {number} {name}\n"


_KINDS = (
    ("template{}.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n", _sam),
    ("serverless.{}.yml", "provider:\n  name: aws\n  ecr:\n    images:\n", _serverless),
    (
        "stack{}.py",
        "from pathlib import Path\nROOT = Path(__file__).parent\nDockerImageCode = None\n",
        _cdk_python,
    ),
    (
        "stack{}.ts",
        "import * as path from 'path';\nconst root = __dirname;\n",
        _cdk_typescript,
    ),
    ("main{}.tf", "", _terraform),
    ("compose.{}.yaml", "services:\n", _compose),
    (".github/workflows/build{}.yml", "on: push\njobs:\n", _workflow),
    ("build{}.mk", "all:\n", _makefile),
)
