"""Which files are those of a Python Lambda function, and why the others are left alone."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.semantics.lambda_image import (
    LambdaImage,
    copies_from_itself,
    may_be_ours,
    recognise,
    roots,
)
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "def handler(event, context):\n    return 1\n",
    "src/pkg/main.py": "class A:\n    pass\n\n\nasync def run(event, context):\n    return 1\n",
}
AWS = "FROM public.ecr.aws/lambda/python:3.12"
CMD = 'CMD ["app.handler"]'


def found(*lines: str, settings: Settings = Settings()) -> LambdaImage | str:
    return recognise(parse("\n".join((*lines, ""))), Project.of(FILES), settings)


def image(*lines: str, settings: Settings = Settings()) -> LambdaImage:
    result = found(*lines, settings=settings)
    assert isinstance(result, LambdaImage), result
    return result


@pytest.mark.parametrize(
    "base",
    [
        "public.ecr.aws/lambda/python:3.12",
        "amazon/aws-lambda-python:3.12",
        "docker.io/amazon/aws-lambda-python:3.12",
        "public.ecr.aws/lambda/python:3.12-arm64",
        "public.ecr.aws/lambda/python:3.12.2026.01.02.03",
        "public.ecr.aws/lambda/python:3.12@sha256:" + "0" * 64,
        "--platform=linux/arm64 public.ecr.aws/lambda/python:3.12",
    ],
)
def test_an_aws_base_in_any_spelling_is_a_function(base: str) -> None:
    result = image(f"FROM {base}", "COPY app.py ./", CMD)
    assert (result.version, result.handler, result.client) == ("3.12", "app.handler", False)


def test_a_build_argument_before_the_first_from_names_the_base() -> None:
    result = image("ARG BASE=public.ecr.aws/lambda/python", "FROM ${BASE}:3.13", CMD)
    assert result.version == "3.13"


@pytest.mark.parametrize(
    "start",
    [
        'ENTRYPOINT ["python", "-m", "awslambdaric"]\n' + CMD,
        'ENTRYPOINT ["/usr/local/bin/python3", "-m", "awslambdaric"]\n' + CMD,
        'CMD ["python", "-m", "awslambdaric", "app.handler"]',
        "ENTRYPOINT python -m awslambdaric app.handler",
        'ENTRYPOINT ["/usr/local/bin/awslambdaric"]',
    ],
)
def test_a_runtime_interface_client_makes_a_function_of_any_base(start: str) -> None:
    for base in ("python:3.12-slim", "debian:12"):
        assert image(f"FROM {base}", "COPY app.py ./", start).client


def test_a_handler_that_the_context_holds_makes_a_function() -> None:
    assert image("FROM python:3.12", "COPY . .", CMD).handler == "app.handler"
    assert image("FROM python:3.12", "COPY . .", 'CMD ["pkg.main.run"]').version == "3.12"


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["app.other"]',
        'CMD ["gone.handler"]',
        'CMD ["pkg.main.A.b"]',
        'CMD ["python", "app.py"]',
        'CMD ["gunicorn"]',
        "",
    ],
)
def test_without_a_handler_a_foreign_base_is_no_function(start: str) -> None:
    result = found("FROM python:3.12", "COPY . .", start)
    assert isinstance(result, str)
    assert result.startswith("not a Lambda function image")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((AWS, "COPY . .", 'CMD ["echo", "done"]'), "it runs `echo done`"),
        ((AWS, "COPY . .", "CMD cp /x.zip /out/"), "it runs `cp /x.zip /out/`"),
        ((AWS, "RUN pip install six -t /asset", "RUN zip -r /out.zip ."), "a bundler"),
        ((AWS, "RUN pip install six -t /opt"), "a base image or a layer"),
        (("FROM public.ecr.aws/sam/build-python3.12", "COPY . .", CMD), "a bundler"),
        ((AWS + " AS fn", "COPY . .", CMD, "FROM alpine", "COPY . ."), "the last stage is not"),
    ],
)
def test_what_is_left_alone_is_told_why(lines: tuple[str, ...], why: str) -> None:
    result = found(*lines)
    assert isinstance(result, str)
    assert why in result


@pytest.mark.parametrize(
    ("lines", "family", "version"),
    [
        (("FROM public.ecr.aws/lambda/nodejs:22", "COPY . .", 'CMD ["a.b"]'), "nodejs", "22"),
        (
            ("FROM amazon/aws-lambda-java:17.al2023", "COPY . .", 'CMD ["A::b"]'),
            "java",
            "17.al2023",
        ),
        (("FROM node:22-slim", 'ENTRYPOINT ["npx", "aws-lambda-ric"]'), "nodejs", "22"),
        (("FROM ruby:3.3", 'ENTRYPOINT ["aws_lambda_ric"]', 'CMD ["a.b"]'), "ruby", "3.3"),
        (("FROM debian:12", 'ENTRYPOINT ["npx", "aws-lambda-ric"]'), "nodejs", None),
    ],
)
def test_a_function_says_its_language_by_its_base_or_its_client(
    lines: tuple[str, ...], family: str, version: str | None
) -> None:
    result = image(*lines)
    assert (result.family, result.version) == (family, version)


ADAPTER = "public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1"


@pytest.mark.parametrize(
    ("lines", "server", "family"),
    [
        (
            ("FROM python:3.12", f"COPY --from={ADAPTER} /lambda-adapter /opt/extensions/"),
            ADAPTER,
            "python",
        ),
        ((f"FROM {ADAPTER} AS a", "FROM node:22", "COPY --from=a /x /x"), ADAPTER, "nodejs"),
        (("FROM nginx:1.29", "COPY lambda-adapter /opt/extensions/"), "lambda-adapter", "provided"),
        ((AWS, f"COPY --from={ADAPTER} / /opt/", 'CMD ["uvicorn", "a:b"]'), ADAPTER, "python"),
    ],
)
def test_beside_the_web_adapter_cmd_is_a_server(
    lines: tuple[str, ...], server: str, family: str
) -> None:
    result = image(*lines)
    assert (result.server, result.family) == (server, family)
    assert not image(AWS, "COPY app.py ./", CMD).server


def test_a_template_may_supply_the_handler() -> None:
    result = image(AWS, "COPY app.py ./")
    assert result.handler is None


def test_the_user_s_word_goes_over_what_the_file_says() -> None:
    result = image("FROM debian:12", "COPY . .", settings=Settings(runtime="python3.13"))
    assert result.version == "3.13"


def test_a_stage_stands_on_the_image_that_its_stage_stands_on() -> None:
    text = "ARG A=one\nFROM $A AS Base\nFROM base AS next\nFROM two\nFROM NEXT\n"
    assert list(roots(parse(text))) == ["one", "one", "two", "one"]
    assert image(f"{AWS} AS base", "FROM base", CMD).base.aws is not None


@pytest.mark.parametrize(
    "lines",
    [
        (AWS, "COPY . ."),
        ("FROM python:3.12", "COPY . .", CMD),
        ("FROM python:3.12", "COPY . .", "cmd [ 'pkg/main.run' ]"),
        ("FROM node:22-slim", 'ENTRYPOINT ["npx", "aws-lambda-ric"]'),
        ("FROM golang:1.24 AS b", "RUN go build -o /f", "FROM scratch", 'ENTRYPOINT ["/f"]'),
        ("FROM public.ecr.aws/sam/build-python3.12", "RUN make"),
    ],
)
def test_a_text_that_may_be_a_function_is_parsed(lines: tuple[str, ...]) -> None:
    assert may_be_ours("\n".join(lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("FROM nginx:1.29", "COPY . /usr/share/nginx/html"),
        ("FROM python:3.12", "COPY . .", 'CMD ["python", "app.py"]'),
        ("FROM debian:12", "BUILD all"),
    ],
)
def test_a_text_without_a_word_of_lambda_is_not(lines: tuple[str, ...]) -> None:
    assert not may_be_ours("\n".join(lines))


ADAPTER = "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/"


@pytest.mark.parametrize("copy", [ADAPTER, "COPY --from=tools /lambda-adapter /opt/extensions/"])
def test_behind_the_web_adapter_stands_a_server(copy: str) -> None:
    assert image("FROM python:3.12", copy, 'CMD ["uvicorn", "app:app"]').server
    assert not image(AWS, "COPY . .", CMD).server


def test_a_runtime_that_is_said_makes_no_function_of_a_server() -> None:
    settings = Settings(runtime="python3.12")
    assert image("FROM python:3.12", ADAPTER, "CMD uvicorn app:app", settings=settings).server


@pytest.mark.parametrize(
    ("step", "itself"),
    [
        ("COPY --from=fn /a /b", True),
        ("COPY --from=FN /a /b", True),
        ("COPY --from=1 /a /b", True),
        ("COPY --from=01 /a /b", True),
        ("RUN --mount=from=fn,source=/a,target=/m true", True),
        ("RUN --mount=type=bind,target=/m,From=Fn true", True),
        ("RUN --mount=from=1,target=/m true", False),  # an image: BuildKit looks for names alone
        ("RUN --mount=from=other,target=/m true", False),
        ("COPY --from=00 /a /b", False),
    ],
)
def test_a_stage_cannot_take_from_itself(step: str, itself: bool) -> None:
    found = copies_from_itself(parse(f"FROM a AS other\nFROM b AS fn\n{step}\n"))
    assert (found is not None) is itself
