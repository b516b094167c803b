"""What the shell does between the commands of a RUN: variables, conditions, loops, scripts."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "a.txt": "",
    "requirements.txt": "six\n",
    "setup.sh": "#!/bin/sh\nset -e\ncd /opt\ntouch $NAME\n",
    "loop.sh": "sh ./loop.sh\n",
    "env.sh": "export WHERE=/opt\n",
    "tool.py": "#!/usr/bin/env python3\n",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12"


def effects(*lines: str) -> list[Effect]:
    tree = parse("\n".join((BASE, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(FILES))[-1].steps]


def written(*lines: str) -> set[str]:
    """Where the last line writes, which has to be understood."""
    found = effects(*lines)[-1]
    assert found.wall is None
    return {a.path for a in found.writes}


@pytest.mark.parametrize(
    ("script", "paths"),
    [
        ("D=/opt; touch $D/x", {"/opt/x"}),
        ("D=/opt && E=$D/e && touch $E", {"/opt/e"}),
        ("export D=/opt && touch $D/x", {"/opt/x"}),
        ("export D=/opt && unset D && touch /opt/$D/x", {"/opt/x"}),
        ("D=/opt sh -c 'touch $D/x'", {"/opt/x"}),
        ("(cd /opt && touch x); touch y", {"/opt/x", "/var/task/y"}),
        ("{ cd /opt && touch x; }; touch y", {"/opt/x", "/opt/y"}),
        ("cd /opt | touch y", {"/var/task/y"}),
        ("cd /opt; bash -ec 'cd /tmp; touch x'; touch y", {"/tmp/x", "/opt/y"}),
        ("for x in a b; do touch $x; done", {"/var/task/a", "/var/task/b"}),
        ("for x in a b; do mkdir -p /opt/$x && touch /opt/$x/c; done",
         {"/opt/a", "/opt/b", "/opt/a/c", "/opt/b/c"}),
        ("if test -f app.py; then touch a; elif true; then touch b; else touch c; fi",
         {"/var/task/a", "/var/task/b", "/var/task/c"}),
        ("case $LANG in en*) touch a;; *) touch b;; esac", {"/var/task/a", "/var/task/b"}),
        ("while read x; do touch a; done < /opt/list", {"/var/task/a"}),
        ("! touch a", {"/var/task/a"}),
        ("(touch a) > log", {"/var/task/a", "/var/task/log"}),
        ("echo $(touch b)", {"/var/task/b"}),
        ("echo $(date) > when", {"/var/task/when"}),
        ("cat <<E > text\na $LANG\nE", {"/var/task/text"}),
        ("set -eux; touch a", {"/var/task/a"}),
    ],
)  # fmt: skip
def test_what_a_script_writes(script: str, paths: set[str]) -> None:
    text = script if "\n" not in script else f"<<RUN\n{script}\nRUN"
    assert written("COPY app.py ./", f"RUN {text}") == paths


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("read D; touch $D", "${D}"),
        ("D=$(date); touch $D", "${D}"),
        ("false || D=/opt; touch $D/x", "${D}/x"),
        ("for x in a b; do D=$D/$x; done; touch $D", "${D}"),
        ("for x; do touch $x; done", "for"),
        ("if true; then cd /opt; fi; touch x", "cd"),
        ("cd $(pwd)", "cd"),
        ("touch $1", "$1"),
        ("cat <<E\n$(make)\nE", "<<"),
        ("sh -c \"$(cat x)\"", "sh -c"),
        ("sh gone.sh", "sh gone.sh"),
    ],
)  # fmt: skip
def test_what_only_a_running_shell_knows_is_named(script: str, word: str) -> None:
    text = script if "\n" not in script else f"<<RUN\n{script}\nRUN"
    *_, found = effects(f"RUN {text}")
    assert found.wall is not None
    assert found.wall.word == word


@pytest.mark.parametrize(
    "start", ["sh setup.sh", "./setup.sh", "bash -x ./setup.sh", ". ./setup.sh"]
)
def test_a_shell_script_of_the_context_is_read(start: str) -> None:
    copy, run = effects("ENV NAME=x", "COPY setup.sh ./", f"RUN {start}")[1:]
    assert run.wall is None
    assert {a.path for a in run.writes} == {"/opt/x"}
    assert "/var/task/setup.sh" in {a.path for a in run.reads}
    assert run.reads_variable("NAME")
    assert conflict(copy, run)


def test_a_script_that_is_sourced_changes_the_variables_and_one_that_is_run_does_not() -> None:
    assert written("COPY env.sh ./", "RUN . ./env.sh && touch $WHERE/x") == {"/opt/x"}
    assert written("COPY env.sh ./", "RUN sh env.sh && touch /tmp$WHERE/x") == {"/tmp/x"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("RUN sh loop.sh", "too many scripts"),
        ("RUN ./tool.py", "no rule"),
        ("RUN touch setup.sh && ./setup.sh", ""),
    ],
)
def test_a_script_that_is_not_read_is_a_wall(line: str, why: str) -> None:
    *_, found = effects("COPY loop.sh tool.py ./", line)
    assert found.wall is not None
    assert why in found.wall.why


def test_a_word_of_a_script_is_named_with_its_file() -> None:
    *_, found = effects("COPY loop.sh ./", "RUN sh loop.sh")
    assert found.wall is not None
    assert found.wall.why.endswith(", in loop.sh")


@pytest.mark.parametrize(
    "script",
    [
        "false || pip install six -t .",
        "true && pip install six -t . || true",
        "if true; then dnf install -y git; fi",
        "for x in six; do pip install $x -t .; done",
    ],
)
def test_an_install_that_may_not_run_is_no_install_to_count_on(script: str) -> None:
    (found,) = effects(f"RUN {script}")
    assert found.wall is None
    assert (found.installs, found.packages) == ((), ())
    assert found.unsure is not None


@pytest.mark.parametrize("script", ["pip install six -t . || true", "true; pip install six -t ."])
def test_an_install_that_runs_in_any_case_counts(script: str) -> None:
    (found,) = effects(f"RUN {script}")
    assert len(found.installs) == 1
    assert found.unsure is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if test -f a; then touch x; fi", "if test -d a; then touch x; fi"),
        ("echo a | tee x", "echo b | tee x"),
        ("cat > x <<E\na\nE", "cat > x <<E\nb\nE"),
        ("echo $(echo a) > x", "echo $(echo b) > x"),
    ],
)
def test_what_decides_or_flows_in_is_part_of_what_is_left(one: str, other: str) -> None:
    before, after = (parse(f"{BASE}\nRUN <<RUN\n{script}\nRUN\n") for script in (one, other))
    assert difference(before, before, Project.of(FILES)) == ""
    assert difference(before, after, Project.of(FILES))


def test_a_directory_that_a_copy_makes_is_there_before_a_run_enters_or_fills_it() -> None:
    copy, second, enter, fill = effects(
        "COPY app.py /new/app.py", "COPY a.txt /new/", "RUN cd /new && date", "RUN touch /new/x"
    )
    assert conflict(copy, enter)
    assert conflict(copy, fill)
    assert not conflict(second, enter)
    assert not conflict(second, fill)


def test_a_directory_that_is_missing_is_a_difference() -> None:
    copy, run = "COPY app.py /new/app.py", "RUN touch /new/x"
    before, after = (parse("\n".join((BASE, *lines, ""))) for lines in ((copy, run), (run, copy)))
    assert "/new is not there" in difference(before, after, Project.of(FILES))


@pytest.mark.parametrize(
    "change",
    [
        "echo idna > requirements.txt",
        "(echo idna > requirements.txt)",
        "true || touch requirements.txt",
        "sh -c 'touch requirements.txt'",
    ],
)
def test_a_file_that_the_run_has_changed_is_no_file_of_the_context(change: str) -> None:
    _, same = effects("COPY requirements.txt ./", "RUN pip install -r requirements.txt -t .")
    *_, changed = effects(
        "COPY requirements.txt ./", f"RUN {change} && pip install -r requirements.txt -t ."
    )
    assert same.missing == ""
    assert changed.missing


@pytest.mark.parametrize(
    "script",
    [
        "env > x",
        "env | sort > x",
        "printenv > x",
        "set > x",
        "export -p > x",
        "declare -p > x",
        "cat /proc/self/environ > x",
        "N=STAMP; echo ${!N} > x",
    ],
)
def test_a_list_of_variables_reads_them_all(script: str) -> None:
    stamp, run = effects("ENV STAMP=1", f"RUN {script}")
    assert run.wall is None
    assert conflict(stamp, run)


@pytest.mark.parametrize("script", ["env A=1 touch x", "set -e", "export A=1", "echo $A > x"])
def test_a_command_that_lists_no_variables_reads_none(script: str) -> None:
    stamp, run = effects("ENV STAMP=1", f"RUN {script}")
    assert not conflict(stamp, run)
