from __future__ import annotations

import json
from pathlib import Path

from lambdafix.context.infrastructure.uses import Builder, Purpose
from tests.infrastructure_support import told

FUNCTION = """\
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Architectures: [arm64]
      ImageConfig:
        Command: [app.handler]
        EntryPoint: [/entry.sh]
        WorkingDirectory: /var/task/api
    Metadata:
      DockerContext: ./services
      Dockerfile: api/Dockerfile
      DockerTag: v1
      DockerBuildTarget: final
      DockerBuildArgs:
        VERSION: "1"
"""
RESOURCES = "Resources:\n" + FUNCTION


def test_the_context_is_relative_to_the_template_and_the_file_to_the_context(
    tmp_path: Path,
) -> None:
    use = told(tmp_path, {"infra/t.yaml": RESOURCES, "infra/services/api/Dockerfile": ""}).use
    assert (use.dockerfile, use.context) == ("infra/services/api/Dockerfile", "infra/services")
    assert (use.function, use.purpose, use.builder) == ("Api", Purpose.FUNCTION, Builder.SAM)
    assert (use.command, use.entry_point) == (("app.handler",), ("/entry.sh",))
    assert (use.working_directory, use.architecture, use.target) == (
        "/var/task/api",
        "arm64",
        "final",
    )
    assert use.arguments == (("VERSION", "1"),)
    assert use.place == ("infra/t.yaml", 13)


def test_a_template_in_json_with_tabs_reads_the_same(tmp_path: Path) -> None:
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"PackageType": "Image"},
        "Metadata": {"DockerContext": ".", "Dockerfile": "Dockerfile"},
    }
    text = json.dumps({"Resources": {"F": function}}, indent="\t")
    use = told(tmp_path, {"template.json": text, "Dockerfile": ""}).use
    assert (use.function, use.context) == ("F", ".")


def test_globals_are_shared_and_a_function_that_is_an_archive_is_none(tmp_path: Path) -> None:
    text = """\
Globals:
  Function:
    PackageType: Image
    Architectures: [arm64]
Resources:
  A:
    Type: AWS::Serverless::Function
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
  B:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Zip}
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
"""
    use = told(tmp_path, {"template.yaml": text, "Dockerfile": ""}).use
    assert (use.function, use.architecture) == ("A", "arm64")


PARAMETERS = """\
Parameters:
  Directory: {Type: String, Default: one}
  Other: {Type: String}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata:
      DockerContext: !Sub "src/${Directory}"
      Dockerfile: Dockerfile
"""


def test_a_parameter_counts_as_its_default(tmp_path: Path) -> None:
    files = {"template.yaml": PARAMETERS, "src/one/Dockerfile": ""}
    assert told(tmp_path, files).use.context == "src/one"


def test_samconfig_overrides_a_parameter_and_names_the_builder(tmp_path: Path) -> None:
    settings = """\
[default.deploy.parameters]
parameter_overrides = 'Directory="two" Stage=dev'
[default.build.parameters]
use_buildkit = true
"""
    files = {"template.yaml": PARAMETERS, "src/two/Dockerfile": "", "samconfig.toml": settings}
    use = told(tmp_path, files).use
    assert (use.context, use.builder) == ("src/two", Builder.SAM_BUILDKIT)
    assert not use.builder.classic


def test_a_nested_stack_gets_the_parameters_of_its_parent(tmp_path: Path) -> None:
    parent = """\
Resources:
  Child:
    Type: AWS::Serverless::Application
    Properties:
      Location: child/template.yaml
      Parameters: {Directory: three}
  Own:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {DockerContext: ., Dockerfile: Dockerfile}
"""
    found = told(
        tmp_path,
        {
            "template.yaml": parent,
            "child/template.yaml": PARAMETERS,
            "child/src/three/Dockerfile": "",
            "Dockerfile": "",
        },
    )
    assert found.builds == [
        ("child/src/three/Dockerfile", "child/src/three"),
        ("Dockerfile", "."),
    ]


