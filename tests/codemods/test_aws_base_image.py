from __future__ import annotations

from datetime import date

import pytest

from lambdafix.codemod import Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

ENTRY = """#!/bin/sh
if [ -z "${AWS_LAMBDA_RUNTIME_API}" ]; then
  exec /usr/bin/aws-lambda-rie python -m awslambdaric "$@"
else
  exec python -m awslambdaric "$@"
fi
"""
FILES = {
    "app.py": "def handler(event, context):\n    return 1\n",
    "requirements.txt": "requests\n",
    "start.sh": "#!/bin/sh\n./migrate\nexec python -m awslambdaric $1\n",
}
AWS = "FROM public.ecr.aws/lambda/python:3.12\n"
SLIM = "FROM python:3.12-slim\n"
CMD = 'CMD ["app.handler"]\n'
START = 'ENTRYPOINT ["python", "-m", "awslambdaric"]\n' + CMD
CLIENT = "RUN pip install awslambdaric\n"
ROOT = "WORKDIR ${LAMBDA_TASK_ROOT}\n"
DAY = date(2026, 11, 25)


def run(text: str, allow: Safety = Safety.SAFE, files: dict[str, str] = FILES) -> Rewrite:
    settings = Settings(only=frozenset({"aws-base-image"}), allow=allow, today=DAY)
    done = rewrite(Source.of(text), Project.of(files), settings)
    assert [s.withdrawn for s in done.steps] == [""]
    return done


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"{SLIM}WORKDIR /app\n{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the client by hand",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /var/task\n{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}WORKDIR /var/task\nCOPY app.py ./\n{CMD}",
            id="the function lies in the task root",
        ),
        pytest.param(
            f"FROM public.ecr.aws/docker/library/python:3.12-slim-bookworm\nWORKDIR /app\n"
            f"{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the official image from another registry",
        ),
        pytest.param(
            f"FROM --platform=linux/arm64 python:3.12-slim AS fn\nWORKDIR /app\n"
            f"COPY app.py ./\n{START}",
            f"FROM --platform=linux/arm64 public.ecr.aws/lambda/python:3.12 AS fn\n{ROOT}"
            f"COPY app.py ./\n{CMD}",
            id="platform and name stay",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nCOPY app.py ./\n{CMD}",
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the client comes with nothing but the handler",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\n{CLIENT}COPY app.py ./\n"
            'ENTRYPOINT ["/usr/local/bin/python", "-m", "awslambdaric", "app.handler"]\n',
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the handler in the entry point",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\n{CLIENT}COPY app.py ./\n"
            'CMD ["python", "-m", "awslambdaric", "app.handler"]\n',
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the client in CMD",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nRUN pip install awslambdaric six\nCOPY app.py ./\n{START}",
            f"{AWS}{ROOT}RUN pip install six\nCOPY app.py ./\n{CMD}",
            id="the client among others",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nRUN mkdir -p /app/x && pip install awslambdaric\n{START}",
            f"{AWS}{ROOT}RUN mkdir -p ${{LAMBDA_TASK_ROOT}}/x\n{CMD}",
            id="paths move inside a RUN",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nENV PYTHONPATH=/app/lib:/apps\n{CLIENT}"
            f"COPY app.py /app/lib/\n{START}",
            f"{AWS}{ROOT}ENV PYTHONPATH=/var/task/lib:/apps\n"
            f"COPY app.py ${{LAMBDA_TASK_ROOT}}/lib/\n{CMD}",
            id="paths move in ENV, by name",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nRUN apt-get update && apt-get install -y g++ make cmake unzip "
            f"libcurl4-openssl-dev\n{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the packages that the client is built with",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nRUN apt-get update && apt-get install -y poppler-utils\n"
            f"{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}{ROOT}RUN dnf install -y poppler-utils\nCOPY app.py ./\n{CMD}",
            id="packages that the function needs",
        ),
        pytest.param(
            f"{SLIM}WORKDIR /app\nRUN pip install awslambdaric==3.0.0\nCOPY app.py ./\n{START}",
            f"{AWS}{ROOT}COPY app.py ./\n{CMD}",
            id="the client with a version",
        ),
        pytest.param(
            f"ARG V=3.12\nFROM python:${{V}}-slim\nWORKDIR /app\n{CLIENT}COPY app.py ./\n{START}",
            f"ARG V=3.12\nFROM public.ecr.aws/lambda/python:${{V}}\n{ROOT}COPY app.py ./\n{CMD}",
            id="the version is a build argument",
        ),
        pytest.param(
            f"{SLIM}# where it lies\nWORKDIR /app\n# the client\n{CLIENT}COPY app.py ./\n{START}",
            f"{AWS}# where it lies\n{ROOT}COPY app.py ./\n{CMD}",
            id="a comment goes with what it is about",
        ),
        pytest.param(
            f"FROM amazon/aws-lambda-python:3.12\nCOPY app.py ./\n{CMD}",
            f"{AWS}COPY app.py ./\n{CMD}",
            id="Docker Hub's copy of the image",
        ),
        pytest.param(
            f"FROM amazon/aws-lambda-python:3.12 AS b\nCOPY app.py /x/\n\n{AWS}"
            f"COPY --from=b /x/ ./\n{CMD}",
            f"{AWS.strip()} AS b\nCOPY app.py /x/\n\n{AWS}COPY --from=b /x/ ./\n{CMD}",
            id="Docker Hub's copy in a build stage",
        ),
    ],
)
def test_rewrite(before: str, after: str) -> None:
    done = run(before)
    assert done.text == after
    assert {(r.verdict, r.safety) for _, r in done.reasons} == {(Verdict.APPLIED, Safety.SAFE)}


