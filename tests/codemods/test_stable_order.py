from __future__ import annotations

import pytest

from lambdafix.codemod import Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

FILES = {"app.py": "", "lib.py": "", "src/util.py": "", "requirements.txt": "requests\n"}
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
DNF = "RUN dnf install -y git && dnf clean all"
EXTENSION = "COPY --from=example.com/extension:1 /opt/ /opt/"
PIP = "COPY requirements.txt ./\nRUN pip install -r requirements.txt -t ."


SETTINGS = Settings(only=frozenset({"stable-order"}))


def run(body: str, before: str = "") -> Rewrite:
    done = rewrite(Source.of(f"{before}{BASE}{body}\n{CMD}"), Project.of(FILES), SETTINGS)
    assert [s.withdrawn for s in done.steps] == [""]
    return done


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(f"COPY app.py ./\n{DNF}", f"{DNF}\nCOPY app.py ./", id="OS packages last"),
        pytest.param(
            f"COPY app.py ./\n{EXTENSION}",
            f"{EXTENSION}\nCOPY app.py ./",
            id="an extension behind the function",
        ),
        pytest.param(
            f"{PIP}\n{EXTENSION}\nCOPY app.py ./",
            f"{EXTENSION}\n{PIP}\nCOPY app.py ./",
            id="an extension behind the dependencies",
        ),
        pytest.param(f"{EXTENSION}\n{DNF}", f"{DNF}\n{EXTENSION}", id="packages, then images"),
        pytest.param(
            f"COPY app.py ./\n{PIP}\n{EXTENSION}\n{DNF}",
            f"{DNF}\n{EXTENSION}\n{PIP}\nCOPY app.py ./",
            id="all four kinds the wrong way round",
        ),
        pytest.param(
            "COPY app.py ./\nADD https://example.com/ca.pem /etc/ca.pem",
            "ADD https://example.com/ca.pem /etc/ca.pem\nCOPY app.py ./",
            id="what is fetched by its address",
        ),
        pytest.param(
            f"COPY app.py ./\nENV A=b\n{DNF}",
            f"ENV A=b\n{DNF}\nCOPY app.py ./",
            id="an ENV goes along",
        ),
        pytest.param(
            f"COPY src ./\nRUN chmod 755 util.py\n{DNF}",
            f"{DNF}\nCOPY src ./\nRUN chmod 755 util.py",
            id="what works on the source stays behind it",
        ),
        pytest.param(
            f"# the code\nCOPY app.py ./\n\n# the tools\n{DNF}",
            f"# the tools\n{DNF}\n\n# the code\nCOPY app.py ./",
            id="comments travel",
        ),
        pytest.param(
            f"# Heading\n\nCOPY app.py ./\n{DNF}",
            f"# Heading\n\n{DNF}\n\nCOPY app.py ./",
            id="a heading stays in its place",
        ),
    ],
)
def test_rewrite(body: str, after: str) -> None:
    done = run(body)
    assert done.text == f"{BASE}{after}\n{CMD}"
    assert {r.verdict for _, r in done.reasons} == {Verdict.APPLIED}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{DNF}\n{EXTENSION}\n{PIP}\nCOPY app.py ./", id="it is so already"),
        pytest.param("COPY lib.py ./\nCOPY app.py ./", id="files of the context"),
        pytest.param(f"COPY app.py ./\nRUN ./build.sh\n{DNF}", id="a RUN that is not understood"),
        pytest.param(f"COPY app.py ./\n# lambdafix: keep\n{DNF}", id="it is kept"),
        pytest.param(f"# lambdafix: keep\nCOPY app.py ./\n{DNF}", id="its neighbour is kept"),
        pytest.param(f"COPY app.py /usr/lib/\n{DNF}", id="the files lie among the packages"),
        pytest.param(f"COPY x.repo /etc/yum.repos.d/\n{DNF}", id="the packages come from there"),
        pytest.param(f"COPY app.py ./\nRUN rm app.py && {DNF[4:]}", id="one RUN does both"),
        pytest.param(f"COPY app.py /opt/\n{EXTENSION}", id="both go into one directory"),
        pytest.param("COPY --from=a.b/c:1 / /\n" + DNF, id="another image's root"),
        pytest.param("ARG SHA\nENV SHA=$SHA\nCOPY app.py ./", id="a stamp before the source"),
    ],
)
def test_noop(body: str) -> None:
    done = run(body)
    assert not done.changed
    assert done.reasons == ()


def test_a_stage_that_is_kept_keeps_its_order_and_the_others_do_not() -> None:
    text = f"FROM alpine AS first\nCOPY app.py /x\nRUN apk add git\n\n{BASE}COPY app.py ./\n{DNF}\n"
    both = rewrite(Source.of(text), Project.of(FILES), SETTINGS)
    one = rewrite(Source.of(f"# lambdafix: keep\n{text}"), Project.of(FILES), SETTINGS)
    assert both.text.startswith("FROM alpine AS first\nRUN apk add git\nCOPY app.py /x\n")
    assert one.text.startswith("# lambdafix: keep\nFROM alpine AS first\nCOPY app.py /x\nRUN apk")
    assert one.text.endswith(f"{BASE}{DNF}\nCOPY app.py ./\n")


def test_a_reason_names_the_step_the_line_and_what_it_has_passed() -> None:
    _, reason = run(f"COPY app.py ./\n{DNF}").reasons[0]
    assert reason.line == 3
    assert f"`{DNF}` goes before `COPY app.py ./`: OS packages change least" == reason.text


def test_a_second_run_over_files_that_are_copied_twice_changes_nothing() -> None:
    first = f"{BASE.strip()} AS first\nCOPY . .\n\n"
    taken = "COPY --from=first /var/task/ /var/task/\nCOPY requirements.txt lib.py /tmp/b/"
    once = run(f"{taken}\n{EXTENSION}", before=first)
    again = rewrite(Source.of(once.text), Project.of(FILES), SETTINGS)
    assert again.text == once.text


def test_os_packages_pass_an_install_whatever_reads_both_later() -> None:
    build = (
        "FROM python:3.12-slim AS build\nRUN pip install six\nRUN apt-get install -y poppler-utils"
    )
    done = run("COPY app.py ./", before=f"{build}\nRUN ./build.sh\n\n")
    assert "poppler-utils\nRUN pip" in done.text