def test_a_value_that_the_template_does_not_hold_is_said_and_not_guessed(tmp_path: Path) -> None:
    text = PARAMETERS.replace("${Directory}", "${Other}")
    found = told(tmp_path, {"template.yaml": text, "src/one/Dockerfile": ""})
    assert found.uses == ()
    assert found.unresolved == (
        "template.yaml:10: A: DockerContext hangs on a value that the template does not hold",
    )


def test_an_image_that_is_built_elsewhere_is_said(tmp_path: Path) -> None:
    text = """\
Resources:
  A:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image, Code: {ImageUri: !Sub "${X}.dkr.ecr/a:1"}}
"""
    found = told(tmp_path, {"template.yaml": text})
    assert found.unresolved == (
        "template.yaml:3: A: its image is built elsewhere; no Dockerfile is named here",
    )


def test_a_dockerfile_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = told(tmp_path, {"t.yaml": RESOURCES})
    assert found.uses == ()
    assert found.unresolved == ("t.yaml:13: Api: services/api/Dockerfile is not there",)


def test_one_broken_template_does_not_stop_the_others(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        {
            "a/template.yaml": RESOURCES + "\t broken: [",
            "b/template.yaml": b"# \xff\n" + RESOURCES.encode(),
            "c/template.yaml": RESOURCES,
            "c/services/api/Dockerfile": "",
            "samconfig.toml": "= no",
        },
    )
    assert found.builds == [("c/services/api/Dockerfile", "c/services")]
    places = [line.split(": ")[0] for line in found.unresolved]
    assert places == ["samconfig.toml:0", "a/template.yaml:18", "b/template.yaml:1"]
    assert "not UTF-8" in found.unresolved[2]


def test_a_bomb_of_aliases_costs_nothing(tmp_path: Path) -> None:
    levels = "".join(f"L{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    text = "L0: &l0 [x]\n" + levels + RESOURCES
    files = {"template.yaml": text, "services/api/Dockerfile": ""}
    assert told(tmp_path, files).use.function == "Api"


def test_merges_without_end_cost_nothing(tmp_path: Path) -> None:
    merges = "".join(
        f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]\n" for n in range(1, 40)
    )
    text = "m0: &m0 {a: b}\n" + merges + RESOURCES.replace("Metadata:", "Metadata:\n      <<: *m39")
    files = {"template.yaml": text, "services/api/Dockerfile": ""}
    assert told(tmp_path, files).use.function == "Api"


def test_deep_nesting_is_one_note(tmp_path: Path) -> None:
    found = told(tmp_path, {"template.yaml": RESOURCES + "x: " + "[" * 100_000})
    assert "template.yaml:18: not YAML" in found.unresolved[0]


def test_parameters_and_the_builder_reach_stacks_inside_of_stacks(tmp_path: Path) -> None:
    def stack(child: str) -> str:
        return (
            "Parameters: {Dir: {Type: String}}\nResources:\n  Next:\n"
            "    Type: AWS::Serverless::Application\n"
            f"    Properties: {{Location: {child}, Parameters: {{Dir: !Ref Dir}}}}\n"
        )

    files = {
        "template.yaml": stack("a/1.yaml").replace("!Ref Dir", "app"),
        "a/1.yaml": stack("../b/2.yaml"),
        "b/2.yaml": stack("3.yaml"),
        "b/3.yaml": (
            "Parameters: {Dir: {Type: String}}\nResources:\n  F:\n"
            "    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image}\n"
            '    Metadata: {DockerContext: !Sub "../${Dir}", Dockerfile: Dockerfile}\n'
        ),
        "samconfig.toml": "[default.build.parameters]\nuse_buildkit = true\n",
        "app/Dockerfile": "",
    }
    use = told(tmp_path, files).use
    assert (use.context, use.builder) == ("app", Builder.SAM_BUILDKIT)
