from __future__ import annotations

import pytest

from lambdafix.codemod import Reason, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

FILES = {
    "app.py": "",
    "requirements.txt": "requests\n",
    "setup.py": "",
    "names.sh": "echo $GIT_SHA > version.txt\n",
    "asks.sh": "python_of_ours --version-from GIT_SHA\n",
    "lists.sh": "set -eu\nenv | sort > about.txt\n",
    "silent.sh": "set -eu\necho hello > about.txt\n",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
DNF = "RUN dnf install -y git"
PIP = "COPY requirements.txt ./\nRUN pip install -r requirements.txt -t ."
APP = "COPY app.py ./"
TOOL = "RUN curl -o /t https://github.com/a/b/releases/download/v1/t"
ONLY = Settings(only=frozenset({"late-stamps"}))


def run(body: str, before: str = "", settings: Settings = ONLY) -> Rewrite:
    done = rewrite(Source.of(f"{before}{BASE}{body}\n{CMD}"), Project.of(FILES), settings)
    assert [s.withdrawn for s in done.steps if s.withdrawn] == []
    return done


def body_of(done: Rewrite, before: str = "") -> str:
    return done.text.removeprefix(before + BASE).removesuffix(f"\n{CMD}")


def reasons(done: Rewrite) -> list[Reason]:
    return [r for name, r in done.reasons if name == "late-stamps"]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(f"ARG GIT_SHA\n{PIP}", f"{PIP}\nARG GIT_SHA", id="an argument alone"),
        pytest.param(f"ARG GIT_SHA\n{TOOL}", f"{TOOL}\nARG GIT_SHA", id="a tool by its version"),
        pytest.param(
            f"ARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nLABEL sha=$GIT_SHA\n{PIP}\n{APP}",
            f"{PIP}\n{APP}\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nLABEL sha=$GIT_SHA",
            id="with what is made of it",
        ),
        pytest.param(
            f"ARG GIT_SHA\nARG IMAGE=app:$GIT_SHA\nENV IMAGE=$IMAGE\n{DNF}",
            f"{DNF}\nARG GIT_SHA\nARG IMAGE=app:$GIT_SHA\nENV IMAGE=$IMAGE",
            id="with what is made of what is made of it",
        ),
        pytest.param(
            f"ARG rev\nLABEL org.opencontainers.image.revision=${{rev#v}}\n{DNF}",
            f"{DNF}\nARG rev\nLABEL org.opencontainers.image.revision=${{rev#v}}",
            id="a name that only its label tells",
        ),
        pytest.param(f"arg build_date\n{DNF}", f"{DNF}\narg build_date", id="in lower case, too"),
        pytest.param(
            f"ARG GIT_SHA\nENV SHA=$GIT_SHA\n{APP}",
            f"{APP}\nARG GIT_SHA\nENV SHA=$GIT_SHA",
            id="an ENV below a COPY: the classic builder looks it up",
        ),
        pytest.param(
            f"ARG GIT_SHA\n{DNF}\nRUN echo $GIT_SHA > /sha\n{APP}",
            f"{DNF}\nARG GIT_SHA\nRUN echo $GIT_SHA > /sha\n{APP}",
            id="right above the first step that names it",
        ),
        pytest.param(
            f"ARG GIT_SHA\nARG BUILD_DATE\n{DNF}\nRUN echo $BUILD_DATE > /date\n{APP}",
            f"{DNF}\nARG BUILD_DATE\nRUN echo $BUILD_DATE > /date\n{APP}\nARG GIT_SHA",
            id="each as far as it may",
        ),
        pytest.param(
            f"ARG GIT_SHA\nLABEL sha=$GIT_SHA\nLABEL team=a\n{DNF}",
            f"{DNF}\nARG GIT_SHA\nLABEL sha=$GIT_SHA\nLABEL team=a",
            id="labels keep their order",
        ),
        pytest.param(
            f"LABEL team=a\nARG GIT_SHA\nLABEL sha=$GIT_SHA\n{DNF}",
            f"LABEL team=a\n{DNF}\nARG GIT_SHA\nLABEL sha=$GIT_SHA",
            id="a label above stays",
        ),
        pytest.param(
            f"# the commit\nARG GIT_SHA\n\n# the tools\n{DNF}\n\n# the code\n{APP}",
            f"# the tools\n{DNF}\n\n# the code\n{APP}\n\n# the commit\nARG GIT_SHA",
            id="comments travel",
        ),
        pytest.param(
            f"ARG GIT_SHA\n{DNF}\nUSER 1000\nEXPOSE 8080",
            f"{DNF}\nARG GIT_SHA\nUSER 1000\nEXPOSE 8080",
            id="no further than the last layer",
        ),
        pytest.param(
            f"ARG GIT_SHA\nCOPY silent.sh ./\nRUN sh silent.sh\n{APP}",
            f"COPY silent.sh ./\nRUN sh silent.sh\n{APP}\nARG GIT_SHA",
            id="below a script that does not ask for it",
        ),
        pytest.param(
            f"ARG GIT_SHA\n{DNF}\nWORKDIR /var/$GIT_SHA\n{APP}",
            f"{DNF}\nARG GIT_SHA\nWORKDIR /var/$GIT_SHA\n{APP}",
            id="above the directory that is called so",
        ),
    ],
)
def test_a_stamp_goes_below_what_does_not_name_it(body: str, after: str) -> None:
    done = run(body)
    assert body_of(done) == after
    assert {(r.verdict, r.safety) for r in reasons(done)} == {(Verdict.APPLIED, Safety.SAFE)}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"ARG GIT_SHA\n{APP}", id="a COPY alone does not read an argument"),
        pytest.param(f"{DNF}\n{APP}\nARG GIT_SHA\nENV SHA=$GIT_SHA", id="it is below all layers"),
        pytest.param(
            "ARG VERSION=1\nLABEL version=$VERSION\nRUN curl -fsSLO https://example.com/$VERSION",
            id="a version that is fetched",
        ),
        pytest.param(f"ARG POETRY_VERSION=2\n{DNF}", id="the version of something else"),
        pytest.param(f"# lambdafix: keep\nARG GIT_SHA\n{DNF}", id="the author keeps it"),
        pytest.param(f"ARG GIT_SHA\n# lambdafix: keep\n{DNF}", id="the author keeps the step"),
        pytest.param(f"# renews the tools\n# (cache)\nARG BUILD_DATE\n{DNF}", id="it is to renew"),
        pytest.param("ARG GIT_SHA\nCOPY names.sh ./\nRUN sh names.sh", id="a script names it"),
        pytest.param(f"ENV GIT_SHA=abc\n{DNF}", id="a value that the file itself holds"),
    ],
)
def test_what_is_no_stamp_or_stands_well_is_left_without_a_word(body: str) -> None:
    done = run(body)
    assert body_of(done) == body
    assert reasons(done) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("ARG GIT_SHA\nRUN make", "`make` is not understood (its Makefile may do anything)"),
        ("ARG GIT_SHA\nRUN env > /about", "it may read any variable"),
        ("ARG GIT_SHA\nRUN export -p > /about", "it may read any variable"),
        ("ARG GIT_SHA\nRUN n=A; echo ${!n} > /about", "it may read any variable"),
        ('ARG GIT_SHA\nRUN ["sh", "-c", "env > /about"]', "it may read any variable"),
        ("ARG GIT_SHA\nCOPY lists.sh ./\nRUN ./lists.sh", "it may read any variable"),
        (
            "ARG GIT_SHA\nCOPY setup.py ./\nRUN pip install .",
            "it may read any variable",
        ),
        (
            "ARG GIT_SHA\nRUN pip install -r gone.txt -t .",
            "it may read anything",
        ),
        (
            "ARG GIT_SHA\nRUN if test -f /x; then pip install requests -t .; fi",
            "it may read anything",
        ),
        (
            "ARG GIT_SHA\nRUN curl -sSLo /t https://u:topsecret@github.com/a/b/releases/latest/t",
            "it fetches the newest from github.com, and a new value makes it anew",
        ),
        (
            "ARG GIT_SHA\nARG CHANNEL=latest\nRUN curl -o /t https://example.com/$CHANNEL/t",
            "it fetches the newest from example.com, and a new value makes it anew",
        ),
        (
            "ARG GIT_SHA\nRUN pip install git+https://github.com/a/b.git -t .",
            "it fetches the newest from github.com, and a new value makes it anew",
        ),
        (f"ARG GIT_SHA\nENV SHA=$GIT_SHA PIP_NO_DEPS=1\n{PIP}", "it reads PIP_NO_DEPS"),
    ],
)
def test_a_stamp_stays_above_what_may_read_it_and_the_reason_is_told(body: str, why: str) -> None:
    done = run(body)
    assert body_of(done) == body
    (reason,) = reasons(done)
    assert (reason.verdict, reason.line) == (Verdict.REFUSED, 2)
    assert reason.text.startswith("`ARG GIT_SHA` stays above `RUN ")
    assert reason.text.endswith(f"`: {why}")
    assert reason.hint


