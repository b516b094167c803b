from __future__ import annotations

import pytest

from lambdafix.codemod import Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

FILES = {
    "app.py": "def handler(event, context):\n    return 1\n",
    "requirements.txt": "requests\n",
    "all.txt": "-r requirements.txt\nidna\n",
    "src/util.py": "",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
BUILD = "FROM public.ecr.aws/lambda/python:3.12 AS build\n"
CODE = "COPY app.py ./\n"
CMD = 'CMD ["app.handler"]\n'
COPY = "COPY requirements.txt ./\n"
PIP = "RUN pip install -r requirements.txt"
PLAIN = f"{COPY}{PIP}\n"
TARGET = f"{COPY}{PIP} --target /deps\n"
DEPS = "COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/\n"
TASK = "COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/\n"


def run(text: str, **more: str) -> Rewrite:
    settings = Settings(only=frozenset({"multi-stage"}))
    done = rewrite(Source.of(text), Project.of({**FILES, **more}), settings)
    assert [s.withdrawn for s in done.steps] == [""]
    return done


@pytest.mark.parametrize(
    ("body", "build", "final"),
    [
        pytest.param(PLAIN, TARGET, DEPS, id="a plain install goes to the task root"),
        pytest.param(
            f"{COPY}{PIP} -t .\n", f"{COPY}{PIP} -t .\n", TASK, id="it goes there already"
        ),
        pytest.param(
            f"{COPY}{PIP} -t /opt/python\n",
            f"{COPY}{PIP} -t /opt/python\n",
            "COPY --from=build /opt/python/ /opt/python/\n",
            id="its own directory",
        ),
        pytest.param(
            f"RUN dnf install -y gcc && dnf clean all\n{PLAIN}",
            f"RUN dnf install -y gcc && dnf clean all\n{TARGET}",
            f"RUN dnf install -y libgomp && dnf clean all\n{DEPS}",
            id="a compiler stays behind",
        ),
        pytest.param(
            f"RUN dnf install -y gcc libpq-devel poppler-utils\n{PLAIN}",
            f"RUN dnf install -y gcc libpq-devel poppler-utils\n{TARGET}",
            f"RUN dnf install -y libgomp libpq poppler-utils\n{DEPS}",
            id="what the function needs comes along",
        ),
        pytest.param(
            f"RUN pip install --upgrade pip\n{PLAIN}",
            f"RUN pip install --upgrade pip\n{TARGET}",
            DEPS,
            id="a newer pip stays behind",
        ),
        pytest.param(
            "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"
            f"{COPY}RUN uv pip install --system -r requirements.txt\n",
            "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"
            f"{COPY}RUN uv pip install --system -r requirements.txt --target /deps\n",
            DEPS,
            id="uv stays behind",
        ),
        pytest.param(
            f"{COPY}{PIP} -t .\nRUN pip install six -t .\n",
            f"{COPY}{PIP} -t .\nRUN pip install six -t .\n",
            TASK,
            id="two installs into one directory",
        ),
        pytest.param(
            f"ARG PIP_INDEX_URL\n{PLAIN}",
            f"ARG PIP_INDEX_URL\n{TARGET}",
            DEPS,
            id="a build argument of the install stays behind",
        ),
        pytest.param(
            f"ARG STAMP\n{PLAIN}RUN echo $STAMP > version.txt\n",
            TARGET,
            f"ARG STAMP\n{DEPS}RUN echo $STAMP > version.txt\n",
            id="a build argument of the function does not go there",
        ),
        pytest.param(
            f"ENV PIP_NO_CACHE_DIR=1 STAGE=prod\n{PLAIN}",
            f"ENV PIP_NO_CACHE_DIR=1 STAGE=prod\n{TARGET}",
            f"ENV PIP_NO_CACHE_DIR=1 STAGE=prod\n{DEPS}",
            id="a variable of the install is in both",
        ),
        pytest.param(
            f"ENV STAGE=prod\n{PLAIN}",
            TARGET,
            f"ENV STAGE=prod\n{DEPS}",
            id="a variable of the function is in the final stage only",
        ),
        pytest.param(
            f"{PLAIN}LABEL a=b\nEXPOSE 80\nCOPY --from=example.com/x:1 /e/ /opt/extensions/\n",
            TARGET,
            f"{DEPS}LABEL a=b\nEXPOSE 80\nCOPY --from=example.com/x:1 /e/ /opt/extensions/\n",
            id="what follows the install stays where it is",
        ),
        pytest.param(
            f"WORKDIR /opt/b\n{PLAIN}WORKDIR /var/task\n",
            f"WORKDIR /opt/b\n{TARGET}",
            f"WORKDIR /opt/b\n{DEPS}WORKDIR /var/task\n",
            id="the directory of the install",
        ),
        pytest.param(
            "RUN pip install idna boto3==1.40.0\n",
            "RUN pip install idna boto3==1.40.0 --target /deps\n",
            DEPS,
            id="no manifest at all",
        ),
        pytest.param(
            "COPY all.txt requirements.txt /tmp/\n"
            "RUN pip install -r /tmp/all.txt && rm /tmp/all.txt\n",
            "COPY all.txt requirements.txt /tmp/\n"
            "RUN pip install -r /tmp/all.txt --target /deps && rm /tmp/all.txt\n",
            DEPS,
            id="a RUN that cleans up behind itself",
        ),
        pytest.param(
            f"# Heading\n\n# deps\n{PLAIN}\n# code\n",
            f"# deps\n{TARGET}",
            f"# Heading\n\n{DEPS}\n# code\n",
            id="comments go with their instructions",
        ),
    ],
)
def test_rewrite(body: str, build: str, final: str) -> None:
    done = run(f"{BASE}{body}{CODE}{CMD}")
    assert done.text == f"{BUILD}{build}\n{BASE}{final}{CODE}{CMD}"
    assert [(r.verdict, r.safety) for _, r in done.reasons] == [(Verdict.APPLIED, Safety.SAFE)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("RUN dnf install -y git\n", "", id="nothing is installed by pip"),
        pytest.param(f"# lambdafix: keep\n{PLAIN}", "is kept", id="a step is kept"),
        pytest.param(f"USER 1000\n{PLAIN}", "another user", id="another user installs"),
        pytest.param(f"RUN ./build.sh\n{PLAIN}", "`./build.sh`", id="a wall before it"),
        pytest.param(f"{PLAIN}RUN ./build.sh\n", "in one stage", id="a wall behind a plain one"),
        pytest.param(f"{PLAIN}RUN pip install six\n", "more than one install", id="two plain ones"),
        pytest.param(
            "COPY src src\nRUN pip install ./src\n",
            "installs the source",
            id="a path",
        ),
        pytest.param(
            "COPY src src\nRUN pip install ./src -t .\n", "installs the source", id="a path, aimed"
        ),
        pytest.param(PIP + "\n", "`requirements.txt`", id="no manifest"),
        pytest.param("RUN pip install dataclasses\n", "a module of Python itself", id="a backport"),
        pytest.param(
            f"{PLAIN}RUN rm requirements.txt\n", "names /var/task/requirements.txt", id="a reader"
        ),
        pytest.param(
            f"{PLAIN}ENV PATH=/var/lang/bin:$PATH\n", "names /var/lang/bin", id="the old place"
        ),
        pytest.param(
            "RUN pip install six -t /usr/lib/x\n", "may hold files of the base", id="a system path"
        ),
        pytest.param(f"ENV PYTHONPATH=/x\n{PLAIN}", "PYTHONPATH is set", id="PYTHONPATH"),
    ],
)
def test_noop(body: str, why: str) -> None:
    done = run(f"{BASE}{body}{CODE}{CMD}")
    assert not done.changed
    assert [why in r.text for _, r in done.reasons] == ([True] if why else [])
    assert Verdict.APPLIED not in {r.verdict for _, r in done.reasons}


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    done = run(f"{BUILD}{PLAIN}{CODE}{CMD}")
    assert done.text.startswith(f"{BASE.strip()} AS build-deps\n")
    assert f"{BUILD}COPY --from=build-deps /deps/" in done.text


