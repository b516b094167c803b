from __future__ import annotations

import json

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
        pytest.param(
            "RUN yum install -q -y git\n", "RUN dnf install -y git\n", id="microdnf has no -q"
        ),
        pytest.param(
            "RUN apt-get -qq update && apt-get -yqq install git\n",
            "RUN dnf -y install git\n",
            id="a bundle of short options",
        ),
        pytest.param(
            "RUN yum install -y --setopt=tsflags=nodocs git\n",
            "RUN dnf install -y --setopt=tsflags=nodocs git\n",
            id="an option with its value",
        ),
        pytest.param(
            "RUN yum install -y --setopt tsflags=nodocs git\n",
            "RUN dnf install -y --setopt tsflags=nodocs git\n",
            id="an option with its value in the next word",
        ),
        pytest.param(
            "RUN apt-get update && apt-get upgrade -y\n",
            "RUN dnf upgrade -y\n",
            id="an upgrade of all",
        ),
        pytest.param("RUN apk upgrade --no-cache\n", "RUN dnf upgrade -y\n", id="apk asks nothing"),
        pytest.param(
            "RUN yum update -y curl openssl11\n",
            "RUN dnf update -y openssl\n",
            id="an update by name",
        ),
        pytest.param("RUN yum update -y curl\n", "", id="an update of what is left out"),
        pytest.param(
            "RUN yum install -y git && yum clean metadata\n",
            "RUN dnf install -y git && dnf clean all\n",
            id="microdnf cleans all or nothing",
        ),
        pytest.param("RUN yum makecache fast\n", "RUN dnf makecache\n", id="makecache"),
        pytest.param(
            "RUN yum install -y git-2.23.4-1.amzn2.0.1 libXt.x86_64\n",
            "RUN dnf install -y git libXt\n",
            id="a release of Amazon Linux 2 and an architecture",
        ),
        pytest.param(
            "RUN amazon-linux-extras enable rust1 && yum install -y rust\n",
            "RUN dnf install -y rust\n",
            id="extras that are enabled",
        ),
        pytest.param(
            "RUN amazon-linux-extras install rust1 -y\n",
            "RUN dnf install -y rust cargo\n",
            id="extras that are installed",
        ),
        pytest.param("RUN amazon-linux-extras enable rust1\n", "", id="nothing but to enable"),
        pytest.param(
            "RUN yum install -y shadow-utils && useradd app\n",
            "RUN dnf install -y shadow-utils && useradd app\n",
            id="a user, with what makes it",
        ),
        pytest.param(
            "RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y git\n",
            "RUN dnf install -y git\n",
            id="what is for apt's questions",
        ),
        pytest.param(
            "RUN yum install -y python3-devel gcc\n",
            "RUN dnf install -y gcc\n",
            id="headers of another Python",
        ),
        pytest.param(
            "RUN dnf install -y curl tar\n", "RUN dnf install -y tar\n", id="dnf and the full curl"
        ),
        pytest.param("RUN microdnf install -y curl\n", "", id="microdnf and the full curl alone"),
        pytest.param(
            "RUN dnf install -y curl && curl -sS https://example.com -o /opt/a\n",
            "RUN curl -sS https://example.com -o /opt/a\n",
            id="the curl that is there is called",
        ),
        pytest.param(
            "RUN apk add --no-cache --virtual .build gcc\n",
            "RUN dnf install -y gcc\n",
            id="a virtual package of apk",
        ),
        pytest.param(
            "RUN useradd -m app && yum install -y git\n",
            "RUN dnf install -y git\n",
            id="a user for the function",
        ),
        pytest.param(
            "RUN groupadd -r app && useradd -r -g app app\nUSER app\n",
            "",
            id="a user that runs the function",
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
        pytest.param("RUN yum groupinstall -y x\n", "knows no groups", id="a group"),
        pytest.param("RUN yum install -y @x\n", "`@x`", id="a group by its sign"),
        pytest.param("RUN yum install -y --enablerepo=epel x\n", "`--enablerepo=epel`", id="EPEL"),
        pytest.param("RUN yum install -y epel-release\n", "spal-release", id="EPEL itself"),
        pytest.param("RUN amazon-linux-extras install epel\n", "spal-release", id="EPEL of extras"),
        pytest.param("RUN amazon-linux-extras install nginx1\n", "`nginx1`", id="an extra"),
        pytest.param("RUN amazon-linux-extras\n", "has no extras", id="a list of extras"),
        pytest.param("RUN yum install -y ffmpeg\n", "install -y ffmpeg-free", id="SPAL"),
        pytest.param("RUN yum install -y libreoffice\n", "no such package", id="libreoffice"),
        pytest.param("RUN apt-get install -y wkhtmltopdf\n", "not be packaged", id="wkhtmltopdf"),
        pytest.param("RUN apt-get install -y openjdk-11-jdk\n", "JAVA_HOME", id="another Java"),
        pytest.param(
            "RUN yum install -y https://example.com/epel-7.rpm\n", "another system", id="an address"
        ),
        pytest.param("RUN yum install -y ./a.rpm\n", "another system", id="a file"),
        pytest.param("RUN yum localinstall -y a.rpm\n", "another system", id="localinstall"),
        pytest.param(
            "RUN rpm -i https://example.com/a.rpm && yum install -y git\n",
            "another system",
            id="an address for rpm",
        ),
        pytest.param(
            "RUN yum-config-manager --add-repo https://a.example/a.repo && yum install -y git\n",
            "copy a .repo file",
            id="a repository",
        ),
        pytest.param(
            "RUN apk add --virtual .build gcc && apk del .build\n", "in a build stage", id="a set"
        ),
        pytest.param("RUN dnf install -y tesseract\n", "(SPAL)", id="dnf and SPAL"),
        pytest.param("RUN dnf install -y wkhtmltopdf\n", "not be packaged", id="dnf and no such"),
        pytest.param("RUN dnf install -y gnupg2\n", "with gnupg2-minimal", id="dnf and gnupg2"),
        pytest.param("RUN dnf groupinstall -y Tools\n", "knows no groups", id="a group of dnf"),
        pytest.param(
            "RUN dnf install -y spal-release && dnf install -y tesseract\n", "", id="dnf with SPAL"
        ),
        pytest.param("RUN dnf swap -y curl-minimal curl-full\n", "", id="a swap"),
        pytest.param("RUN dnf install -y --allowerasing curl\n", "", id="the full dnf"),
        pytest.param("RUN tar -xf /opt/a.tar\n", "`tar` is not in", id="a command"),
        pytest.param("RUN dnf install -y tar && tar -xf /opt/a.tar\n", "", id="what brings it"),
        pytest.param("RUN ./fetch.sh && tar -xf /opt/a.tar\n", "", id="what may bring it"),
        pytest.param(
            "RUN useradd app && chown app /opt\n", "`useradd` is not in", id="a user who owns files"
        ),
        pytest.param("RUN useradd -d /opt app\n", "`useradd` is not in", id="a home elsewhere"),
        pytest.param(
            "RUN useradd app\nUSER app\nRUN touch /tmp/a\n",
            "`useradd` is not in",
            id="a user who runs a step",
        ),
        pytest.param("RUN apt-get purge -y gcc\n", "in a build stage", id="a removal"),
        pytest.param("RUN yum install -y -C git\n", "no such option", id="an option of yum"),
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


def test_a_name_that_is_only_believed_changes_nothing() -> None:
    for seen, changed in (("BELIEVED", False), ("SEEN", True)):
        entry = {"to": ["jq"], "source": "hearsay", "seen": seen}
        settings = Settings(packages=json.dumps({"yum": {"jq-tools": entry}}))
        text = f"{BASE}RUN yum install -y jq-tools\nCOPY app.py ./\n{CMD}"
        done = rewrite(Source.of(text), Project.of({"app.py": ""}), settings)
        assert done.changed is changed


def test_an_extra_that_is_only_believed_changes_nothing() -> None:
    entry = {"to": ["jq"], "source": "hearsay", "seen": "BELIEVED"}
    settings = Settings(packages=json.dumps({"extras": {"jq1": entry}}))
    text = f"{BASE}RUN amazon-linux-extras install -y jq1\nCOPY app.py ./\n{CMD}"
    assert not rewrite(Source.of(text), Project.of({"app.py": ""}), settings).changed


@pytest.mark.parametrize("verb", ["enable", "install"])
def test_another_version_of_an_extra_is_said(verb: str) -> None:
    done = run(f"RUN amazon-linux-extras {verb} postgresql14 && yum install -y postgresql\n")
    (reason,) = [r.text for _, r in done.reasons]
    assert "postgresql14 is left out: Amazon Linux 2023 has postgresql15 in its place" in reason


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("left-pad", "name it as dnf knows it"),
        ("gnupg2", "dnf swap -y gnupg2-minimal gnupg2"),
        ("libreoffice", ""),
    ],
)
def test_a_hint_says_only_what_can_be_done(name: str, hint: str) -> None:
    (reason,) = [r for _, r in run(f"RUN yum install -y {name}\n").reasons]
    assert reason.hint.startswith(hint)
    assert bool(reason.hint) is bool(hint)
