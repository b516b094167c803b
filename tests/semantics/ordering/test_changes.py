"""In which commits a step changed, as far as git can tell."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.semantics.ordering.changes import Change, changes
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "src/a.py": "",
    "src/b.txt": "",
    "model/m.bin": "",
    "requirements.txt": "six\n",
}
# the newest commit is bit 0; src/gone.py is not there any more
PAST = History.of(
    [["app.py"], ["src/a.py", "app.py"], ["src/gone.py"], ["src/b.txt"], ["requirements.txt"]],
    tracked=["app.py", "src/a.py", "src/b.txt", "requirements.txt"],
)
BASE = "FROM public.ecr.aws/lambda/python:3.12"


def changed(*lines: str, **more: str) -> tuple[Change, ...]:
    files = {**FILES, **{name.replace("__", "/"): text for name, text in more.items()}}
    project = Project.of(files, history=PAST)
    dockerfile = parse("\n".join((*lines, "")))
    found = changes(dockerfile, simulate(dockerfile, project), project, project.history)
    return found[-1].each


@pytest.mark.parametrize(
    ("line", "commits", "whole"),
    [
        pytest.param("COPY app.py ./", 0b00011, True, id="a file"),
        pytest.param("COPY src/ ./", 0b01110, True, id="a directory, with a file that was deleted"),
        pytest.param("COPY src/*.py ./", 0b00110, True, id="a pattern, with one that was deleted"),
        pytest.param("COPY app.py requirements.txt ./", 0b10011, True, id="several"),
        pytest.param("ADD app.py ./", 0b00011, True, id="ADD"),
        pytest.param("COPY model/ model/", 0, False, id="git does not know it"),
        pytest.param("COPY . .", 0b11111, False, id="git does not know all of it"),
        pytest.param("COPY gone.py ./", 0, False, id="it is not there"),
        pytest.param("COPY --from=a.b/c:1 /x /x", 0, True, id="another image"),
        pytest.param("ADD https://a.b/c /c", 0, True, id="an address"),
        pytest.param("RUN pip install six", 0, True, id="a RUN by itself"),
        pytest.param(
            "RUN --mount=type=bind,source=requirements.txt,target=/r pip install -r /r",
            0b10000,
            True,
            id="a RUN that looks into the context",
        ),
        pytest.param("RUN --mount=type=cache,target=/r pip install six", 0, True, id="a cache"),
        pytest.param("ENV A=b", 0, True, id="a setting"),
    ],
)
def test_in_which_commits_a_step_changed(line: str, commits: int, whole: bool) -> None:
    assert changed(BASE, line) == (Change(commits, whole),)


def test_of_a_source_that_a_build_argument_names_nothing_is_known() -> None:
    assert changed(BASE, "ARG WHAT", "COPY $WHAT ./")[-1] == Change(0, whole=False)


def test_compiled_python_files_change_with_their_source() -> None:
    line = "COPY src/ ./"
    assert changed(BASE, line, **{"src/__pycache__/a.cpython-312.pyc": ""})[0].whole
    assert not changed(BASE, line, **{"src/data.bin": ""})[0].whole


def test_a_checkout_in_the_context_changes_with_every_commit() -> None:
    assert changed(BASE, "COPY . .", **{".git": "gitdir: x"}) == (Change(0b11111),)


@pytest.mark.parametrize(
    ("line", "commits", "whole"),
    [
        pytest.param("COPY vendor/lib/ lib/", 0b010, True, id="the submodule"),
        pytest.param("COPY vendor/lib/src/ src/", 0b010, True, id="a directory in it"),
        pytest.param("COPY vendor/lib/src/*.py src/", 0b010, True, id="a pattern in it"),
        pytest.param("COPY vendor/ vendor/", 0b010, True, id="what it lies in"),
        pytest.param("COPY . .", 0b111, True, id="all"),
        pytest.param("COPY other/ other/", 0b111, True, id="a checkout that git does not know"),
    ],
)
def test_a_submodule_changes_when_its_commit_does(line: str, commits: int, whole: bool) -> None:
    files = {
        "app.py": "",
        "vendor/lib/.git": "gitdir: ../../.git/modules/lib",
        "vendor/lib/src/a.py": "",
    }
    if "other" in line:
        files["other/.git"] = ""
    past = History.of([["app.py"], ["vendor/lib", "app.py"], ["app.py"]])
    past = replace(past, modules=frozenset({"vendor/lib"}))
    project = Project.of(files, history=past)
    dockerfile = parse(f"{BASE}\n{line}\n")
    found = changes(dockerfile, simulate(dockerfile, project), project, project.history)
    assert found[-1].each == (Change(commits, whole),)


def test_what_comes_from_another_stage_changes_with_all_that_it_stands_behind_there() -> None:
    build = [f"{BASE} AS build", "COPY requirements.txt ./"]
    install = "RUN pip install -r requirements.txt --target /deps"
    late = "COPY app.py /x/"
    taken = "COPY --from=build /deps/ ./"
    assert changed(*build, install, late, BASE, taken)[0].commits == 0b10000
    assert changed(*build, late, install, BASE, taken)[0].commits == 0b10011
    assert changed(*build, install, late, BASE, "COPY --from=build /x/ ./") == (Change(0b00011),)


def test_a_stage_that_stands_on_another_changes_with_it() -> None:
    project = Project.of(FILES, history=PAST)
    dockerfile = parse(f"{BASE} AS one\nCOPY src/ ./\n\nFROM one\nCOPY app.py ./\n")
    found = changes(dockerfile, simulate(dockerfile, project), project, project.history)
    assert found[0].base == Change()
    assert found[1].base == Change(0b01110)


@pytest.mark.parametrize(
    ("one", "other", "commits", "clear"),
    [
        pytest.param(0b1, 0b1111, 10, True, id="a quarter"),
        pytest.param(0b111, 0b111111, 10, True, id="half"),
        pytest.param(0b1111, 0b1111111, 10, False, id="more than half"),
        pytest.param(0, 0b111, 10, True, id="three commits"),
        pytest.param(0, 0b11, 10, False, id="two commits may be chance"),
        pytest.param(0b1, 0b1111, 9, False, id="nine commits are too few"),
        pytest.param(0b1111, 0b1, 10, False, id="the other way round"),
    ],
)
def test_when_history_is_clear(one: int, other: int, commits: int, clear: bool) -> None:
    past = History.of([["x"]] * commits)
    assert Change(one).is_clearly_rarer(Change(other), past) is clear
    assert not Change(one, whole=False).is_clearly_rarer(Change(other), past)
    assert Change(one).is_clearly_rarer(Change(other, whole=False), past) is clear
