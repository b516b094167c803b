"""no-pip-cache, no-package-caches and update-with-install: which RUNs change, and which stay."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

AWS = "FROM public.ecr.aws/lambda/python:3.12\n"
SLIM = (
    "FROM python:3.12-slim\n"
    "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/\n"
)
END = 'CMD ["app.handler"]\n'
FILES = {"app.py": "def handler(event, context):\n    return 1\n", "requirements.txt": "six\n"}
APT, LISTS = "apt-get install -y", " && rm -rf /var/lib/apt/lists/*"


def run(name: str, body: str, base: str = AWS) -> Rewrite:
    settings = Settings(only=frozenset({name}))
    done = rewrite(Source.of(f"{base}{body}{END}"), Project.of(FILES), settings)
    assert [s.withdrawn for s in done.steps if s.withdrawn] == []
    return done


def after(name: str, body: str, base: str = AWS) -> str:
    return run(name, body, base).text.removeprefix(base).removesuffix(END)


@pytest.mark.parametrize(
    ("before", "option"),
    [
        ("RUN pip install six", "RUN pip install --no-cache-dir six"),
        ("RUN pip3.12 -q install six", "RUN pip3.12 -q install --no-cache-dir six"),
        ("RUN python3 -m pip install six", "RUN python3 -m pip install --no-cache-dir six"),
        (
            "RUN pip install a && unheard-of && /opt/v/bin/pip install b",
            "RUN pip install --no-cache-dir a && unheard-of && "
            "/opt/v/bin/pip install --no-cache-dir b",
        ),
        (
            "RUN pip install \\\n    # why\n    -r requirements.txt",
            "RUN pip install --no-cache-dir \\\n    # why\n    -r requirements.txt",
        ),
    ],
)
def test_pip_is_told_to_keep_no_cache(before: str, option: str) -> None:
    body = "COPY requirements.txt ./\n"
    assert after("no-pip-cache", f"{body}{before}\n") == f"{body}{option}\n"


@pytest.mark.parametrize(
    "body",
    [
        "RUN pip install --no-cache-dir six\n",
        "RUN pip install --cache-dir /tmp/c six\n",
        "RUN PIP_NO_CACHE_DIR=1 pip install six\n",
        "ARG PIP_CACHE_DIR=/tmp/c\nRUN pip install six\n",
        "RUN pip install six && rm -rf /root/.cache\n",
        "RUN pip install six && pip cache purge\n",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install six\n",
        "RUN pip download six && pip list && uv pip install six\n",
        '# lambdafix: keep\nRUN ["pip", "install", "six"]\n',
        "# lambdafix: keep\nRUN pip install six\n",
    ],
)
def test_where_something_says_what_becomes_of_the_cache_pip_is_told_nothing(body: str) -> None:
    done = run("no-pip-cache", body)
    assert not done.changed
    assert done.reasons == ()


def test_a_step_that_empties_the_cache_may_end_the_build_when_there_is_none() -> None:
    done = run("no-pip-cache", "RUN pip install six\nRUN pip cache purge\n")
    assert not done.changed
    ((_, reason),) = done.reasons
    assert (reason.verdict, reason.line) == (Verdict.REFUSED, 2)
    assert "line 3 names one" in reason.text


def test_only_layers_of_the_final_image_are_lean() -> None:
    stage = "FROM python:3.12-slim AS other\nRUN dnf install -y git\nRUN pip install six\n"
    base = f"FROM public.ecr.aws/lambda/python:3.12 AS base\n{stage.partition(chr(10))[2]}\n"
    text = f"{stage}\n{base}FROM base\nCOPY app.py ./\n{END}"
    done = rewrite(Source.of(text), Project.of(FILES), Settings())
    first, second, _ = done.text.split("\nFROM ")
    assert first == stage
    assert "--no-cache-dir" in second
    assert "dnf clean all" in second


@pytest.mark.parametrize(
    ("before", "cleaned", "base"),
    [
        ("RUN dnf install -y git", "RUN dnf install -y git && dnf clean all", AWS),
        ("RUN microdnf install git", "RUN microdnf install git && microdnf clean all", AWS),
        (
            "RUN dnf update -y && dnf install -y git && git --version",
            "RUN dnf update -y && dnf install -y git && dnf clean all && git --version",
            AWS,
        ),
        ("RUN dnf install -y git >/log", "RUN dnf install -y git >/log && dnf clean all", AWS),
        ("RUN dnf install -y git || :", "RUN dnf install -y git && dnf clean all || :", AWS),
        (f"RUN apt-get update && {APT} git", f"RUN apt-get update && {APT} git{LISTS}", SLIM),
        (
            f"RUN apt-get update; {APT} git; unheard-of",
            f"RUN apt-get update; {APT} git{LISTS}; unheard-of",
            SLIM,
        ),
    ],
)  # fmt: skip
def test_a_manager_cleans_up_in_its_own_run(before: str, cleaned: str, base: str) -> None:
    assert after("no-package-caches", f"{before}\n", base) == f"{cleaned}\n"


@pytest.mark.parametrize(
    ("body", "base"),
    [
        ("RUN dnf install -y git && dnf clean all\n", AWS),
        ("RUN dnf install -y git && rm -rf /var/cache/dnf\n", AWS),
        ("RUN dnf install -y git | tee /opt/log\n", AWS),
        ("RUN --mount=type=cache,target=/var/cache dnf install -y git\n", AWS),
        ("RUN yum install -y git\n", AWS),  # the base image has none
        ("RUN dnf remove -y git\n", AWS),
        ("RUN apt-get update\n", SLIM),
        (f"RUN {APT} git\n", SLIM),
        (f"RUN --mount=type=tmpfs,target=/var/lib/apt apt-get update && {APT} git\n", SLIM),
    ],
)  # fmt: skip
def test_where_nothing_is_left_nothing_is_removed(body: str, base: str) -> None:
    done = run("no-package-caches", body, base)
    assert not done.changed
    assert done.reasons == ()


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (f"RUN {APT} curl\n", "installs from lists"),
        ("RUN ./setup.sh\n", "may do so"),
        ("RUN unheard-of --all\n", "may do so"),
    ],
)
def test_lists_that_a_later_run_installs_from_stay(later: str, why: str) -> None:
    body = f"RUN apt-get update && {APT} git\nCOPY app.py ./\n{later}"
    done = run("no-package-caches", body, SLIM)
    assert not done.changed, why
    assert [r.verdict for _, r in done.reasons] == [Verdict.REFUSED]
    again = f"RUN apt-get update && {APT} curl && rm -rf /var/lib/apt/lists/*\n"
    assert run("no-package-caches", body.replace(later, again), SLIM).changed


def test_an_install_from_the_cache_of_dnf_keeps_it() -> None:
    first, later = "RUN dnf install -y git\n", "RUN dnf -C install -y tar\n"
    assert after("no-package-caches", first) != first
    assert after("no-package-caches", first + later).startswith(first)
    offline = "RUN --network=none microdnf install -y tar\n"
    assert after("no-package-caches", first + offline).startswith(first)
    other = "RUN mkdir /opt/a && tar -C /opt/a -xf /opt/a.tar\n"
    assert not after("no-package-caches", first + other).startswith(first)


@pytest.mark.parametrize(
    ("before", "joined"),
    [
        (f"RUN apt-get update\nRUN {APT} git\n", f"RUN apt-get update && {APT} git\n"),
        (
            f"RUN apt-get update -qq && apt-get upgrade -y\nRUN {APT} git\n",
            f"RUN apt-get update -qq && apt-get upgrade -y\nRUN {APT} git\n",
        ),
        (
            f"# one\nRUN apt-get update\nENV A=1\nWORKDIR /app\n# two\nRUN {APT} git && true\n",
            f"ENV A=1\nWORKDIR /app\n# one\n# two\nRUN apt-get update && {APT} git && true\n",
        ),
        (
            f"RUN apt-get update\nRUN {APT} \\\n    git\n",
            f"RUN apt-get update && {APT} \\\n    git\n",
        ),
    ],
)
def test_an_update_stands_in_the_run_that_installs(before: str, joined: str) -> None:
    assert after("update-with-install", before, SLIM) == joined


@pytest.mark.parametrize(
    "body",
    [
        f"RUN apt-get update && {APT} git\n",
        "RUN apt-get update\n",
        f"RUN apt-get update\nRUN apt-get update && {APT} git\n",
        f"RUN apt-get update\nRUN {APT} git || true\n",
        f"RUN apt-get update\nRUN true; {APT} git\n",
        f"RUN apt-get update || true\nRUN {APT} git\n",
        f"RUN apt-get update > /opt/log\nRUN {APT} git\n",
        f"RUN apt-get update && touch /opt/a\nRUN {APT} git\n",
        f"RUN apt-get update\nRUN unheard-of\nRUN {APT} git\n",
        f"RUN apt-get update\nCOPY app.py /etc/apt/\nRUN {APT} git\n",
        f"RUN apt-get update\nUSER 1000\nRUN {APT} git\n",
        f"RUN apt-get update\n# lambdafix: keep\nRUN {APT} git\n",
        f"RUN --mount=type=tmpfs,target=/x apt-get update\nRUN {APT} git\n",
        "RUN apt-get update\nRUN apt-get remove -y git\n",
    ],
)
def test_an_update_that_cannot_be_joined_stays(body: str) -> None:
    assert not run("update-with-install", body, SLIM).changed


@pytest.mark.parametrize("name", ["no-pip-cache", "no-package-caches"])
def test_an_image_that_a_variable_names_is_somebody_else_s_to_judge(name: str) -> None:
    base = "ARG OF\nFROM quay.io/centos/centos:${OF}\nRUN pip install awslambdaric\n"
    body = "COPY app.py requirements.txt ./\nRUN yum install -y gcc && pip install six\n"
    assert after(name, body, base) == body
    known = base.replace("${OF}", "7")
    assert after(name, body, known) != body
