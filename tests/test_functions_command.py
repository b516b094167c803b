"""`lambdafix functions`, and what a run makes of what the infrastructure says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run
from lambdafix.monorepo.survey import survey
from lambdafix.report.functions import text
from lambdafix.report.functions_json import document
from lambdafix.report.outcome import Status

PYTHON = 'FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD ["app.handler"]\n'
TEMPLATE = """\
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Architectures: [arm64]}
    Metadata: {DockerContext: ., Dockerfile: fn/Dockerfile}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageConfig: {Command: [app.work]}}
    Metadata: {DockerContext: ., Dockerfile: fn/Dockerfile}
  Lost:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {DockerContext: !Ref Nothing, Dockerfile: Dockerfile}
"""
STACK = """\
ContainerImage.from_asset("web")
DockerImageAsset(directory="odd", file="lambda-image")
"""


@pytest.fixture
def monorepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        ".git/HEAD": "",
        "template.yaml": TEMPLATE,
        "fn/Dockerfile": PYTHON,
        "fn/app.py": "def handler(event, context): ...\n",
        "app.py": "def handler(event, context): ...\n",
        "alone/Dockerfile": PYTHON,
        "alone/app.py": "def handler(event, context): ...\n",
        "web/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\n",
        "web/app.py": "",
        "stack.py": STACK,
        "odd/lambda-image": PYTHON,
        "odd/app.py": "def handler(event, context): ...\n",
        "bad/Dockerfile": "FRO a\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_table_names_every_function_and_says_why_the_rest_is_left_alone(
    monorepo: Path,
) -> None:
    lines = [" ".join(line.split()) for line in text(survey(monorepo)).splitlines()]
    assert lines == [
        "FUNCTION DOCKERFILE CONTEXT HANDLER ARCHITECTURE TARGET BUILDER SAID IN",
        "- alone/Dockerfile alone app.handler - - - -",
        "Api fn/Dockerfile . app.handler arm64 - sam template.yaml:5",
        "Worker fn/Dockerfile . app.work - - sam template.yaml:9",
        "- odd/lambda-image odd app.handler - - cdk stack.py:2",
        "",
        "Left alone:",
        "web/Dockerfile: not a function image: stack.py:1 hands it to a container service",
        "",
        "Not known:",
        "template.yaml:13: Lost: DockerContext hangs on a value that the template does not hold",
        "",
        "Not read:",
        "bad/Dockerfile:1: Unknown instruction `FRO`.",
    ]


def test_the_document_holds_every_use(monorepo: Path) -> None:
    found = survey(monorepo)
    content = json.loads(document(found))
    assert content["exit_code"] == found.exit_code == 2
    by_path = {file["path"]: file for file in content["dockerfiles"]}
    assert by_path["fn/Dockerfile"]["context_from"] == "infrastructure"
    assert by_path["alone/Dockerfile"]["context_from"] == "copies"
    assert [f["handler"] for f in by_path["fn/Dockerfile"]["functions"]] == [
        "app.handler",
        "app.work",
    ]
    use = by_path["fn/Dockerfile"]["uses"][0]
    assert (use["builder"], use["classic_builder"], use["path"]) == (
        Builder.SAM.value,
        True,
        "template.yaml",
    )
    assert content["unresolved"][0]["line"] == 13


def test_a_part_of_the_tree_is_read_with_the_infrastructure_above_it(monorepo: Path) -> None:
    found = survey(monorepo / "fn")
    assert [(file.path, file.context) for file in found.found] == [("fn/Dockerfile", ".")]
    assert found.unresolved == []


def test_two_contexts_for_one_file_are_named(monorepo: Path) -> None:
    (monorepo / "build.sh").write_text("docker build fn\n")
    assert (
        "Contexts that disagree:\n  build.sh:1: builds fn/Dockerfile from fn; taken is .\n"
        in text(survey(monorepo))
    )


def test_a_name_cannot_act_on_the_terminal(monorepo: Path) -> None:
    (monorepo / "template.yaml").write_text(TEMPLATE.replace("Api:", '"A\\e[31mpi":'))
    shown = text(survey(monorepo))
    assert "\x1b" not in shown
    assert r"A\x1b[31mpi" in shown


def test_a_run_takes_the_context_and_leaves_services_alone(monorepo: Path) -> None:
    found = named(["."], Request(), bytes)
    outcomes = {outcome.path: outcome for outcome in run(found, Request())}
    assert outcomes["fn/Dockerfile"].context == monorepo
    assert outcomes["alone/Dockerfile"].context == monorepo / "alone"
    assert outcomes["web/Dockerfile"].status is Status.LEFT_ALONE
    assert outcomes["odd/lambda-image"].rewrite is not None


def test_the_users_word_for_the_context_counts_above_all(monorepo: Path) -> None:
    request = Request(context=monorepo / "fn")
    [outcome] = run(named(["fn/Dockerfile"], request, bytes), request)
    assert outcome.context == monorepo / "fn"