def test_a_stage_by_number_is_still_the_same_stage() -> None:
    first = "FROM alpine\nCOPY app.py /x\n\n"
    done = run(f"{first}{BASE}COPY --from=0 /x /x\n{PLAIN}{CODE}{CMD}")
    assert done.text.startswith(f"{first}{BUILD}{TARGET}\n{BASE}COPY --from=0 /x /x\n{DEPS}")


def test_both_stages_are_for_the_same_platform_and_the_directive_stays_first() -> None:
    line = "FROM --platform=linux/arm64 public.ecr.aws/lambda/python:3.12"
    done = run(f"# syntax=docker/dockerfile:1\n\n# The function\n{line}\n{PLAIN}{CODE}{CMD}")
    head = f"# syntax=docker/dockerfile:1\n\n# The function\n{line} AS build\n"
    assert done.text == f"{head}{TARGET}\n{line}\n{DEPS}{CODE}{CMD}"


@pytest.mark.parametrize(
    ("newline", "end"), [("\n", ""), ("\r\n", "\r\n"), ("\r\n", "")], ids=["lf", "crlf", "crlf-cut"]
)
def test_new_lines_are_written_as_the_file_writes_them(newline: str, end: str) -> None:
    def written(text: str) -> str:
        return text.rstrip("\n").replace("\n", newline) + end

    done = run(written(f"{BASE}{PLAIN}{CODE}{CMD}"))
    assert done.text == written(f"{BUILD}{TARGET}\n{BASE}{DEPS}{CODE}{CMD}")


def test_another_escape_character_is_kept() -> None:
    text = f"# escape=`\n{BASE}RUN dnf install -y `\n    gcc `\n    git\n{PLAIN}{CODE}{CMD}"
    done = run(text)
    assert "RUN dnf install -y `\n    libgomp `\n    git\n" in done.text
    assert "gcc `\n" in done.text


