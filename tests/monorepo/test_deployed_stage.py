"""What is deployed of a Dockerfile, as the user or the infrastructure says: stage and handlers."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.monorepo.request import Request, settings_of
from lambdafix.monorepo.run import named, run
from lambdafix.report.outcome import Outcome

FILE = """\
FROM public.ecr.aws/lambda/python:3.12 AS function
COPY app.py requirements.txt ./
RUN pip install -r requirements.txt -t .
CMD ["app.handler"]

FROM alpine AS tools
RUN apk add curl
"""
CONTEXT = {
    "app.py": "def handler(event, context):\n    return 1\n",
    "requirements.txt": "requests==2.32.5\n",
}
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: {{PackageType: Image}}
    Metadata: {{DockerContext: ., Dockerfile: Dockerfile{target}}}
"""
COMPOSE = "services:\n  one:\n    build: {{context: .{target}}}\n"


def outcome(root: Path, target: str = "", **files: str) -> Outcome:
    for name, text in {**CONTEXT, "Dockerfile": FILE, **files}.items():
        (root / name.replace("__", ".")).write_text(text)
    (root / ".git").mkdir(exist_ok=True)
    settings = settings_of(unsafe=False, only=(), skip=(), runtime=None, target=target)
    request = Request(settings, jobs=1)
    return next(iter(run(named([str(root / "Dockerfile")], request, bytes), request)))


def left_alone(found: Outcome) -> str:
    assert found.rewrite
    return found.rewrite.left_alone


@pytest.mark.parametrize("template", [SAM, COMPOSE])
def test_the_infrastructure_says_which_stage_it_builds(tmp_path: Path, template: str) -> None:
    key = ", DockerBuildTarget: function" if template is SAM else ", target: function"
    name = "template__yaml" if template is SAM else "compose__yaml"
    found = outcome(tmp_path, **{name: template.format(target=key)})
    assert found.rewrite
    assert "FROM public.ecr.aws/lambda/python:3.12 AS build\n" in found.rewrite.text
    assert found.rewrite.text.endswith(FILE[FILE.index("\nFROM alpine") :])
    before, after = found.rewrite.deployed
    assert before.text == FILE[: FILE.index("\nFROM alpine")]
    assert after.text == found.rewrite.text[: found.rewrite.text.index("\nFROM alpine")]


@pytest.mark.parametrize("target", ["0", "function"])
def test_no_stage_goes_in_front_of_one_that_is_built_by_its_number(
    tmp_path: Path, target: str
) -> None:
    sam = SAM.format(target=f', DockerBuildTarget: "{target}"')
    compose = COMPOSE.format(target=', target: "0"')
    found = outcome(tmp_path, template__yaml=sam, compose__yaml=compose)
    assert found.rewrite
    assert found.rewrite.text.count("FROM") == FILE.count("FROM")
    refused = [r for n, r in found.rewrite.reasons if "built by its number, 0" in r.text]
    assert [r.hint for r in refused] == ["build it by a name, `function`"]


def test_what_deploys_a_function_counts_before_what_only_builds_an_image(tmp_path: Path) -> None:
    sam = SAM.format(target=", DockerBuildTarget: function")
    compose = COMPOSE.format(target=", target: tools")
    found = outcome(tmp_path, template__yaml=sam, compose__yaml=compose)
    assert found.rewrite
    assert found.rewrite.targets == ("function",)


def test_without_a_word_the_last_stage_counts(tmp_path: Path) -> None:
    assert "which stage is deployed cannot be known" in left_alone(outcome(tmp_path))
    one = outcome(tmp_path, template__yaml=SAM.format(target=""))
    assert "which stage is deployed cannot be known" in left_alone(one)


def test_the_user_says_it_last(tmp_path: Path) -> None:
    template = SAM.format(target=", DockerBuildTarget: tools")
    assert left_alone(outcome(tmp_path, template__yaml=template))
    assert not left_alone(outcome(tmp_path, "Function", template__yaml=template))


def test_a_stage_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert left_alone(outcome(tmp_path, "other")).startswith("it has no stage `other`")


SLIM = """\
FROM python:3.12-slim
WORKDIR /app
RUN pip install awslambdaric
COPY app.py ./
ENTRYPOINT ["python", "-m", "awslambdaric"]
"""
CONFIG = SAM.replace("PackageType: Image", "PackageType: Image, ImageConfig: {{{{{config}}}}}")


def configured(config: str) -> str:
    return CONFIG.format(config=config, target="").replace("{{", "{").replace("}}", "}")


def test_a_handler_that_the_infrastructure_names_makes_a_function(tmp_path: Path) -> None:
    alone = "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py ./\n"
    assert left_alone(outcome(tmp_path, Dockerfile=alone))
    template = configured("Command: [app.handler]")
    found = outcome(tmp_path, Dockerfile=alone, template__yaml=template)
    assert found.rewrite
    assert not found.rewrite.left_alone


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("WorkingDirectory: /app", "lets the function start in /app"),
        ("EntryPoint: [/start]", "starts `/start` in place of ENTRYPOINT"),
        ("Command: [/app/run]", "starts `/app/run` in place of CMD"),
    ],
)
def test_what_the_infrastructure_replaces_holds_the_base_image(
    tmp_path: Path, config: str, why: str
) -> None:
    found = outcome(tmp_path, Dockerfile=SLIM, template__yaml=configured(config))
    assert found.rewrite
    assert found.rewrite.text.startswith("FROM python:3.12-slim\n")
    assert why in " ".join(reason.text for _, reason in found.rewrite.reasons)


def test_a_handler_in_place_of_cmd_lets_the_base_image_change(tmp_path: Path) -> None:
    template = configured("Command: [app.handler]")
    found = outcome(tmp_path, Dockerfile=SLIM, template__yaml=template)
    assert found.rewrite
    assert found.rewrite.text.startswith("FROM public.ecr.aws/lambda/python:3.12\n")
