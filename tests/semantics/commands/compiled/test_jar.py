"""What jar reads and leaves."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope


def run(line: str) -> Trace | Unknown:
    return read(Call(tuple(line.split()), "/var/task", Scope(), {}, Project.of({})))


@pytest.mark.parametrize(
    ("line", "reads", "writes"),
    [
        ("jar xf /tmp/app.jar", ["/tmp/app.jar"], ["/var/task"]),
        ("jar -xvf app.jar", ["/var/task/app.jar"], ["/var/task"]),
        ("jar tf app.jar", ["/var/task/app.jar"], []),
        ("jar cf app.jar -C classes .", ["/var/task/classes"], ["/var/task/app.jar"]),
        ("jar cvf ../app.jar a b", ["/var/task/a", "/var/task/b"], ["/var/app.jar"]),
        ("jar cf app.jar *.class", ["/var/task"], ["/var/task/app.jar"]),
    ],
)
def test_what_an_archive_is_made_of_and_where_it_goes(
    line: str, reads: list[str], writes: list[str]
) -> None:
    found = run(line)
    assert isinstance(found, Trace)
    assert [a.path for a in found.reads] == reads
    assert [a.path for a in found.writes] == writes


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("jar uf app.jar x", "uf"),
        ("jar xfm app.jar x", "xfm"),
        ("jar --extract --file app.jar", "--extract"),
        ("jar xf ${X}", "${X}"),
        ("jar cf app.jar @files", "@files"),
        ("jar xf", "jar"),
    ],
)
def test_other_options_are_not_known(line: str, word: str) -> None:
    found = run(line)
    assert isinstance(found, Unknown)
    assert found.word == word
