"""Virtual environments and the Python that a command means, seen through two instructions."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "tool.py": "#!/usr/bin/env python3\n",
    "requirements.txt": "six==1.17.0\n",
    "pyproject.toml": '[project]\nname = "app"\n',
    "uv.lock": "version = 1\n",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12"
SITE = "/var/lang/lib/python3.12/site-packages"
MAKE = "RUN python -m venv /opt/venv"


def effects(*lines: str, base: str = BASE) -> list[Effect]:
    tree = parse("\n".join((base, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(FILES))[-1].steps]


def installs(*lines: str, base: str = BASE) -> Install:
    (found,) = effects(*lines, base=base)[-1].installs
    return found


@pytest.mark.parametrize(
    "make",
    [
        MAKE,
        "RUN python3 -m venv --without-pip /opt/venv",
        "RUN virtualenv -q /opt/venv",
        "RUN uv venv /opt/venv",
        "RUN uv venv /opt/venv && echo made",
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        "RUN /opt/venv/bin/pip install six",
        "RUN /opt/venv/bin/python -m pip install six",
        "RUN . /opt/venv/bin/activate && pip install six",
        "RUN source /opt/venv/bin/activate && python -m pip install six",
        "RUN PATH=/opt/venv/bin:$PATH pip install six",
        "RUN . /opt/venv/bin/activate && uv pip install six",
        "RUN VIRTUAL_ENV=/opt/venv uv pip install six",
    ],
)
def test_an_install_into_an_environment_stays_behind_what_made_it(make: str, use: str) -> None:
    one, other = effects(make, use)
    assert "/opt/venv" in conflict(one, other)
    (found,) = other.installs
    assert (found.plain, found.place) == (False, "")
    assert "/opt/venv" in found.apart
    assert not any(a.path == SITE for d in other.deposits for a in d.areas)


def test_an_environment_may_be_made_and_used_in_one_run() -> None:
    found = installs(f"{MAKE} && /opt/venv/bin/pip install six")
    assert "/opt/venv" in found.apart


def test_the_path_of_the_image_decides_which_pip_is_meant() -> None:
    before = installs(MAKE, "RUN pip install six")
    after = installs(MAKE, "ENV PATH=/opt/venv/bin:$PATH", "RUN pip install six")
    assert (before.plain, before.place) == (True, SITE)
    assert "/opt/venv" in after.apart


def test_an_environment_that_is_left_again_is_not_used() -> None:
    line = "RUN . /opt/venv/bin/activate && pip install idna && deactivate && pip install six"
    found = effects(MAKE, line)[-1].installs
    assert [i.plain for i in found] == [False, True]


def test_an_environment_that_is_entered_in_one_run_is_not_entered_in_the_next() -> None:
    assert installs(MAKE, "RUN . /opt/venv/bin/activate", "RUN pip install six").plain


def test_an_environment_of_another_stage_is_one_where_it_is_copied() -> None:
    lines = (MAKE, "", BASE, "COPY --from=first /opt/venv /opt/venv")
    found = installs(*lines, "RUN /opt/venv/bin/pip install six", base=f"{BASE} AS first")
    assert "/opt/venv" in found.apart


def test_a_script_that_nothing_is_known_of_is_not_entered() -> None:
    (found,) = effects("RUN . /opt/other/bin/activate && pip install six")
    assert found.wall is not None
    assert found.wall.word == ". /opt/other/bin/activate"


def test_an_environment_that_is_entered_perhaps_leaves_the_path_unknown() -> None:
    line = "RUN if test -f x; then . /opt/venv/bin/activate; fi; pip install six"
    (found,) = effects(MAKE, line)[-1].installs
    assert not found.plain
    assert found.apart == "PATH is not known"


@pytest.mark.parametrize(
    ("before", "plain"),
    [
        ("ENV PATH=/var/task/bin:$PATH", True),
        ("ENV PATH=/root/.local/bin:$PATH", True),
        ("ENV PATH=$PATH:/usr/bin", True),
        ("RUN dnf install -y java-21\nENV PATH=/usr/lib/jvm/bin:$PATH", True),
        ("ENV PATH=/usr/bin:$PATH", False),
        ("COPY --from=example.com/python:3 /py /py\nENV PATH=/py/bin:$PATH", False),
    ],
)
def test_what_goes_first_in_path_may_be_another_python(before: str, plain: bool) -> None:
    found = installs(before, "RUN pip install six")
    assert found.plain == plain
    assert bool(found.apart) != plain


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("pip", True),
        ("pip3.12", True),
        ("/var/lang/bin/pip3", True),
        ("python3.12 -m pip", True),
        ("pip3.11", False),
        ("python3.9 -m pip", False),
        ("/usr/bin/pip3", False),
        ("/usr/bin/python3 -m pip", False),
    ],
)
def test_a_python_by_its_name_or_its_place(word: str, plain: bool) -> None:
    found = installs(f"RUN {word} install six")
    assert found.plain == plain
    assert bool(found.apart) != plain


@pytest.mark.parametrize(
    "base", ["FROM ubuntu:24.04", "FROM public.ecr.aws/lambda/provided:al2023"]
)
def test_on_an_image_whose_python_is_not_known_source_passes_an_install(base: str) -> None:
    lines = ("WORKDIR /src", "COPY app.py ./", "COPY requirements.txt ./")
    source, manifest, install = effects(*lines, "RUN pip install -r requirements.txt", base=base)[
        1:
    ]
    assert install.wall is None
    assert conflict(source, install) == ""
    assert "requirements.txt" in conflict(manifest, install)
    assert conflict(install, effects("RUN pip install idna", base=base)[0])


def test_a_program_of_the_build_context_is_not_the_tool_by_its_name() -> None:
    (_, found) = effects("COPY tool.py /tools/pip", "RUN /tools/pip install six")
    assert found.wall is not None
    assert found.wall.word == "/tools/pip"


def test_a_sync_passes_source_and_no_manifest() -> None:
    lines = ("COPY app.py ./", "COPY pyproject.toml uv.lock ./", "RUN uv sync --frozen")
    source, manifests, sync = effects(*lines)
    assert conflict(source, sync) == ""
    assert "uv.lock" in conflict(manifests, sync) or "pyproject.toml" in conflict(manifests, sync)


def differs(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    before, after = (parse("\n".join((BASE, *lines, ""))) for lines in (one, other))
    return difference(before, after, Project.of(FILES))


def test_another_manifest_makes_another_environment() -> None:
    copies = ("COPY pyproject.toml ./", "COPY uv.lock ./", "RUN uv sync --frozen")
    assert differs(copies, copies) == ""
    late = (copies[0], copies[2], copies[1])
    assert "uv sync" in differs(copies, late)


def test_an_install_before_and_behind_the_environment_is_not_the_same() -> None:
    use = "RUN /opt/venv/bin/pip install six"
    assert differs((MAKE, use), (use, MAKE))
    assert differs((MAKE, use), (MAKE, use)) == ""
