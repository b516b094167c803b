"""What is easily overlooked: each of these once let a COPY or an ENV pass its reader."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

BASE = "FROM public.ecr.aws/lambda/python:3.12"
FILES = {
    "app.py": "",
    "requirements.txt": "six\n",
    "wheels/six.whl": "",
    "pip.conf": "[global]\nno-index = true\nfind-links = /var/task/wheels\n",
    "target.conf": "[install]\ntarget = /opt/python\n",
    "uv.toml": 'find-links = ["./wheels"]\n',
}


def effects(*lines: str) -> list[Effect]:
    tree = parse("\n".join((BASE, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(FILES))[-1].steps]


@pytest.mark.parametrize(
    "script",
    [
        "cp $PWD/app.py /opt/x",
        "cd /var && cat ${PWD}/task/app.py",
        "echo x >& app.py",
        ": ${SRC:=app.py}; cat $SRC > /opt/x",
        "F=app; F+=.py; cp $F /opt/x",
        'IFS=,; L="app.py,b"; for f in $L; do cat $f; done',
        "cd /opt/cache || true; cp app.py /opt/x",
        "set -a; X=1; cat app.py",
        "date -r app.py > /opt/x",
        "curl -o /opt/x file:///var/task/app.py",
        "git clone file:///var/task /opt/r",
        "pip install --index-url file:///var/task six -t /opt/p",
        "pip install --extra-index-url ./simple six -t /opt/p",
        "bash -lc 'cat app.py'",
        "ln -s /proc p && cat app.py",
    ],
)
def test_a_file_is_there_before_it_is_read(script: str) -> None:
    copy, run = effects("COPY app.py ./", f"RUN {script}")
    assert conflict(copy, run)


@pytest.mark.parametrize(
    "script",
    [
        "/usr/bin/env > x",
        "exec env > x",
        "nice env > x",
        "env FOO=1 env > x",
        r"find . -maxdepth 0 -exec env \; > x",
        "awk 'BEGIN{for(k in ENVIRON) print k}' > x",
        "jq -n env > x",
        "P=ST; printenv ${P}AMP > x",
        "ps eww > x",
    ],
)
def test_a_variable_is_set_before_all_are_printed(script: str) -> None:
    stamp, run = effects("ENV STAMP=1", f"RUN {script}")
    assert conflict(stamp, run)


@pytest.mark.parametrize(
    "lines",
    [
        (r'RUN printf "[global]\ntarget=/opt" > /etc/pip.conf',),
        ("RUN curl -o /etc/pip.conf https://example.com/pip.conf",),
        ("COPY --from=example.com/cfg:1 /pip.conf /etc/pip.conf",),
        ("ENV XDG_CONFIG_HOME=/opt/cfg", "COPY target.conf /opt/cfg/pip/pip.conf"),
        ("ENV PIP_REQUIREMENT=requirements.txt",),
        ('SHELL ["/bin/bash", "-lc"]',),
        ("ENV BASH_ENV=/opt/env.sh",),
    ],
)
def test_settings_that_nobody_reads_may_send_packages_elsewhere(lines: tuple[str, ...]) -> None:
    *_, run = effects("COPY requirements.txt ./", *lines, "RUN pip install -r requirements.txt")
    assert run.wall is not None


@pytest.mark.parametrize(
    ("settings", "install"),
    [
        ("COPY pip.conf /etc/pip.conf", "pip install six -t /opt/p"),
        ("COPY uv.toml ./", "uv pip install six --target /opt/p"),
        ("ENV PIP_INDEX_URL=file:///var/task/wheels", "pip install six -t /opt/p"),
    ],
)
def test_a_path_in_the_settings_is_read(settings: str, install: str) -> None:
    _, wheels, run = effects(settings, "COPY wheels ./wheels", f"RUN {install}")
    assert conflict(wheels, run)


def test_settings_with_addresses_alone_read_nothing_else() -> None:
    lines = ("ENV PIP_INDEX_URL=https://pypi.example.com/simple", "COPY app.py ./")
    *_, copy, run = effects(*lines, "RUN pip install six -t /opt/p")
    assert not conflict(copy, run)


def test_a_report_that_an_install_writes_is_left() -> None:
    (run,) = effects("RUN pip install --report /opt/report.json --log /opt/l six -t /opt/p")
    assert {"/opt/report.json", "/opt/l"} <= {a.path for d in run.deposits for a in d.areas}


def test_build_arguments_of_a_stage_are_those_of_the_stages_on_it() -> None:
    tree = parse(f"{BASE} AS base\nARG F=app.py\nFROM base\nCOPY app.py ./\nRUN cat $F > /opt/x\n")
    copy, run = (s.effect for s in simulate(tree, Project.of(FILES))[-1].steps)
    assert conflict(copy, run)


def test_parents_decide_where_a_single_file_lands() -> None:
    copy, run = effects("COPY --parents wheels/six.whl ./", "RUN cat wheels/six.whl > /opt/x")
    assert conflict(copy, run)


def test_a_removal_makes_no_directory_and_needs_none() -> None:
    remove, fill = effects("RUN rm -rf data/tmp", "RUN touch data/x")
    assert "makes" not in conflict(remove, fill)
    assert remove.needs == frozenset()
