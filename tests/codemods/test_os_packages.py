from __future__ import annotations

import pytest

from lambdafix.codemod import Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'


def run(body: str, base: str = BASE) -> Rewrite:
    settings = Settings(only=frozenset({"os-packages"}))
    text = f"{base}{body}COPY app.py ./\n{CMD}"
    done = rewrite(Source.of(text), Project.of({"app.py": ""}), settings)
    assert [s.withdrawn for s in done.steps if s.withdrawn] == []
    return done


def body_of(done: Rewrite) -> str:
    return done.text.removeprefix(BASE).removesuffix(f"COPY app.py ./\n{CMD}")


APT = "apt-get install -y --no-install-recommends"
WEAK = "dnf install -y --setopt=install_weak_deps=0"


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param("RUN yum install -y git\n", "RUN dnf install -y git\n", id="yum"),
        pytest.param(
            "RUN yum -y update && yum install -y gcc-c++ make && yum clean all\n",
            "RUN dnf -y update && dnf install -y gcc-c++ make && dnf clean all\n",
            id="all commands of yum",
        ),
        pytest.param(
            "RUN yum install -y postgresql-devel cmake3\n",
            "RUN dnf install -y libpq-devel cmake\n",
            id="names of Amazon Linux 2",
        ),
        pytest.param(
            f"RUN apt-get update && {APT} gcc libpq-dev && rm -rf /var/lib/apt/lists/*\n",
            f"RUN {WEAK} gcc libpq-devel && dnf clean all\n",
            id="apt-get with its lists",
        ),
        pytest.param(
            f"RUN apt-get update \\\n    && {APT} \\\n        git \\\n        libpq-dev\n",
            f"RUN \\\n    {WEAK} \\\n        git \\\n        libpq-devel\n",
            id="the layout of a long line",
        ),
        pytest.param(
            "RUN apk add --no-cache git\n", "RUN dnf install -y git\n", id="apk asks nothing"
        ),
        pytest.param(
            "RUN yum install -y \\\n    git \\\n    # the database\n    postgresql-devel\n",
            "RUN dnf install -y \\\n    git \\\n    # the database\n    libpq-devel\n",
            id="a comment among the packages",
        ),
        pytest.param(
            "RUN apt-get install -y git=1:2.30.2-1\n",
            "RUN dnf install -y git\n",
            id="a version of Debian is not carried over",
        ),
        pytest.param("RUN yum install -y curl\n", "", id="what is there already"),
        pytest.param(
            "RUN yum install -y curl git\n", "RUN dnf install -y git\n", id="one of two is there"
        ),
        pytest.param(
            "RUN set -e; yum install -y git\n", "RUN set -e; dnf install -y git\n", id="set -e"
        ),
        pytest.param(
            "RUN yum install -y git && ./build.sh\n",
            "RUN dnf install -y git && ./build.sh\n",
            id="something unknown in the same RUN",
        ),
        pytest.param(
            "RUN yum install -y git && yum clean all && rm -rf /var/cache/yum\n",
            "RUN dnf install -y git && dnf clean all\n",
            id="the cache is cleaned twice",
        ),
    ],
)
def test_rewrite(body: str, after: str) -> None:
    done = run(body)
    assert body_of(done) == after
    assert {r.verdict for _, r in done.reasons} == {Verdict.APPLIED}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("RUN dnf install -y git\n", "", id="dnf"),
        pytest.param("RUN microdnf install -y git\n", "", id="microdnf"),
        pytest.param("RUN echo yum apt-get\n", "", id="the names are only said"),
        pytest.param("# lambdafix: keep\nRUN yum install -y git\n", "", id="it is kept"),
        pytest.param('RUN ["yum", "install", "-y", "git"]\n', "is not read", id="the JSON form"),
        pytest.param("RUN yum install -y left-pad\n", "`left-pad`", id="an unknown package"),
        pytest.param("RUN apt-get install -y chromium\n", "`chromium`", id="it does not exist"),
        pytest.param("RUN yum install -y $PACKAGES\n", "`$PACKAGES`", id="a variable"),
        pytest.param("RUN apt-get install -y -t sid git\n", "`-t`", id="an option dnf has not"),
        pytest.param("RUN yum groupinstall -y x\n", "`yum groupinstall`", id="a yum command"),
    ],
)
def test_noop(body: str, why: str) -> None:
    done = run(body)
    assert not done.changed
    assert [why in r.text for _, r in done.reasons] == ([True] if why else [])
    assert {r.verdict for _, r in done.reasons} <= {Verdict.REFUSED}


@pytest.mark.parametrize(
    "base",
    [
        "FROM public.ecr.aws/lambda/python:3.11\n",  # Amazon Linux 2 has yum
        "FROM python:3.12-slim\n",
        "FROM example.com/our/python:3.12\n",
    ],
)
def test_an_image_that_is_not_on_amazon_linux_2023_is_left_alone(base: str) -> None:
    assert not run("RUN yum install -y git\n", base).changed


def test_only_the_stages_on_amazon_linux_2023_are_changed() -> None:
    first = "FROM amazonlinux:2 AS first\nRUN yum install -y zip\n\n"
    done = run("RUN yum install -y git\n", f"{first}{BASE}")
    assert done.text.startswith(f"{first}{BASE}RUN dnf install -y git\n")


def test_what_is_left_out_is_said() -> None:
    _, reason = run("RUN yum install -y curl git\n").reasons[0]
    assert "curl is left out" in reason.text
    assert reason.line == 2