BODY = f"WORKDIR /app\n{CLIENT}COPY app.py ./\n{START}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(f"{AWS}COPY app.py ./\n{CMD}", "", id="it is so already"),
        pytest.param(f"# lambdafix: keep\n{SLIM}{BODY}", "kept", id="the stage is kept"),
        pytest.param(f"FROM python\n{BODY}", "does not say which Python", id="no version"),
        pytest.param(f"FROM debian:12\n{BODY}", "is not known", id="no Python image"),
        pytest.param(
            f"FROM amazon/aws-lambda-python:latest\nCOPY app.py ./\n{CMD}",
            "names no version",
            id="Docker Hub's latest",
        ),
        pytest.param(
            SLIM + BODY.replace(CLIENT, "RUN apt-get install -y chromium\n"),
            "`chromium`",
            id="a package that Amazon Linux lacks",
        ),
        pytest.param(
            SLIM + BODY.replace(CLIENT, "RUN usermod -L www-data\n"),
            "`usermod` is not in",
            id="a command",
        ),
        pytest.param(
            SLIM + BODY.replace(CLIENT, "RUN python -m venv /venv\n"), "`venv`", id="a venv"
        ),
        pytest.param(
            SLIM + BODY.replace(CLIENT, 'RUN ["pip", "install", "awslambdaric"]\n'),
            "cannot be read one by one",
            id="the JSON form of RUN",
        ),
        pytest.param(
            f'{SLIM}WORKDIR /app\nCOPY . .\nENTRYPOINT ["/app/start.sh"]\n{CMD}',
            "does more than start",
            id="an entry point that does more",
        ),
        pytest.param(
            f"{SLIM}{BODY}".replace(CMD, "CMD app.handler\n"),
            "shell form",
            id="CMD in its shell form",
        ),
    ],
)
def test_noop(text: str, why: str) -> None:
    done = run(text)
    assert not done.changed
    if done.left_alone:
        assert done.left_alone.startswith("not a Lambda function image")
        return
    assert [why in r.text for _, r in done.reasons] == ([True] if why else [])
    assert Verdict.APPLIED not in {r.verdict for _, r in done.reasons}


@pytest.mark.parametrize(
    ("base", "doubt"),
    [
        ("python:3.11-slim", "AL2 with glibc 2.26"),
        ("python:3.12-alpine", "on Alpine other wheels"),
        ("python:3.12", "the full image has compilers"),
    ],
)
def test_a_doubtful_switch_waits_for_unsafe(base: str, doubt: str) -> None:
    text = f"FROM {base}\n" + BODY.replace(CLIENT, "RUN pip install awslambdaric six\n")
    safe = run(text)
    assert not safe.changed
    _, reason = safe.reasons[0]
    assert (reason.verdict, reason.safety) == (Verdict.WITHHELD, Safety.UNSAFE)
    assert doubt in reason.text
    unsafe = run(text, Safety.UNSAFE)
    assert unsafe.text.startswith("FROM public.ecr.aws/lambda/python:3.1")
    assert {r.safety for _, r in unsafe.reasons} == {Safety.UNSAFE}


@pytest.mark.parametrize("base", ["python:3.7-slim", "public.ecr.aws/lambda/python:3.8"])
def test_a_python_out_of_support_is_advice(base: str) -> None:
    done = run(f"FROM {base}\nWORKDIR /var/task\nCOPY app.py ./\n{START}", Safety.UNSAFE)
    assert not done.changed
    assert [r.verdict for _, r in done.reasons] == [Verdict.ADVICE]


