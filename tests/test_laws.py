"""The laws of a rewrite, over generated Dockerfiles of Lambda functions.

The generated context holds what a law has to survive: a file with the name of a distribution
(`six.py`), two requirements files of which one includes the other, a directory, a blank in a name.
"""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdafix.codemod import Safety, Settings, Transform, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.codemods.late_stamps import transform as late_stamps
from lambdafix.codemods.stable_order import transform as stable_order
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.report.diff import unified
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.syntax.tree import Stage

FILES = {
    "app.py": "import requests\n\n\ndef handler(event, context):\n    return 1\n",
    "requirements.txt": "requests==2.32.5\n",
    "all.txt": "-r requirements.txt\nsix\n",
    "six.py": "",
    "src/util.py": "",
    "src/data.json": "{}",
    "a b.txt": "",
}
PROJECT = Project.of(FILES)
DAY = date(2026, 11, 25)
BUSTER = ("ARG", "CACHEBUST=1")

pick = st.sampled_from
HEAD = pick(
    ["", "", "# syntax=docker/dockerfile:1\n", "# The function\n\n", "ARG TAG=3.12\n", "#c\n"]
)
FROM = pick(
    [
        *["FROM public.ecr.aws/lambda/python:3.12"] * 4,
        "FROM public.ecr.aws/lambda/python:3.9",
        "FROM --platform=linux/amd64 public.ecr.aws/lambda/python:3.13",
        "FROM amazon/aws-lambda-python:3.12",
        "FROM python:3.12-slim",
        "FROM python:3.11",
        "FROM python:3.12-alpine",
        "FROM public.ecr.aws/lambda/python:${TAG:-3.13}",
        "FROM example.com/our/python:1",
    ]
)
COPY = pick(
    [
        "COPY . .",
        "COPY app.py ./",
        "COPY app.py requirements.txt ${LAMBDA_TASK_ROOT}/",
        "COPY requirements.txt .",
        "COPY *.txt ./",
        "COPY all.txt requirements.txt /tmp/build/",
        "COPY six.py src/ ./",
        "COPY src /opt/src",
        "COPY --chown=1000:1000 src/ ${LAMBDA_TASK_ROOT}/src/",
        'COPY ["a b.txt", "./"]',
        "COPY gone.py ./",
        "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv",
        "COPY --from=example.com/extension:1 /opt/ /opt/",
        "ADD https://example.com/ca.pem /etc/pki/ca.pem",
        "ADD requirements.txt src/",
    ]
)
RUN = pick(
    [
        "pip install -r requirements.txt",
        "pip install -r requirements.txt -t .",
        'pip install --no-cache-dir -r all.txt --target "${LAMBDA_TASK_ROOT}"',
        "pip install -r /tmp/build/all.txt --target /opt/python",
        "pip install requests six",
        "pip install --upgrade pip",
        "python -m pip install .",
        "uv pip install --system -r requirements.txt",
        "dnf install -y gcc git && dnf clean all",
        "dnf install -y libpq-devel \\\n    # for psycopg\n    gcc",
        "yum install -y gcc-c++ make",
        "apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev \\\n"
        "    && rm -rf /var/lib/apt/lists/*",
        "apk add --no-cache git",
        "mkdir -p /opt/src && chmod 755 /opt/src",
        "rm -rf src",
        "find . -name '*.md' -delete",
        "cd /tmp/build && pip install -r all.txt -t /opt/python",
        "./build.sh",
        "make -C src",
        "echo $STAMP > version.txt",
        "echo $GIT_SHA > version.txt",
        "env > about.txt",
        "--mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
    ]
).map("RUN {}".format)
STATE = pick(
    [
        "ENV STAGE=prod",
        "ENV PIP_NO_CACHE_DIR=1 A=b",
        "ENV PYTHONPATH=/opt/src",
        "ARG STAMP",
        "ARG STAMP=1",
        "ARG GIT_SHA",
        "ARG BUILD_DATE=today VERSION=1",
        "ENV SHA=${GIT_SHA} B=c",
        "LABEL org.opencontainers.image.version=$VERSION",
        "LABEL a=$SHA c=d",
        "ARG CACHEBUST=1",
        "ARG PIP_INDEX_URL",
        "WORKDIR /var/task",
        "WORKDIR src",
        "WORKDIR ${LAMBDA_TASK_ROOT}",
        "WORKDIR /app",
        "USER 1000",
        "LABEL a=b",
        "EXPOSE 8080",
        "# lambdafix: keep",
        "# A heading\n",
        "# a comment",
        "",
    ]
)
LINES = st.lists(st.one_of(COPY, COPY, RUN, RUN, STATE), max_size=8)
START = pick(
    [
        *['CMD ["app.handler"]'] * 4,
        'ENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.handler"]',
        "CMD app.handler",
        "",
    ]
)
TAKE = pick(
    ["COPY --from=0 /var/task/ /var/task/", "COPY --from=first /opt/python /opt/python", "", ""]
)


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    """One stage or two, the last of them a Lambda function's (mostly)."""
    lines = [draw(HEAD) + draw(FROM)]
    if draw(st.booleans()):
        lines[0] += draw(pick([" AS first", " AS First", ""]))
        lines += [*draw(LINES), "", draw(FROM), draw(TAKE)]
    lines += [*draw(LINES), draw(START)]
    text = "\n".join(lines) + draw(pick(["\n", "\n", "", "\n\n# the end\n"]))
    return draw(pick([text, text, text.replace("\n", "\r\n")]))