def test_a_clone_without_a_tag_is_renewed_by_the_stamp_above_it() -> None:
    newest = "ARG BUILD_DATE\nRUN git clone --depth 1 https://example.com/a/b /b"
    (reason,) = reasons(run(newest))
    assert reason.text.endswith(
        "it fetches the newest from a repository, and a new value makes it anew"
    )
    tagged = "RUN git clone -b v1 https://example.com/a/b /b"
    assert body_of(run(f"ARG BUILD_DATE\n{tagged}")) == f"{tagged}\nARG BUILD_DATE"


@pytest.mark.parametrize(
    "read",
    [
        "RUN printenv GIT_SHA > /about",
        "RUN --mount=type=cache,id=$GIT_SHA,target=/cache ls /cache",
        "RUN echo ${GIT_SHA:0:7} > /about",
        "RUN <<EOF\necho $GIT_SHA > /about\nEOF",
        "COPY <<EOF /about\n$GIT_SHA\nEOF",
        "ENV SHORT=${GIT_SHA%x}\nRUN echo $SHORT > /about",
    ],
)
def test_every_way_to_name_a_stamp_counts(read: str) -> None:
    assert body_of(run(f"ARG GIT_SHA\n{read}")) == f"ARG GIT_SHA\n{read}"
    assert body_of(run(f"ARG GIT_SHA\n{DNF}\n{read}")) == f"{DNF}\nARG GIT_SHA\n{read}"