def test_support_is_asked_for_on_the_day_of_the_run() -> None:
    text = f"{AWS}COPY app.py ./\n{CMD}"
    only = frozenset({"aws-base-image"})
    for day, advice in ((date(2026, 11, 25), 0), (date(2040, 1, 1), 1)):
        settings = Settings(only=only, today=day)
        done = rewrite(Source.of(text), Project.of(FILES), settings)
        assert len(done.reasons) == advice


@pytest.mark.parametrize(
    "path",
    [
        "/app/x",
        "/usr/local/bin/python",
        "/usr/local/bin/python3",
        "/usr/local/lib/python3.12/site-packages",
    ],
)
def test_code_that_names_the_old_place_keeps_the_base(path: str) -> None:
    code = f"def handler(event, context):\n    return open({path!r})\n"
    done = run(SLIM + BODY, files={**FILES, "app.py": code})
    assert not done.changed
    assert "app.py names" in done.reasons[0][1].text


def test_an_entry_script_that_only_chooses_the_emulator_goes() -> None:
    files = {**FILES, "entry.sh": ENTRY}
    text = (
        f'{SLIM}WORKDIR /app\n{CLIENT}COPY entry.sh /\nCOPY app.py ./\nENTRYPOINT ["/entry.sh"]\n'
    )
    done = run(text + CMD, files=files)
    assert done.text == f"{AWS}{ROOT}COPY app.py ./\n{CMD}"


@pytest.mark.parametrize(
    "place",
    [
        "/usr/bin",
        "/usr/local/bin",
    ],
)
def test_the_emulator_goes_with_all_that_is_about_it(place: str) -> None:
    emulator = (
        "ADD https://github.com/aws/aws-lambda-runtime-interface-emulator/releases/latest/"
        f"download/aws-lambda-rie {place}/aws-lambda-rie\nRUN chmod 755 {place}/aws-lambda-rie\n"
    )
    text = f"{SLIM}WORKDIR /app\n{emulator}{CLIENT}COPY entry.sh /\nCOPY app.py ./\n"
    files = {**FILES, "entry.sh": ENTRY.replace("/usr/bin", place)}
    done = run(f'{text}ENTRYPOINT ["/entry.sh"]\n{CMD}', files=files)
    assert done.text == f"{AWS}{ROOT}COPY app.py ./\n{CMD}"


@pytest.mark.parametrize("place", ["/var/task/", "/opt/python"])
def test_a_copy_from_a_stage_on_docker_hub_s_image_is_no_obstacle(place: str) -> None:
    first = "FROM amazon/aws-lambda-python:3.12 AS first\n"
    done = run(f"{first}\n{AWS}COPY --from=first {place} {place}\nCOPY app.py ./\n{CMD}")
    assert done.changed


def test_one_run_switches_every_stage() -> None:
    text = f"FROM amazon/aws-lambda-python:3.12 AS tools\nCOPY app.py /x/\n\n{SLIM}{BODY}"
    once = run(text)
    assert run(once.text).text == once.text


@pytest.mark.parametrize(
    ("base", "newer"),
    [
        ("public.ecr.aws/lambda/nodejs:20-x86_64", "public.ecr.aws/lambda/nodejs:22-x86_64"),
        ("public.ecr.aws/lambda/python:3.9", "public.ecr.aws/lambda/python:3.11"),
    ],
)
def test_the_next_version_is_written_where_nothing_depends_on_it(base: str, newer: str) -> None:
    text = f'FROM {base}\nCOPY app.py ./\nCMD ["app.handler"]\n'
    assert run(text).text == text
    assert run(text, Safety.UNSAFE).text == text.replace(base, newer)


@pytest.mark.parametrize(
    "line", ["RUN pip install requests\n", 'ENTRYPOINT ["/start"]\n', "RUN ls\n"]
)
def test_the_next_version_is_not_written_where_something_runs(line: str) -> None:
    text = f'FROM public.ecr.aws/lambda/python:3.9\nCOPY app.py ./\n{line}CMD ["app.handler"]\n'
    assert "python:3.9" in run(text, Safety.UNSAFE).text


def test_a_floating_tag_of_aws_is_named_and_stays() -> None:
    text = f"FROM public.ecr.aws/lambda/python:latest\nCOPY app.py ./\n{CMD}"
    done = run(text)
    assert done.text == text
    assert any("names no version" in reason.text for _, reason in done.reasons)


@pytest.mark.parametrize(
    "base", ["lambda/nodejs:28", "lambda/python:3.19", "lambda/nodejs:26-preview"]
)
def test_a_version_that_is_newer_than_the_table_passes(base: str) -> None:
    text = f"FROM public.ecr.aws/{base}\nCOPY app.py ./\n{CMD}"
    assert run(text, Safety.UNSAFE).text == text


