"""Serverless, compose and bake files."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder, Purpose
from tests.infrastructure_support import told

SERVERLESS = """\
custom:
  where: services
provider:
  name: aws
  architecture: arm64
  ecr:
    images:
      api:
        path: ./${self:custom.where}
        file: api/Dockerfile
        buildArgs: {A: "1"}
        buildOptions: ["--target", "final"]
      remote:
        uri: 1.dkr.ecr.eu-west-1.amazonaws.com/a
functions:
  one:
    image: {name: api, command: [app.one], entryPoint: [/e], workingDirectory: /w}
  two:
    image: api
  three:
    image: {name: remote}
"""


def test_two_functions_of_a_service_share_an_image(tmp_path: Path) -> None:
    files = {"svc/serverless.yml": SERVERLESS, "svc/services/api/Dockerfile": ""}
    found = told(tmp_path, files)
    assert set(found.builds) == {("svc/services/api/Dockerfile", "svc/services")}
    one, two = found.uses
    assert (one.function, one.command, one.entry_point) == ("one", ("app.one",), ("/e",))
    assert (two.function, two.command) == ("two", ())
    assert (one.target, one.architecture, one.arguments) == ("final", "arm64", (("A", "1"),))
    assert (one.builder, one.purpose) == (Builder.SERVERLESS, Purpose.FUNCTION)


def test_a_service_in_typescript_reads_the_same(tmp_path: Path) -> None:
    text = """\
const service: AWS = {
  provider: { ecr: { images: { api: { path: './app' } } } },
  functions: { one: { image: { name: 'api', command: ['app.one'] } } },
};
export default service;
"""
    use = told(tmp_path, {"serverless.ts": text, "app/Dockerfile": ""}).use
    assert (use.function, use.context, use.command) == ("one", "app", ("app.one",))
    assert use.place == ("serverless.ts", 1)


def test_a_variable_of_the_environment_is_not_guessed(tmp_path: Path) -> None:
    text = SERVERLESS.replace("self:custom.where", "env:WHERE")
    found = told(tmp_path, {"serverless.yml": text, "services/api/Dockerfile": ""})
    assert found.uses == ()
    assert "the build context hangs on a value that is not in the file" in found.unresolved[0]


@pytest.mark.parametrize("name", ["compose.yaml", "docker-compose.dev.yml"])
def test_a_compose_file_is_relative_to_itself_and_the_file_to_the_context(
    tmp_path: Path, name: str
) -> None:
    text = """\
x-build: &build
  context: ${CONTEXT:-..}
services:
  api:
    build:
      <<: *build
      dockerfile: app/Dockerfile
      target: final
      args: [A=1]
    platform: linux/arm64
  web:
    build: ./web
  db:
    image: postgres
  inline:
    build: {dockerfile_inline: FROM scratch}
"""
    found = told(tmp_path, {f"dev/{name}": text, "app/Dockerfile": "", "dev/web/Dockerfile": ""})
    assert found.builds == [("app/Dockerfile", "."), ("dev/web/Dockerfile", "dev/web")]
    api = found.uses[0]
    assert (api.target, api.arguments, api.architecture) == ("final", (("A", "1"),), "arm64")
    assert found.unresolved == ()


def test_a_compose_file_with_a_variable_is_said(tmp_path: Path) -> None:
    text = "services:\n  a:\n    build: ${CONTEXT}\n"
    found = told(tmp_path, {"compose.yml": text, "Dockerfile": ""})
    assert found.unresolved == (
        "compose.yml:3: the build context hangs on a value that is not in the file",
    )


HCL = """\
variable "NAME" { default = "app" }
target "base" { platforms = ["linux/arm64"] }
target "api" {
  inherits   = ["base"]
  context    = "."
  dockerfile = "${NAME}/Dockerfile"
  target     = "final"
  args       = { A = "1" }
}
"""


def test_a_bake_file_inherits_and_knows_its_variables(tmp_path: Path) -> None:
    found = told(tmp_path, {"docker-bake.hcl": HCL, "app/Dockerfile": ""})
    [use] = found.uses
    assert (use.dockerfile, use.context, use.target) == ("app/Dockerfile", ".", "final")
    assert (use.architecture, use.arguments, use.builder) == ("arm64", (("A", "1"),), Builder.BAKE)
    assert use.place.line == 3


def test_a_bake_file_may_be_json(tmp_path: Path) -> None:
    text = '{"target": {\n"api": {"context": "app"}}}'
    use = told(tmp_path, {"docker-bake.json": text, "app/Dockerfile": ""}).use
    assert (use.context, use.place) == ("app", ("docker-bake.json", 2))


def test_broken_bake_files_are_a_note_each(tmp_path: Path) -> None:
    found = told(
        tmp_path, {"docker-bake.json": '{"target": {\n"a"}}', "docker-bake.hcl": "target {"}
    )
    assert [note.split(":")[:2] for note in found.unresolved] == [
        ["docker-bake.hcl", "1"],
        ["docker-bake.json", "2"],
    ]


def test_the_platform_of_a_service_counts_for_its_build(tmp_path: Path) -> None:
    text = "services:\n  api:\n    platform: linux/arm64\n    build: app\n"
    assert told(tmp_path, {"compose.yml": text, "app/Dockerfile": ""}).use.architecture == "arm64"


def test_a_bake_target_that_is_only_inherited_builds_nothing(tmp_path: Path) -> None:
    text = (
        'target "arm" { platforms = ["linux/arm64"] }\n'
        'target "api" {\n  inherits = ["arm"]\n  context = "app"\n}\n'
    )
    assert told(tmp_path, {"docker-bake.hcl": text, "app/Dockerfile": ""}).use.target == ""