def test_a_label_does_not_pass_what_changes_the_variable_that_it_names() -> None:
    body = f"ARG GIT_SHA=a\nLABEL sha=$GIT_SHA\nENV GIT_SHA=b\n{DNF}"
    after = body_of(run(body))
    assert after == f"{DNF}\nARG GIT_SHA=a\nLABEL sha=$GIT_SHA\nENV GIT_SHA=b"


def test_a_version_that_a_from_names_is_no_stamp() -> None:
    before = "ARG VERSION=3.12\nFROM public.ecr.aws/lambda/python:$VERSION AS one\n"
    body = f"ARG VERSION\nLABEL v=$VERSION\n{DNF}"
    assert body_of(run(body, before), before) == body


def test_a_stage_that_the_author_keeps_is_left_alone() -> None:
    text = f"# lambdafix: keep\n{BASE}ARG GIT_SHA\n{DNF}\n{CMD}"
    assert not rewrite(Source.of(text), Project.of(FILES), ONLY).changed


def test_what_nothing_reads_is_moved_and_named_as_that() -> None:
    (reason,) = reasons(run(f"ARG GIT_SHA\n{DNF}"))
    assert reason.hint == "nothing reads it at all: leave it out if nobody needs it"


@pytest.mark.parametrize(
    ("behind", "targets"),
    [
        pytest.param(
            "FROM base\nRUN echo $GIT_SHA > /sha\nCOPY app.py ./\n", (), id="in the next stage"
        ),
        pytest.param(
            "FROM alpine AS a\nFROM BASE\nRUN sh /release.sh\nCOPY app.py ./\n",
            (),
            id="in a later one",
        ),
        pytest.param("FROM base\nRUN echo $GIT_SHA > /sha\n", ("base",), id="behind the deployed"),
    ],
)
def test_what_a_stage_goes_on_with_may_be_read_there(behind: str, targets: tuple[str, ...]) -> None:
    """A stage that stands on another has its build arguments (BuildKit, seen in a build)."""
    text = f"{BASE.rstrip()} AS base\nARG GIT_SHA\n{DNF}\n{CMD}{behind}"
    settings = Settings(only=frozenset({"late-stamps"}), targets=targets)
    reason, *_ = reasons(rewrite(Source.of(text), Project.of(FILES), settings))
    assert reason.verdict is Verdict.APPLIED
    assert not reason.hint


