"""Which steps a plan gives to the build stage and which to the final one, by their numbers."""

from __future__ import annotations

import pytest

from lambdafix.catalog.packages import runtime_half
from lambdafix.context.project import Project
from lambdafix.semantics.code import Code
from lambdafix.semantics.simulate import simulate
from lambdafix.semantics.splitting.plan import FRESH, No, Plan
from lambdafix.semantics.splitting.split import plan
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "requirements.txt": "requests\n",
    "git.txt": "git+https://a.b/c.git#egg=c\n",
    "package.json": "{}",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12"
TASK = "/var/task"
COPY = "COPY requirements.txt ./"
PIP = "RUN pip install -r requirements.txt"
CODE = "COPY app.py ./"


def planned(*lines: str, spawned: frozenset[str] = frozenset(), base: str = BASE) -> Plan:
    found = asked(*lines, spawned=spawned, base=base)
    assert isinstance(found, Plan), found
    return found


def asked(*lines: str, spawned: frozenset[str] = frozenset(), base: str = BASE) -> Plan | No | None:
    project = Project.of(FILES)
    built = simulate(parse("\n".join((base, *lines, ""))), project)[-1]
    return plan(built, project, Code(commands=spawned))


@pytest.mark.parametrize(
    ("lines", "build", "final"),
    [
        pytest.param([COPY, PIP, CODE], {0, 1}, {2}, id="the manifest goes with the install"),
        pytest.param([CODE, COPY, PIP], {1, 2}, {0}, id="source stays out"),
        pytest.param(
            ["RUN dnf install -y gcc", COPY, PIP], {0, 1, 2}, {0}, id="the final one less gcc"
        ),
        pytest.param(["RUN dnf install -y git", COPY, PIP], {1, 2}, {0}, id="what only runs"),
        pytest.param(
            ["RUN dnf install -y git", "COPY git.txt ./", "RUN pip install -r git.txt"],
            {0, 1, 2},
            {0},
            id="git is needed by both",
        ),
        pytest.param(["ENV STAGE=prod", COPY, PIP], {1, 2}, {0}, id="a variable nobody reads"),
        pytest.param(["ENV PIP_PRE=1", COPY, PIP], {0, 1, 2}, {0}, id="a variable of pip"),
        pytest.param(["ARG PIP_PRE=1", COPY, PIP], {0, 1, 2}, set(), id="an argument of pip"),
        pytest.param(
            ["ARG A=1", COPY, "RUN pip install -r requirements.txt -i $A", "RUN echo $A"],
            {0, 1, 2},
            {0, 3},
            id="an argument of both",
        ),
        pytest.param(["WORKDIR /x", COPY, PIP], {0, 1, 2}, {0}, id="the directory"),
        pytest.param(
            ["RUN pip install -U pip wheel", COPY, PIP], {0, 1, 2}, set(), id="installers"
        ),
        pytest.param([COPY, PIP, "LABEL a=b", "USER 1000"], {0, 1}, {2, 3}, id="what comes later"),
    ],
)
def test_who_gets_which_step(lines: list[str], build: set[int], final: set[int]) -> None:
    found = planned(*lines)
    assert (found.build, found.final) == (build, final)


@pytest.mark.parametrize(
    ("install", "copies", "moves"),
    [
        ("", [(FRESH, TASK)], True),
        (" -t .", [(TASK, TASK)], False),
        (" -t /opt/python", [("/opt/python", "/opt/python")], False),
        (" --prefix /opt/x", [("/opt/x", "/opt/x")], False),
    ],
)
def test_where_packages_are_copied_from_and_to(
    install: str, copies: list[tuple[str, str]], moves: bool
) -> None:
    found = planned(COPY, PIP + install)
    assert found.copies == copies
    assert (found.retarget == 1) is moves
    assert found.manifests == {f"{TASK}/requirements.txt": 0}


def test_a_devel_package_leaves_its_run_time_half() -> None:
    found = planned("RUN dnf install -y gcc libpq-devel openssl-devel git", COPY, PIP)
    assert found.behind == {
        0: {"gcc": ("libgomp",), "libpq-devel": ("libpq",), "openssl-devel": ()}
    }


def test_a_package_whose_command_the_code_runs_does_not_stay_behind() -> None:
    found = planned("RUN dnf install -y gcc make", COPY, PIP, spawned=frozenset({"gcc"}))
    assert found.behind == {0: {"make": ()}}


def test_a_package_that_nobody_knows_does_not_stay_behind() -> None:
    found = asked("RUN dnf install -y left-pad", COPY, PIP)
    assert not isinstance(found, Plan) or found.behind == {}


def test_a_devel_package_whose_run_time_half_is_not_known_stays_whole() -> None:
    assert runtime_half("gdal310-devel") is None
    assert planned("RUN dnf install -y gcc gdal310-devel", COPY, PIP).behind == {
        0: {"gcc": ("libgomp",)}
    }


def test_an_installer_from_an_image_stays_behind() -> None:
    uv = "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv"
    found = planned(uv, COPY, "RUN uv pip install --system -r requirements.txt")
    assert (found.build, found.final) == ({0, 1, 2}, set())
    assert found.tools == {"/usr/bin/uv": 0}


def test_without_an_install_there_is_nothing_to_plan() -> None:
    assert asked(CODE, "RUN dnf install -y gcc") is None
    assert asked("RUN pip install --upgrade pip", CODE) is None


def test_an_install_in_a_run_that_is_not_understood_is_not_passed_over() -> None:
    found = asked(CODE, "RUN ./prepare && pip install six")
    assert isinstance(found, No)
    assert "`./prepare` is not understood" in found.why


@pytest.mark.parametrize("base", [BASE.replace("3.12", "3.10"), "FROM example.com/our/python:3.12"])
def test_where_moving_is_not_shown_it_is_not_taken_as_shown(base: str) -> None:
    found = asked(COPY, PIP, base=base)
    assert not isinstance(found, Plan) or found.doubt or found.stays


def test_the_manifests_of_an_install_that_stays_stay_with_it() -> None:
    web = ["WORKDIR /srv/web", "COPY package.json ./", "RUN npm install", "WORKDIR /var/task"]
    found = planned(*web, COPY, "RUN pip install -r requirements.txt -t .")
    assert {1, 2} <= found.final
    assert not {1, 2} & found.build
    assert {4, 5} <= found.build
