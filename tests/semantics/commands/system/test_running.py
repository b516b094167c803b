from __future__ import annotations

import pytest

from tests.command_support import shown, trace, unknown


@pytest.mark.parametrize(
    "line",
    [
        "env A=b rm -rf src",
        "env -- rm -rf src",
        "nice -n 5 rm -rf src",
        "time rm -rf src",
        "timeout -k 5 10 rm -rf src",
        "sudo -E rm -rf src",
        "exec rm -rf src",
        "command rm -rf src",
        "nohup nice rm -rf src",
    ],
)
def test_a_prefix_does_what_the_command_behind_it_does(line: str) -> None:
    assert shown(trace(line).writes) == {"src/"}


@pytest.mark.parametrize("line", ["env", "time", "command -v python3", "timeout 10"])
def test_a_prefix_alone_changes_nothing(line: str) -> None:
    assert trace(line).writes == ()


def test_a_variable_of_env_is_part_of_what_is_left() -> None:
    one, two = trace("env A=b touch x"), trace("env A=c touch x")
    assert one.deposits[0].semantic != two.deposits[0].semantic


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("env -i rm x", "env"),
        ("env - rm x", "env"),
        ("env -u PATH rm x", "env"),
        ("env A=${X} rm x", "A"),
        ("env ./tool", "./tool"),
        ("sudo -u me rm x", "-u"),
        ("timeout 10 ./tool", "./tool"),
        ("xargs ./tool", "./tool"),
        ("xargs apk add", "xargs apk"),
        ("xargs --frobnicate rm", "--frobnicate"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_the_program_behind_a_prefix_is_read() -> None:
    assert "/usr/bin/unzip" in shown(trace("timeout 10 unzip a.zip").reads)
    assert "/usr/bin/unzip" in shown(trace("xargs -n1 unzip").reads)


def test_sudo_takes_the_environment_of_an_installer_away() -> None:
    assert unknown("sudo pip install -t /opt six").word == "sudo pip"


def test_xargs_may_change_anything_by_the_names_that_it_gets() -> None:
    for line in ("xargs -0 rm -rf", "xargs -I {} cp {} /opt", "xargs -n1 touch"):
        assert shown(trace(line).writes) == {"/"}
    assert trace("xargs -0 cat").writes == ()
    assert "/" in shown(trace("xargs -0 cat").reads)
