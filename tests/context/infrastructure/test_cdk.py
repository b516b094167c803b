from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder, Purpose
from tests.infrastructure_support import told

PYTHON = """\
import os
from aws_cdk import aws_lambda as lambda_
ROOT = os.path.join(os.path.dirname(__file__), "..")
class Stack:
    def __init__(self):
        code = lambda_.DockerImageCode.from_image_asset(
            os.path.join(ROOT, "services"), file="api/Dockerfile", target="final",
            cmd=["api.app.handler"], build_args={"A": "1"}, platform=Platform.LINUX_ARM64)
        lambda_.DockerImageFunction(self, "Api", code=code)
"""


def test_a_python_program_names_directory_file_target_and_handler(tmp_path: Path) -> None:
    use = told(tmp_path, {"infra/app.py": PYTHON, "services/api/Dockerfile": ""}).use
    assert (use.dockerfile, use.context) == ("services/api/Dockerfile", "services")
    assert (use.function, use.command, use.target) == ("Api", ("api.app.handler",), "final")
    assert (use.architecture, use.builder, use.purpose) == ("arm64", Builder.CDK, Purpose.FUNCTION)
    assert (use.arguments, use.place.line) == ((("A", "1"),), 6)


TYPESCRIPT = """\
import * as path from 'path';
const root = path.join(__dirname, '..');
new lambda.DockerImageFunction(this, 'Api', {
  code: lambda.DockerImageCode.fromImageAsset(path.join(root, `services`), {
    file: 'api/Dockerfile', target: 'final', cmd: ['api.app.handler'],
    buildArgs: { A: '1' },
  }),
  architecture: lambda.Architecture.ARM_64,
});
"""


@pytest.mark.parametrize("name", ["stack.ts", "stack.js", "stack.mts"])
def test_a_typescript_program_says_the_same(tmp_path: Path, name: str) -> None:
    use = told(tmp_path, {f"infra/{name}": TYPESCRIPT, "services/api/Dockerfile": ""}).use
    assert (use.dockerfile, use.context) == ("services/api/Dockerfile", "services")
    assert (use.function, use.command, use.target) == ("Api", ("api.app.handler",), "final")
    assert (use.architecture, use.arguments, use.place.line) == ("arm64", (("A", "1"),), 4)


def test_two_functions_of_one_file_have_each_their_handler(tmp_path: Path) -> None:
    text = "".join(
        f"""\
new DockerImageFunction(this, '{name}', {{
  code: DockerImageCode.fromImageAsset(path.join(__dirname, '../app'), {{ cmd: ['{name}.run'] }}),
}});
"""
        for name in ("one", "two")
    )
    found = told(tmp_path, {"cdk/stack.ts": text, "app/Dockerfile": ""})
    assert [(use.function, use.command) for use in found.uses] == [
        ("one", ("one.run",)),
        ("two", ("two.run",)),
    ]


def test_a_plain_path_begins_beside_cdk_json(tmp_path: Path) -> None:
    text = 'lambda_.DockerImageCode.from_image_asset("./image")'
    files = {
        "cdk/cdk.json": "{}",
        "cdk/stacks/a.py": text,
        "cdk/image/Dockerfile": "",
        "image/Dockerfile": "",
    }
    assert told(tmp_path, files).use.context == "cdk/image"


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ('ecs.ContainerImage.from_asset("app")', Purpose.SERVICE),
        ('lambda_.Code.from_docker_build("app")', Purpose.BUNDLE),
        ('cdk.DockerImage.from_build("app")', Purpose.BUNDLE),
        ('ecr_assets.DockerImageAsset(self, "I", directory="app")', Purpose.IMAGE),
    ],
)
def test_services_bundlers_and_plain_images_are_told_apart(
    tmp_path: Path, text: str, purpose: Purpose
) -> None:
    assert told(tmp_path, {"stack.py": text, "app/Dockerfile": ""}).use.purpose is purpose


@pytest.mark.parametrize(
    "text",
    [
        "def f(where):\n    DockerImageCode.from_image_asset(where)",
        "where = 'app'\nwhere = 'other'\nDockerImageCode.from_image_asset(where)",
        "DockerImageCode.from_image_asset(os.environ['WHERE'])",
        "a0 = 'x' * 9\n"
        + "".join(f"a{n} = a{n - 1} + a{n - 1}\n" for n in range(1, 60))
        + "DockerImageCode.from_image_asset(a59)",
        "a = a + 'x'\nDockerImageCode.from_image_asset(a)",
    ],
)
def test_a_directory_that_is_not_in_the_file_is_said(tmp_path: Path, text: str) -> None:
    found = told(tmp_path, {"stack.py": text, "app/Dockerfile": ""})
    assert found.uses == ()
    [note] = found.unresolved
    assert note.endswith("the build context hangs on a value that is not in the file")