@pytest.mark.parametrize("name", ["requests.py", "requests/__init__.py", "bin/run"])
def test_source_with_the_name_of_a_package_keeps_one_stage(name: str) -> None:
    text = f"{BASE}{PLAIN}COPY {name.split('/')[0]} ./{name.split('/')[0]}\n{CODE}{CMD}"
    done = run(text, **{name: ""})
    assert not done.changed
    assert "has the name of something that is installed" in done.reasons[0][1].text


def test_code_that_reads_the_manifest_keeps_it() -> None:
    code = "def handler(event, context):\n    return open('/var/task/requirements.txt')\n"
    done = run(f"{BASE}{PLAIN}{CODE}{CMD}", **{"app.py": code})
    assert not done.changed
    assert "app.py names" in done.reasons[0][1].text


def test_a_source_that_asks_for_the_lock_file_without_its_suffix_keeps_it() -> None:
    node = "FROM public.ecr.aws/lambda/nodejs:22\n"
    body = "COPY package.json ./\nCOPY package-lock.json ./\nRUN npm ci\nCOPY lock.js ./\n"
    text = f'{node}{body}CMD ["lock.handler"]\n'
    files = {"package.json": '{"dependencies": {"ms": "2"}}', "package-lock.json": "{}"}
    assert run(text, **files, **{"lock.js": "exports.handler = async () => 1;"}).changed
    done = run(text, **files, **{"lock.js": 'const lock = require("./package-lock");'})
    assert not done.changed
    assert "lock.js names /var/task/package-lock.json" in done.reasons[0][1].text


@pytest.mark.parametrize(
    "tool", ["RUN pip install uv\n", "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"]
)
@pytest.mark.parametrize(
    ("words", "changed"), [("['ls']", True), ("['uv', 'pip', 'list']", False), ("event", False)]
)
def test_an_installer_that_the_code_may_run_does_not_stay_behind(
    tool: str, words: str, changed: bool
) -> None:
    install = f"{COPY}RUN uv pip install -r requirements.txt --target .\n"
    code = f"import subprocess\ndef handler(event, _):\n    subprocess.run({words})\n"
    done = run(f"{BASE}{tool}{install}{CODE}{CMD}", **{"app.py": code})
    assert done.changed is changed
    assert changed or "would stay behind" in done.reasons[0][1].text


def test_a_compiler_that_the_code_runs_does_not_stay_behind() -> None:
    code = "import subprocess\n\n\ndef handler(e, c):\n    subprocess.run(['gcc', '-v'])\n"
    done = run(f"{BASE}RUN dnf install -y gcc\n{PLAIN}{CODE}{CMD}", **{"app.py": code})
    final = done.text.rpartition("FROM ")[2]
    assert "gcc" in final


def test_before_python_3_11_another_copy_would_be_found_first() -> None:
    text = f"{BASE}{PLAIN}{CODE}{CMD}".replace("3.12", "3.10")
    done = run(text)
    assert not done.changed
    assert {r.verdict for _, r in done.reasons} <= {Verdict.WITHHELD, Verdict.REFUSED}


def test_a_client_started_elsewhere_does_not_look_in_the_task_root() -> None:
    start = 'ENTRYPOINT ["python", "-m", "awslambdaric"]\n'
    done = run(f"{BASE}WORKDIR /app\n{PLAIN}{CODE}{start}{CMD}")
    assert "${LAMBDA_TASK_ROOT}" not in done.text


def test_a_pythonpath_behind_the_install_decides_as_well() -> None:
    done = run(f"{BASE}{PLAIN}{CODE}ENV PYTHONPATH=/opt/lib\n{CMD}")
    assert not done.changed


def test_a_target_in_the_environment_is_the_place() -> None:
    done = run(f"{BASE}ENV PIP_TARGET=/opt/python\n{PLAIN}{CODE}{CMD}")
    assert "--target /deps" not in done.text


def test_credentials_in_the_home_directory_go_to_the_build_stage() -> None:
    netrc = "RUN echo machine example.com > ~/.netrc\n"
    done = run(f"{BASE}{netrc}{PLAIN}{CODE}{CMD}")
    assert not done.changed or netrc in done.text.partition("\n\n")[0]


def test_a_directory_that_only_the_manifests_make_is_not_left_behind() -> None:
    files = {"app.py": "def handler(e, c): ...\n", "reqs/all.txt": "six==1.17.0\n"}
    text = (
        "FROM public.ecr.aws/lambda/python:3.13\nCOPY reqs/ reqs/\n"
        "RUN pip install -r reqs/all.txt\nRUN echo a >> reqs/x\nCOPY app.py .\n"
        'CMD ["app.handler"]\n'
    )
    done = rewrite(Source.of(text), Project.of(files), Settings(skip=frozenset({"no-pip-cache"})))
    assert not done.changed
    assert any("/var/task/reqs is not there" in r.text for _, r in done.reasons)
