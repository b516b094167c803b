"""RUN --mount: what lies there while it runs, and that nothing of it stays."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {"app.py": "", "requirements.txt": "six\n", "d/more.txt": "idna\n"}
BASE = "FROM public.ecr.aws/lambda/python:3.12"
BIND = "--mount=type=bind,source=requirements.txt,target=/in/r.txt"


def effects(*lines: str, files: dict[str, str] = FILES) -> list[Effect]:
    tree = parse("\n".join((BASE, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def test_a_file_that_is_bound_is_read_as_the_context_has_it() -> None:
    (found,) = effects(f"RUN {BIND} pip install -r /in/r.txt -t .")
    assert found.wall is None
    assert found.missing == ""
    assert found.installs[0].distributions == frozenset({"six"})


def test_a_mount_hides_what_is_copied_to_its_place() -> None:
    copy, run = effects("COPY app.py /in/r.txt", f"RUN {BIND} cat /in/r.txt > /opt/x")
    assert not conflict(copy, run)


@pytest.mark.parametrize(
    "mount",
    [
        "type=bind,source=d,target=d",
        "src=d,dst=/var/task/d",
        "target=.,source=.",
        "type=bind,destination=/var/task/d,source=./d,rw",
    ],
)
def test_a_directory_is_bound_by_content(mount: str) -> None:
    (found,) = effects(f"RUN --mount={mount} pip install -r d/more.txt -t /opt/python")
    assert found.wall is None
    assert found.installs[0].distributions == frozenset({"idna"})


def test_what_is_read_of_a_mount_is_part_of_what_is_left() -> None:
    one, other = (
        parse(f"{BASE}\nRUN --mount=source={name},target=/in/f cp /in/f /opt/x\n")
        for name in ("app.py", "requirements.txt")
    )
    assert difference(one, one, Project.of(FILES)) == ""
    assert "is missing" in difference(one, other, Project.of(FILES))


@pytest.mark.parametrize("kind", ["type=cache", "type=tmpfs", "type=bind,source=d,rw"])
def test_nothing_that_is_written_to_a_mount_stays(kind: str) -> None:
    (found,) = effects(f"RUN --mount={kind},target=/opt/c touch /opt/c/x /opt/x")
    assert {a.path for a in found.writes} == {"/opt/x"}


def test_a_stage_is_bound_with_what_it_holds() -> None:
    stage = "FROM public.ecr.aws/lambda/python:3.12 AS made"
    run = "RUN --mount=from=made,source=/out,target=/in cp -r /in /opt/x"
    texts = (
        f"{stage}\nCOPY {name} /out/f\n\n{BASE}\n{run}\n" for name in ("app.py", "requirements.txt")
    )
    one, other = map(parse, texts)
    assert difference(one, one, Project.of(FILES)) == ""
    assert difference(one, other, Project.of(FILES))


def test_a_tool_of_another_image_is_bound() -> None:
    mount = "--mount=from=ghcr.io/astral-sh/uv:0.9,source=/uv,target=/bin/uv"
    copy, run = effects(
        "COPY requirements.txt ./", f"RUN {mount} uv pip install -r requirements.txt -t ."
    )
    assert run.wall is None
    assert conflict(copy, run)


@pytest.mark.parametrize(
    "mount",
    ["type=bind,source=${X},target=/x", "type=bind,target=/", "type=odd,target=/x", "type=bind"],
)
def test_a_mount_whose_place_or_content_is_not_known_is_a_wall(mount: str) -> None:
    (found,) = effects(f"RUN --mount={mount} true")
    assert found.wall is not None
    assert found.wall.word == f"--mount={mount}"


def test_a_source_that_is_not_in_the_context_is_named() -> None:
    (found,) = effects("RUN --mount=source=gone,target=/in cp /in /opt/x")
    assert found.missing == "gone is not in the build context"