def test_one_of_two_codes_that_a_name_may_be_goes_with_the_function(tmp_path: Path) -> None:
    text = """\
x = "\\d"
if remote:
    code = EcrImageCode(repository)
else:
    code = EcrImageCode.from_asset_image(os.path.join(os.getcwd(), "app"))
lambda_.Function(self, id="F", code=code, architecture=lambda_.Architecture.X86_64)
"""
    use = told(tmp_path, {"app.py": text, "app/Dockerfile": ""}).use
    assert (use.function, use.context, use.architecture) == ("F", "app", "x86_64")


def test_a_program_that_does_not_parse_is_one_note(tmp_path: Path) -> None:
    found = told(tmp_path, {"a.py": "x = 1\nfrom_image_asset(", "b.py": "from_image_asset(" * 9000})
    assert found.unresolved[0] == "a.py:2: not Python: '(' was never closed"
    assert found.unresolved[1].startswith("b.py:1: not Python")


def test_a_staged_copy_is_known_by_its_content(tmp_path: Path) -> None:
    assets = {"dockerImages": {"h": {"source": {"directory": "asset.h", "dockerFile": "D"}}}}
    files: dict[str, str | bytes] = {
        "cdk.json": "{}",
        "cdk.out/S.assets.json": json.dumps(assets),
        "cdk.out/asset.h/D": "FROM a",
        "cdk.out/asset.h/app.py": "",
        "one/D": "FROM a",
        "one/app.py": "",
        "two/D": "FROM b",
        "two/app.py": "",
    }
    assert told(tmp_path, files).builds == [("one/D", "one")]
    found = told(tmp_path, files | {"two/D": "FROM a"})
    assert found.uses == ()
    assert found.unresolved == (
        "cdk.out/S.assets.json:0: asset.h: the tree has several Dockerfiles like it",
    )


def test_a_parameter_counts_with_its_default(tmp_path: Path) -> None:
    python = (
        "class Api(Stack):\n"
        "    def __init__(self, scope, *, code_dir: str = './', file='fn/Dockerfile'):\n"
        "        Code.from_docker_build(path=os.path.abspath(code_dir), file=file)\n"
    )
    use = told(tmp_path, {"cdk.json": "{}", "infra/api.py": python, "fn/Dockerfile": ""}).use
    assert (use.dockerfile, use.context) == ("fn/Dockerfile", ".")


@pytest.mark.parametrize(
    "more",
    ["Api(self, code_dir='fn')", "def other(code_dir='x'): ...", "def other(code_dir): ..."],
)
def test_a_parameter_that_may_be_something_else_is_not_known(tmp_path: Path, more: str) -> None:
    python = (
        "def api(code_dir='.'):\n    Code.from_docker_build(path=code_dir, file='Dockerfile')\n"
    )
    found = told(tmp_path, {"api.py": python + more + "\n", "Dockerfile": ""})
    assert found.uses == ()
    assert len(found.unresolved) == 1


@pytest.mark.parametrize(
    "text",
    [
        'ContainerImage.fromDockerImageAsset(new DockerImageAsset(this, "W", {directory: "app"}))',
        'const w = new DockerImageAsset(this, "W", {directory: "app"});\n'
        "ecs.ContainerImage.fromDockerImageAsset(w)",
    ],
)
def test_an_asset_that_a_container_service_is_given_is_no_functions(
    tmp_path: Path, text: str
) -> None:
    files = {"stack.ts": text, "app/Dockerfile": ""}
    assert told(tmp_path, files).use.purpose is Purpose.SERVICE


def test_an_asset_that_a_service_is_given_in_python(tmp_path: Path) -> None:
    text = (
        "class S:\n    def __init__(self):\n"
        "        self.web = DockerImageAsset(self, 'W', directory='app')\n"
        "        ecs.ContainerImage.from_docker_image_asset(self.web)\n"
        "        DockerImageAsset(self, 'J', directory='jobs')\n"
    )
    found = told(tmp_path, {"s.py": text, "app/Dockerfile": "", "jobs/Dockerfile": ""})
    assert [use.purpose for use in found.uses] == [Purpose.SERVICE, Purpose.IMAGE]