@pytest.mark.parametrize(
    ("base", "why", "hint"),
    [
        ("python:3.17-slim", "no base image of Python 3.17", ""),
        ("python:3.5-slim", "no base image of Python 3.5", "python:3.11"),
        ("python:3.15-slim", "python:3.15 is a preview, which AWS does not support yet", ""),
        ("python:3.9-slim", "AWS has not patched public.ecr.aws/lambda/python:3.9", "Python 3.11"),
        ("python:slim", "its name does not say which Python it brings", "python:3.14-slim"),
        ("gcr.io/distroless/python3-debian12", "an image without a shell", "AWS's base"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "the uv installer", "COPY --from"),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", "images of Linux only", "Linux"),
        ("m.example/hub/library/python:3.13-slim", "and what else, is not known", "base-images"),
        ("m.example/science:3", "and what else, is not known", "python:3.14-slim"),
    ],
)
def test_an_image_that_stays_is_said_to_be_what_its_name_tells(
    base: str, why: str, hint: str
) -> None:
    done = run(f"FROM {base}\nWORKDIR /app\nCOPY app.py ./\n{START}")
    said = next(r for name, r in done.reasons if name == "aws-base-image")
    assert said.text.startswith(f"`{base}` stays: ")
    assert why in said.text
    assert hint in said.hint if hint else not said.hint


@pytest.mark.parametrize(
    ("base", "why", "hint"),
    [
        ("python:3.15-preview", "is a preview, which AWS does not support yet", "python:3.14"),
        ("python:3.19", "is not in the table of", "lambdafix runtimes"),
        ("python:3.8.2024.05.01.10", "since 2024-10-14", "lambda/python:3.11, if the code"),
        ("nodejs:18", "AWS has not patched `public.ecr.aws/lambda/nodejs:18` since", "nodejs:22"),
    ],
)
def test_a_base_image_that_aws_does_not_patch_is_named_with_the_next(
    base: str, why: str, hint: str
) -> None:
    done = run(f"FROM public.ecr.aws/lambda/{base}\nCOPY app.py ./\n{CMD}")
    said = next(r for name, r in done.reasons if name == "aws-base-image")
    assert why in said.text
    assert hint in said.hint


@pytest.mark.parametrize(("tag", "said"), [("3.12.7-slim", True), ("3.12-slim", False)])
def test_a_patch_version_that_is_lost_is_said(tag: str, *, said: bool) -> None:
    done = run(f"FROM python:{tag}\nWORKDIR /app\nCOPY app.py ./\n{START}")
    texts = [r.text for _, r in done.reasons if r.verdict is Verdict.APPLIED]
    assert any("the patch version of its day, not 3.12.7" in text for text in texts) is said


def test_a_mirror_stays_the_users_mirror() -> None:
    mirrors = (("m.example/hub", "docker.io"), ("m.example/aws", "public.ecr.aws"))
    text = f"FROM m.example/hub/library/python:3.13-slim\nWORKDIR /app\nCOPY app.py ./\n{START}"
    settings = Settings(today=date(2026, 11, 25), base_images=mirrors)
    done = rewrite(Source.of(text), Project.of(FILES), settings)
    assert done.text.startswith("FROM m.example/aws/lambda/python:3.13\n")
    kept = "FROM m.example/hub/amazon/aws-lambda-python:3.13\nCOPY app.py ./\n" + CMD
    assert rewrite(Source.of(kept), Project.of(FILES), settings).text == kept


@pytest.mark.parametrize("path", ["libs/x.cpython-39-x86_64-linux-gnu.so", "six.dist-info/RECORD"])
def test_the_next_version_is_not_written_where_packages_are_copied(path: str) -> None:
    text = 'FROM public.ecr.aws/lambda/python:3.9\nCOPY . ./\nCMD ["app.handler"]\n'
    settings = Settings(Safety.UNSAFE, today=date(2026, 11, 25))
    project = Project.of({**FILES, path: ""})
    assert "python:3.9" in rewrite(Source.of(text), project, settings).text


@pytest.mark.parametrize(("version", "moves"), [("3.13", True), ("3.13.1", False)])
def test_a_build_argument_has_to_be_a_version_that_the_base_image_has(
    version: str, moves: bool
) -> None:
    text = f"ARG V={version}\nFROM python:${{V}}-slim\nWORKDIR /app\nCOPY app.py ./\n{START}"
    assert ("lambda/python:${V}" in run(text).text) is moves