def test_a_reason_holds_no_value() -> None:
    (reason,) = reasons(run(f"ARG GIT_SHA=topsecret\nENV SHA=$GIT_SHA KEY=hunter2\n{DNF}"))
    assert "topsecret" not in reason.text
    assert "hunter2" not in reason.text
    assert "`ENV SHA KEY`" in reason.text


# --- what is there to renew ----------------------------------------------------------------------

WHOLE = Settings()


@pytest.mark.parametrize(
    "name", ["CACHEBUST", "CACHE_BUST", "cache_date", "NOCACHE", "REFRESHED_AT"]
)
@pytest.mark.parametrize("keyword", ["ARG", "ENV"])
def test_no_step_leaves_the_reach_of_a_cache_buster(name: str, keyword: str) -> None:
    buster = f"{keyword} {name}=1"
    done = run(f"{APP}\n{buster}\n{PIP}\n{DNF}", settings=WHOLE)
    stages = done.text.split("FROM ")
    for line in ("RUN pip install -r requirements.txt -t .", DNF):
        where = [s for s in stages if line in s]
        assert where
        assert all(buster in s and s.index(buster) < s.index(line) for s in where)


def test_no_step_leaves_the_reach_of_an_address_that_renews() -> None:
    add = "ADD https://www.random.org/integers/?num=1 /tmp/number"
    done = run(f"{APP}\n{add}\n{PIP}\n{DNF}", settings=WHOLE)
    assert done.text.count("FROM ") == 1
    assert done.text.index(add) < min(done.text.index(line) for line in (PIP[:20], DNF))


def test_what_renews_is_named_once() -> None:
    done = run(f"ARG CACHEBUST=1\nENV CACHEBUST=$CACHEBUST\nRUN echo $CACHEBUST\n{DNF}")
    (reason,) = reasons(done)
    assert (reason.verdict, reason.safety) == (Verdict.ADVICE, Safety.DISPLAY_ONLY)
    assert reason.text.startswith("`ARG CACHEBUST` is there to make anew what stands behind it")


# --- what depends on the day ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("RUN apt-get update", "`apt-get update` has a layer of its own: installs behind it read"),
        ("RUN apt-get -qq update && rm -rf /x", "`apt-get update` has a layer of its own"),
        ("RUN dnf update -y && dnf install -y git", "`dnf update` brings what is new on the day"),
        ("RUN yum -y upgrade", "`yum upgrade` brings what is new on the day"),
        ("RUN apt-get update && apt-get upgrade -y", "`apt-get upgrade` brings"),
        ("RUN pip install --upgrade pip", "the version of pip depends on the day"),
        ("RUN python -m pip install -qU pip wheel", "the version of pip and wheel depends"),
        ("RUN if true; then pip3 install -U pip; fi", "the version of pip depends"),
        ("RUN npm install -g npm@latest", "the version of npm depends on the day"),
    ],
)
def test_a_line_that_depends_on_the_day_is_named_once(line: str, text: str) -> None:
    done = run(line)
    (reason,) = reasons(done)
    assert (reason.verdict, reason.line) == (Verdict.ADVICE, 2)
    assert reason.text.startswith(text)
    assert not done.changed


@pytest.mark.parametrize(
    "line",
    [
        "RUN apt-get update && apt-get install -y git",
        "RUN dnf update -y curl",
        "RUN pip install --upgrade pip==25.3",
        "RUN pip install --upgrade requests -t .",
        "RUN pip install pip",
        "RUN pip install -U -r requirements.txt",
        "RUN npm install",
        "RUN npm install -g npm@11.1.0",
        "RUN echo update",
        "# lambdafix: keep\nRUN dnf update -y",
    ],
)
def test_a_line_that_does_not_is_not_named(line: str) -> None:
    assert reasons(run(line)) == []


def test_a_stamp_stays_above_an_update_that_a_new_value_makes_anew() -> None:
    done = run("ARG BUILD_DATE\nRUN dnf upgrade -y --refresh")
    assert not done.changed
    assert any("it brings what is new on the day" in r.text for _, r in done.reasons)