ALLOWED = pick([Safety.SAFE, Safety.UNSAFE])


def law(examples: int) -> settings:
    """Bounded, and the same examples in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def rewritten(
    text: str, allow: Safety = Safety.SAFE, only: frozenset[str] = frozenset()
) -> Rewrite:
    return rewrite(Source.of(text), PROJECT, Settings(allow=allow, only=only, today=DAY))


@law(150)
@given(dockerfiles(), ALLOWED)
def test_no_step_is_withdrawn(text: str, allow: Safety) -> None:
    done = rewritten(text, allow)
    assert [(s.codemod, s.withdrawn) for s in done.steps if s.withdrawn] == []
    assert not done.fault


@law(100)
@given(dockerfiles(), ALLOWED)
def test_a_second_run_changes_nothing(text: str, allow: Safety) -> None:
    once = rewritten(text, allow)
    assert rewritten(once.text, allow).text == once.text


@law(100)
@given(dockerfiles(), ALLOWED)
def test_every_step_reads_back_as_the_tree_that_it_made(text: str, allow: Safety) -> None:
    done = rewritten(text, allow)
    assert parse(done.text) == done.result
    assert all(parse(s.after).text == s.after for s in done.steps)
    assert [s.before for s in done.steps[1:]] == [s.after for s in done.steps[:-1]]


@law(100)
@given(dockerfiles())
def test_no_comment_is_lost_without_a_word(text: str) -> None:
    done = rewritten(text)
    said = " ".join(reason.text for _, reason in done.reasons)
    kept = parse(done.text).comments
    assert [c for c in parse(text).comments if c not in kept and c not in said] == []


@law(100)
@given(dockerfiles())
def test_a_step_changes_the_file_exactly_where_it_gives_a_reason(text: str) -> None:
    for step in rewritten(text).steps:
        applied = [r for r in step.reasons if r.verdict is Verdict.APPLIED]
        assert bool(applied) == (step.before != step.after)
        assert all(0 < r.line <= len(text.splitlines()) for r in step.reasons)


@law(100)
@given(dockerfiles())
def test_without_unsafe_nothing_unsafe_is_applied(text: str) -> None:
    applied = [r.safety for _, r in rewritten(text).reasons if r.verdict is Verdict.APPLIED]
    assert set(applied) <= {Safety.SAFE}


@law(100)
@given(dockerfiles(), pick([stable_order, late_stamps]))
def test_what_orders_is_a_permutation_of_each_stage(text: str, order: Transform) -> None:
    before = parse(text)
    after = order(before, PROJECT, Settings(today=DAY)).dockerfile
    assert len(after.stages) == len(before.stages)
    for old, new in zip(before.stages, after.stages, strict=True):
        assert sorted(i.text for i in new.instructions) == sorted(i.text for i in old.instructions)
        assert new.instructions[0] == old.instructions[0]


@law(100)
@given(dockerfiles())
def test_every_run_stays_behind_the_cache_buster_that_it_stood_behind(text: str) -> None:
    def within(stages: tuple[Stage, ...]) -> list[str]:
        found = []
        for stage in stages:
            lines = [(i.keyword, i.body.strip()) for i in stage.instructions]
            above = lines.index(BUSTER) if BUSTER in lines else len(lines)
            found += [body for keyword, body in lines[above:] if keyword == "RUN"]
        return found

    before, after = parse(text), rewritten(text).result
    behind = set(within(before.stages))
    reached = set(within(after.stages))
    kept = {i.body.strip() for i in after.instructions if i.keyword == "RUN"}
    assert (behind & kept) <= reached


@law(60)
@given(dockerfiles(), pick([codemod.name for codemod in PIPELINE]))
def test_a_codemod_alone_keeps_every_invariant_too(text: str, name: str) -> None:
    done = rewritten(text, only=frozenset({name}))
    assert [s.codemod for s in done.steps] == ([] if done.left_alone else [name])
    assert [s.withdrawn for s in done.steps if s.withdrawn] == []


@law(25)
@given(dockerfiles())
def test_git_applies_the_diff(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    done = rewritten(text)
    where = tmp_path_factory.mktemp("function")
    write(where / "Dockerfile", text)
    write(where / "change.diff", unified(text, done.text, "Dockerfile"))
    if done.changed:
        outside = {"GIT_CEILING_DIRECTORIES": str(where.parent), "PATH": os.environ["PATH"]}
        words = ["git", "apply", "--whitespace=nowarn", "change.diff"]
        applied = subprocess.run(words, cwd=where, env=outside, capture_output=True, text=True)
        assert applied.returncode == 0, applied.stderr
    assert (where / "Dockerfile").read_bytes() == done.text.encode()


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
