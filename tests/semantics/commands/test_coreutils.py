from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope


def run(line: str, cwd: str | None = "/var/task") -> Trace | Unknown:
    return read(Call(tuple(line.split()), cwd, Scope(), {}, Project.of({})))


def trace(line: str) -> Trace:
    found = run(line)
    assert isinstance(found, Trace)
    return found


@pytest.mark.parametrize(
    ("line", "reads", "writes"),
    [
        ("cat a", ["a"], []),
        ("ls -la", [], []),
        ("test -f a", ["a"], []),
        ("mkdir -p a/b", [], ["a/b"]),
        ("chmod 755 a b", [], ["a", "b"]),
        ("chmod -R 755 a", [], ["a"]),
        ("chown -R 1000:1000 /opt", [], ["/opt"]),
        ("cp -r a b /opt/", ["a", "b"], ["/opt"]),
        ("mv a /opt/b", ["a"], ["a", "/opt/b"]),
        ("ln -s /opt/a b", ["/opt/a"], ["b"]),
        ("rm -rf a *.pyc", [], ["a", "."]),
        ("touch a", [], ["a"]),
        ("find . -name x", ["."], []),
        ("find /opt -name x -delete", ["/opt"], ["/opt"]),
        ("find /opt -type d -exec rm -rf {} +", ["/opt"], ["/opt"]),
        ("/bin/rm a", [], ["a"]),
    ],
)
def test_what_a_command_reads_and_writes(line: str, reads: list[str], writes: list[str]) -> None:
    found = trace(line)
    assert {a.path for a in found.writes} == {absolute(w) for w in writes}
    assert {a.path for a in found.reads} >= {absolute(r) for r in reads}


def absolute(path: str) -> str:
    return path if path.startswith("/") else f"/var/task/{path}".removesuffix("/.")


@pytest.mark.parametrize("line", ["echo a", "true", "set -ex", "pwd", ": x", "sleep 1", "id"])
def test_what_only_speaks_changes_nothing(line: str) -> None:
    assert trace(line) == Trace()


def test_cd_leads_the_commands_after_it() -> None:
    assert trace("cd src").cwd == "/var/task/src"
    assert trace("cd").cwd == "/root"


def test_a_directory_stands_for_all_below_it() -> None:
    assert meet(trace("rm -rf src").writes, (Area("/var/task/src/a/b.py"),))


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf $X",
        "cd ${X}",
        "find . -exec ./tool {} +",
        "rm",
        "awk -f x.awk y",
        "sed -i s/a/b/ x",
        "${TOOL} x",
        "./build.sh",
        "/opt/bin/tool",
    ],
)
def test_what_is_not_known_is_never_guessed(line: str) -> None:
    assert isinstance(run(line), Unknown)


def test_a_relative_path_needs_a_known_working_directory() -> None:
    assert isinstance(run("rm -rf src", cwd=None), Unknown)
    assert isinstance(run("rm -rf /src", cwd=None), Trace)


def test_two_different_changes_of_one_path_are_not_the_same() -> None:
    one, two = trace("chmod 755 a"), trace("chmod 644 a")
    assert one.deposits[0].semantic != two.deposits[0].semantic


@pytest.mark.parametrize("line", ["find -name x -delete", "find -L . -delete"])
def test_find_without_a_starting_point_searches_the_working_directory(line: str) -> None:
    assert {a.path for a in trace(line).writes} == {"/var/task"}


def test_env_runs_a_command() -> None:
    found = run("env A=b rm -rf src")
    assert isinstance(found, Unknown) or meet(found.writes, (Area("/var/task/src"),))


@pytest.mark.parametrize("line", ["cp -t /opt a", "install -t /opt a"])
def test_an_option_can_name_the_directory_that_is_written(line: str) -> None:
    found = run(line)
    assert isinstance(found, Unknown) or meet(found.writes, (Area("/opt/a"),))


@pytest.mark.parametrize("line", ["rm -rf ${X}", "cp a ${X}/b", "find ${X} -delete"])
def test_an_unknown_variable_is_not_a_pattern_of_the_working_directory(line: str) -> None:
    assert isinstance(run(line), Unknown)
