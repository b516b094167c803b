from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.code import Code, code_of
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse


def named(needle: str, line: str = "", **files: str) -> str:
    project = Project.of({name.replace("_", "."): text for name, text in files.items()})
    text = f"FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\n{line}\n"
    built = simulate(parse(text), project)[-1]
    return mentioned(needle, built.steps[1:], built.image, project)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("RUN cat /app/x", "`RUN cat /app/x`"),
        ("ENV PYTHONPATH=/app", "`ENV ...`"),
        ("RUN cat /apps/x", ""),
        ("RUN cat /opt/app", ""),
        ("RUN cat my/app", ""),
    ],
)
def test_a_step_that_names_a_path_is_found(line: str, where: str) -> None:
    assert named("/app", line, x_py="") == where


def test_a_path_that_a_variable_spells_is_found() -> None:
    assert named("/var/task/x", "RUN cat ${LAMBDA_TASK_ROOT}/x", x_py="") != ""


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("open('/app/x')", True),
        ("# /app is where it lies\n", False),
        ("'''/app is documentation'''", False),
        ("x = f'/app/{name}'", True),
        ("x = 1", False),
    ],
)
def test_python_files_are_asked_for_their_strings(text: str, is_named: bool) -> None:
    assert (named("/app", app_py=text) == "app.py") is is_named


def test_configuration_is_asked_for_absolute_paths_only() -> None:
    assert named("/app", settings_yaml="root: /app\n") == "settings.yaml"
    assert named("/app", settings_yaml="root: /apps\n") == ""
    assert named("x.txt", settings_yaml="root: x.txt\n") == ""
    assert named("/app", notes_md="it lies in /app\n") == ""


def test_a_file_that_is_not_in_the_image_says_nothing() -> None:
    assert named("/app", app_py="open('/app/x')", _dockerignore="app.py\n") == ""


def code(**files: str) -> Code:
    project = Project.of({name.replace("_", "."): text for name, text in files.items()})
    built = simulate(parse("FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\n"), project)[-1]
    return code_of(built.image, project)


def test_the_commands_that_the_code_runs_are_found() -> None:
    project = Project.of({"app.py": "import subprocess\nsubprocess.run(['gcc', '-v'])\n"})
    text = "FROM public.ecr.aws/lambda/python:3.12\n{}\n"
    with_code = simulate(parse(text.format("COPY app.py ./")), project)[-1]
    without = simulate(parse(text.format("")), project)[-1]
    assert code_of(with_code.image, project).commands == {"gcc"}
    assert code_of(without.image, project) == Code()


def test_every_word_of_a_shell_script_may_be_a_command() -> None:
    assert {"ffmpeg", "pdftotext"} <= code(run_sh="ffmpeg -i x && pdftotext y\n").words


def test_a_command_that_is_put_together_is_unseen_and_every_string_may_be_it() -> None:
    found = code(app_py="import subprocess\nx = load('tool')\nsubprocess.run(x)\n")
    assert (found.unseen, found.literals) == ("", frozenset({"tool"}))
    found = code(app_py="import subprocess\ndef f(x, y='z'):\n    subprocess.run(x)\n")
    assert (found.unseen, found.literals) == ("app.py", frozenset({"z"}))


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("import subprocess\nsubprocess.run(['python3', 'x.py'])", True),
        ("import subprocess, sys\nsubprocess.run([sys.executable, 'x.py'])", True),
        ("import sysconfig\nsysconfig.get_paths()", True),
        ("import site\nsite.getsitepackages()", True),
        ("import sys\nsys.prefix", True),
        ("import sys\nsys.path", False),
        ("import subprocess\nsubprocess.run(['git', 'log'])", False),
    ],
)
def test_who_starts_another_python_or_asks_for_its_place(text: str, starts: bool) -> None:
    assert bool(code(app_py=text).interpreter) is starts


def test_a_file_of_the_image_that_is_run_may_be_python() -> None:
    text = "import subprocess\nsubprocess.run(['./tool', 'x'])\n"
    assert code(app_py=text, tool="#!/usr/bin/env python3\n").interpreter == "tool"
